// Package attrs holds the shapes that attributes of different objects share.
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

// ID is the identifier the API gives to a managed object.
func ID(description string) schema.StringAttribute { return ComputedOnce(description) }

// ComputedOnce is a text the API decides once, when the object is created.
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

// NotBlank refuses texts without any visible character, as the API would.
func NotBlank() validator.String {
	return stringvalidator.RegexMatches(regexp.MustCompile(`\S`), "must not be blank")
}

// Time is a moment that the API gives in Unix seconds, in RFC 3339.
func Time(unix int64) types.String {
	return types.StringValue(time.Unix(unix, 0).UTC().Format(time.RFC3339))
}

// String is what an API client sends for a text: nothing where it is null or
// not known yet.
func String(value types.String) *string {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueStringPointer()
}

// Bool is what an API client sends for a truth value: nothing where it is null
// or not known yet.
func Bool(value types.Bool) *bool {
	if value.IsUnknown() {
		return nil
	}
	return value.ValueBoolPointer()
}
