// Package attrs holds attributes, validators and plan modifiers that objects share.
package attrs

import (
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ID is the identifier that the API gives to a managed object.
func ID(description string) schema.StringAttribute { return ComputedOnce(description) }

// ComputedOnce is a string that the API decides when the object is created.
func ComputedOnce(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// Reference is the ID of another object, which has to be set. Changing it forces
// a new resource, and the description says so.
func Reference(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Changing this forces a new resource.",
		Required:            true,
		Validators:          []validator.String{NotBlank()},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// NotBlank refuses strings without a visible character, as the API would.
func NotBlank() validator.String {
	return stringvalidator.RegexMatches(regexp.MustCompile(`\S`), "must not be blank")
}

// Time formats Unix seconds of the API in RFC 3339.
func Time(unix int64) types.String {
	return types.StringValue(time.Unix(unix, 0).UTC().Format(time.RFC3339))
}

// String returns what a client sends: nil for null and unknown values.
func String(value types.String) *string {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueStringPointer()
}

// Bool returns what a client sends: nil for null and unknown values.
func Bool(value types.Bool) *bool {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueBoolPointer()
}

// Int64 returns what a client sends: nil for null and unknown values.
func Int64(value types.Int64) *int64 {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueInt64Pointer()
}
