package attrs

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// SpellingModifier modifies plans of texts and sets of them.
type SpellingModifier interface {
	planmodifier.Set
	planmodifier.String
}

// KeepSpelling plans the spelling of the state for texts that mean the same: those with
// the same canonical spelling.
func KeepSpelling(canonical func(string) string) SpellingModifier { return keepSpelling{canonical} }

type keepSpelling struct{ canonical func(string) string }

func (keepSpelling) Description(context.Context) string {
	return "keeps the spelling of what means the same"
}

func (k keepSpelling) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (k keepSpelling) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.PlanValue.IsNull() && !req.PlanValue.IsUnknown() {
		resp.PlanValue = SpelledAs(req.StateValue, req.PlanValue, k.canonical)
	}
}

func (k keepSpelling) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	known := func(element attr.Value) bool { return !element.IsUnknown() }
	if !req.PlanValue.IsNull() && !req.PlanValue.IsUnknown() && all(req.PlanValue.Elements(), known) {
		resp.PlanValue = SetSpelledAs(req.StateValue, req.PlanValue, k.canonical)
	}
}

// SpelledAs returns a text, in the spelling of a state if that means the same.
func SpelledAs(state, text types.String, canonical func(string) string) types.String {
	if !state.IsNull() && canonical(state.ValueString()) == canonical(text.ValueString()) {
		return state
	}
	return text
}

// SetSpelledAs is SpelledAs for sets of texts.
func SetSpelledAs(state, set types.Set, canonical func(string) string) types.Set {
	if !state.IsNull() && slices.Equal(meanings(state, canonical), meanings(set, canonical)) {
		return state
	}
	return set
}

func all[T any](items []T, is func(T) bool) bool {
	return !slices.ContainsFunc(items, func(item T) bool { return !is(item) })
}

// meanings returns the sorted canonical spellings of a set, each once.
func meanings(set types.Set, canonical func(string) string) []string {
	var texts []string
	for _, element := range set.Elements() {
		text, err := textOf(context.Background(), element)
		if err != nil {
			text = element.String() // what is null means itself
		}
		texts = append(texts, canonical(text))
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}
