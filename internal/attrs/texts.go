package attrs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// StringSet returns a set of strings.
func StringSet(texts []string) types.Set {
	return types.SetValueMust(types.StringType, elementsOf(texts))
}

// StringList returns a list of strings.
func StringList(texts []string) types.List {
	return types.ListValueMust(types.StringType, elementsOf(texts))
}

func elementsOf(texts []string) []attr.Value {
	elements := make([]attr.Value, len(texts))
	for i, text := range texts {
		elements[i] = types.StringValue(text)
	}
	return elements
}

// SetTexts returns the elements of a set of strings. Null and unknown sets have none.
func SetTexts(set types.Set) []string {
	var all []string
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok {
			all = append(all, text.ValueString())
		}
	}
	return all
}

// Without returns those texts that are not among others.
func Without(texts, others []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return slices.Contains(others, text) })
}

// Texts returns the elements of a map of strings. Null and unknown maps have none.
func Texts(m types.Map) map[string]string {
	texts := make(map[string]string, len(m.Elements()))
	for key, element := range m.Elements() {
		if text, ok := element.(types.String); ok {
			texts[key] = text.ValueString()
		}
	}
	return texts
}

// TextMap returns a map of strings.
func TextMap(texts map[string]string) types.Map {
	values := make(map[string]attr.Value, len(texts))
	for key, text := range texts {
		values[key] = types.StringValue(text)
	}
	return types.MapValueMust(types.StringType, values)
}

// Kept returns what is there now of the keys that a state has. Others may have added more,
// which belongs to them.
func Kept(state types.Map, now map[string]string) types.Map {
	if state.IsNull() || state.IsUnknown() {
		return types.MapNull(types.StringType)
	}
	kept := map[string]string{}
	for key := range Texts(state) {
		if value, exists := now[key]; exists {
			kept[key] = value
		}
	}
	return TextMap(kept)
}

// Merged returns the planned keys, and those that are there now and belong to others.
func Merged(now map[string]string, prior, plan types.Map) map[string]string {
	merged := maps.Clone(now)
	if merged == nil {
		merged = map[string]string{}
	}
	for key := range Texts(prior) {
		delete(merged, key)
	}
	maps.Copy(merged, Texts(plan))
	return merged
}

// KnownValues refuses null and blank values in a map of strings, each at its key. Unknown
// values pass until they are known.
func KnownValues() validator.Map { return knownValues{} }

type knownValues struct{}

func (knownValues) Description(context.Context) string {
	return "values must be neither null nor blank"
}

func (k knownValues) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (knownValues) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for key, element := range req.ConfigValue.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() || strings.TrimSpace(text.ValueString()) != "" {
			continue
		}
		resp.Diagnostics.AddAttributeError(req.Path.AtMapKey(key), "Invalid value", fmt.Sprintf("the value of %q is null or blank: leave the key out", key))
	}
}
