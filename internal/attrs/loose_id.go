package attrs

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// LooseID is an ID for which dashes and capitals make no difference. The framework
// keeps the spelling of the state if the API has another one.
type LooseID struct{ basetypes.StringValue }

var (
	_ basetypes.StringValuableWithSemanticEquals = LooseID{}
	_ basetypes.StringTypable                    = LooseIDType{}
)

// NewLooseID returns an ID in the given spelling.
func NewLooseID(id string) LooseID { return LooseID{types.StringValue(id)} }

// Type is LooseIDType.
func (i LooseID) Type(context.Context) attr.Type { return LooseIDType{} }

// Equal reports whether two IDs have the same spelling.
func (i LooseID) Equal(other attr.Value) bool {
	o, ok := other.(LooseID)
	return ok && i.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether two IDs mean the same.
func (i LooseID) StringSemanticEquals(ctx context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	text, diagnostics := other.ToStringValue(ctx)
	return i.Means(text.ValueString()), diagnostics
}

// Canonical returns the spelling that all IDs with the same meaning share.
func (i LooseID) Canonical() string { return canonical(i.ValueString()) }

// Means reports whether the ID is known and means the same as another one.
func (i LooseID) Means(other string) bool {
	return !i.IsNull() && !i.IsUnknown() && i.Canonical() == canonical(other)
}

func canonical(id string) string { return strings.ToLower(strings.ReplaceAll(id, "-", "")) }

// LooseIDType is the type of LooseID.
type LooseIDType struct{ basetypes.StringType }

// Equal reports whether the other type is this one.
func (t LooseIDType) Equal(other attr.Type) bool {
	_, ok := other.(LooseIDType)
	return ok
}

func (t LooseIDType) String() string { return "attrs.LooseIDType" }

// ValueFromString makes a LooseID of a text.
func (t LooseIDType) ValueFromString(_ context.Context, text basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return LooseID{text}, nil
}

// ValueFromTerraform makes a LooseID of Terraform's value.
func (t LooseIDType) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	plain, err := t.StringType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	text, ok := plain.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("a %T is no text", plain)
	}
	return LooseID{text}, nil
}

// ValueType is LooseID.
func (t LooseIDType) ValueType(context.Context) attr.Value { return LooseID{} }

// Loose makes an attribute of a resource a LooseID. A new spelling of the same
// ID plans no change.
func Loose(a schema.StringAttribute) schema.StringAttribute {
	a.CustomType = LooseIDType{}
	a.PlanModifiers = append([]planmodifier.String{KeepSpelling(canonical)}, a.PlanModifiers...)
	return a
}

// LooseSet is a required set of LooseIDs. A new spelling of the same IDs plans no
// change, and two spellings of one ID are refused.
func LooseSet(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description, ElementType: LooseIDType{}, Required: true,
		Validators:    []validator.Set{KnownElements(), oneSpelling{}},
		PlanModifiers: []planmodifier.Set{KeepSpelling(canonical)},
	}
}

// oneSpelling refuses two spellings of one ID in a set.
type oneSpelling struct{}

func (oneSpelling) Description(context.Context) string { return "IDs must differ in their meaning" }

func (o oneSpelling) MarkdownDescription(ctx context.Context) string { return o.Description(ctx) }

func (oneSpelling) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	spelled := map[string]string{}
	for _, element := range req.ConfigValue.Elements() {
		id, err := textOf(ctx, element)
		if err != nil {
			continue // it is unknown, or other validators refuse it
		}
		if before, twice := spelled[canonical(id)]; twice {
			resp.Diagnostics.AddAttributeError(req.Path.AtSetValue(element), "Two spellings of one ID",
				fmt.Sprintf("%q and %q are the same ID: dashes and capitals make no difference. Leave one of them out.", before, id))
			continue
		}
		spelled[canonical(id)] = id
	}
}
