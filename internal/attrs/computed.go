package attrs

import (
	"maps"
	"slices"

	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ComputedString is a computed string of a data source.
func ComputedString(description string) data.StringAttribute {
	return data.StringAttribute{Computed: true, MarkdownDescription: description}
}

// PersonalString is a computed string of a data source that Terraform does not show.
func PersonalString(description string) data.StringAttribute {
	return data.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
}

// ComputedInt64 is a computed whole number of a data source.
func ComputedInt64(description string) data.Int64Attribute {
	return data.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// ComputedBool is a computed bool of a data source.
func ComputedBool(description string) data.BoolAttribute {
	return data.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// ComputedStringSet is a computed set of strings of a data source.
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

// NestedList is the computed list of objects of a data source.
func NestedList(description string, attributes map[string]data.Attribute) data.ListNestedAttribute {
	return data.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: data.NestedAttributeObject{Attributes: attributes},
	}
}

// NestedSet is the computed set of objects of a data source.
func NestedSet(description string, attributes map[string]data.Attribute) data.SetNestedAttribute {
	return data.SetNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: data.NestedAttributeObject{Attributes: attributes},
	}
}

// SearchKey is a string that a data source can search by, and computes otherwise.
// It refuses a blank one.
func SearchKey(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description, Validators: []validator.String{NotBlankIfSet()},
	}
}

// OptionalString narrows down a data source. It refuses a blank string.
func OptionalString(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, MarkdownDescription: description, Validators: []validator.String{NotBlankIfSet()},
	}
}

// With returns attributes, with others added to or in place of them.
func With(attributes, others map[string]data.Attribute) map[string]data.Attribute {
	all := maps.Clone(attributes)
	maps.Copy(all, others)
	return all
}
