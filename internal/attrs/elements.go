package attrs

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// ElementsValidator validates lists and sets.
type ElementsValidator interface {
	validator.List
	validator.Set
}

// KnownElements refuses null and blank elements in a list or a set of strings, each
// at its path. Unknown elements pass until they are known.
func KnownElements() ElementsValidator { return knownElements{} }

type knownElements struct{}

func (knownElements) Description(context.Context) string {
	return "elements must be neither null nor blank"
}

func (k knownElements) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (knownElements) ValidateList(ctx context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		resp.Diagnostics.Append(refuse(ctx, req.Path.AtListIndex(i), element)...)
	}
}

func (knownElements) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	for _, element := range req.ConfigValue.Elements() {
		resp.Diagnostics.Append(refuse(ctx, req.Path.AtSetValue(element), element)...)
	}
}

// refuse returns the diagnostic of an invalid element.
func refuse(ctx context.Context, at path.Path, element attr.Value) diag.Diagnostics {
	fault, diagnostics := faultOf(ctx, element)
	if fault != "" {
		diagnostics.AddAttributeError(at, "Invalid element", fmt.Sprintf(
			"%s: leave it out of the collection, for instance with compact()", fault))
	}
	return diagnostics
}

// faultOf returns what is wrong with an element, or nothing.
func faultOf(ctx context.Context, element attr.Value) (string, diag.Diagnostics) {
	if element.IsUnknown() {
		return "", nil
	}
	if element.IsNull() {
		return "an element is null", nil
	}
	valuable, isText := element.(basetypes.StringValuable)
	if !isText {
		return "", nil
	}
	text, diagnostics := valuable.ToStringValue(ctx)
	if !diagnostics.HasError() && strings.TrimSpace(text.ValueString()) == "" {
		return "an element is blank", diagnostics
	}
	return "", diagnostics
}

// Elements returns the strings of a list or a set. An unknown, null or blank
// element is an error.
func Elements(ctx context.Context, collection interface{ Elements() []attr.Value }) ([]string, error) {
	texts := make([]string, 0, len(collection.Elements()))
	for _, element := range collection.Elements() {
		text, err := textOf(ctx, element)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func textOf(ctx context.Context, element attr.Value) (string, error) {
	fault, diagnostics := faultOf(ctx, element)
	valuable, isText := element.(basetypes.StringValuable)
	switch {
	case diagnostics.HasError():
		return "", fmt.Errorf("%s: %s", diagnostics[0].Summary(), diagnostics[0].Detail())
	case fault != "":
		return "", errors.New(fault)
	case element.IsUnknown():
		return "", errors.New("an element is not known yet")
	case !isText:
		return "", fmt.Errorf("an element is a %T and no text", element)
	}
	text, diagnostics := valuable.ToStringValue(ctx)
	if diagnostics.HasError() {
		return "", fmt.Errorf("%s: %s", diagnostics[0].Summary(), diagnostics[0].Detail())
	}
	return text.ValueString(), nil
}
