package attrs

import (
	"maps"
	"slices"

	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ComputedString is a text that a data source finds out.
func ComputedString(description string) data.StringAttribute {
	return data.StringAttribute{Computed: true, MarkdownDescription: description}
}

// ComputedInt64 is a whole number that a data source finds out.
func ComputedInt64(description string) data.Int64Attribute {
	return data.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// ComputedBool is a truth value that a data source finds out.
func ComputedBool(description string) data.BoolAttribute {
	return data.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// ComputedStringSet are texts without an order that a data source finds out.
func ComputedStringSet(description string) data.SetAttribute {
	return data.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

// Distinct returns one text of each item, without duplicates. The framework refuses
// duplicates in a set. Without items the set is empty, not null.
func Distinct[T any](items []T, text func(T) string) []string {
	texts := make([]string, 0, len(items))
	for _, item := range items {
		if t := text(item); !slices.Contains(texts, t) {
			texts = append(texts, t)
		}
	}
	return texts
}

// NestedList are the objects that a data source lists.
func NestedList(description string, attributes map[string]data.Attribute) data.ListNestedAttribute {
	return data.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: data.NestedAttributeObject{Attributes: attributes},
	}
}

// SearchKey is a text that a data source can search by, and otherwise finds out. It
// refuses a blank one.
func SearchKey(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description, Validators: []validator.String{NotBlankIfSet()},
	}
}

// OptionalString narrows down what a data source looks at. It refuses a blank text.
func OptionalString(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, MarkdownDescription: description, Validators: []validator.String{NotBlankIfSet()},
	}
}

// With are attributes and others beside or instead of them.
func With(attributes, others map[string]data.Attribute) map[string]data.Attribute {
	all := maps.Clone(attributes)
	maps.Copy(all, others)
	return all
}
