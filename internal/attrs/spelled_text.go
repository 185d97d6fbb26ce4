package attrs

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Spelling says which texts mean the same. It has no fields.
type Spelling interface {
	// Canonical returns the form that all texts with the same meaning share.
	Canonical(text string) string
}

// Spelled is a text that can be written in several ways. The framework keeps the spelling
// of the state if the API has another one.
type Spelled[S Spelling] struct{ basetypes.StringValue }

var (
	_ basetypes.StringValuableWithSemanticEquals = Spelled[Spelling]{}
	_ basetypes.StringTypable                    = SpelledType[Spelling]{}
)

// NewSpelled returns a text in the given spelling.
func NewSpelled[S Spelling](text string) Spelled[S] { return Spelled[S]{types.StringValue(text)} }

// Type is SpelledType.
func (s Spelled[S]) Type(context.Context) attr.Type { return SpelledType[S]{} }

// Equal reports whether two texts have the same spelling.
func (s Spelled[S]) Equal(other attr.Value) bool {
	o, ok := other.(Spelled[S])
	return ok && s.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether two texts mean the same.
func (s Spelled[S]) StringSemanticEquals(ctx context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	text, diagnostics := other.ToStringValue(ctx)
	return s.Means(text.ValueString()), diagnostics
}

// Canonical returns the spelling that all texts with the same meaning share.
func (s Spelled[S]) Canonical() string { return canonical[S](s.ValueString()) }

// Means reports whether the text is known and means the same as another one.
func (s Spelled[S]) Means(other string) bool {
	return !s.IsNull() && !s.IsUnknown() && s.Canonical() == canonical[S](other)
}

func canonical[S Spelling](text string) string {
	var spelling S
	return spelling.Canonical(text)
}

// SpelledType is the type of Spelled.
type SpelledType[S Spelling] struct{ basetypes.StringType }

// Equal reports whether the other type is this one.
func (t SpelledType[S]) Equal(other attr.Type) bool {
	_, ok := other.(SpelledType[S])
	return ok
}

func (t SpelledType[S]) String() string { return fmt.Sprintf("%T", t) }

// ValueFromString makes a Spelled of a text.
func (t SpelledType[S]) ValueFromString(_ context.Context, text basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return Spelled[S]{text}, nil
}

// ValueFromTerraform makes a Spelled of Terraform's value.
func (t SpelledType[S]) ValueFromTerraform(ctx context.Context, value tftypes.Value) (attr.Value, error) {
	plain, err := t.StringType.ValueFromTerraform(ctx, value)
	if err != nil {
		return nil, err
	}
	text, ok := plain.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("a %T is no text", plain)
	}
	return Spelled[S]{text}, nil
}

// ValueType is Spelled.
func (t SpelledType[S]) ValueType(context.Context) attr.Value { return Spelled[S]{} }

// InAnySpelling makes an attribute of a resource a Spelled. A new spelling with the same
// meaning plans no change.
func InAnySpelling[S Spelling](a schema.StringAttribute) schema.StringAttribute {
	a.CustomType = SpelledType[S]{}
	a.PlanModifiers = append([]planmodifier.String{KeepSpelling(canonical[S])}, a.PlanModifiers...)
	return a
}
