package attrs

import (
	"maps"

	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Text is a text that a data source finds out.
func Text(description string) data.StringAttribute {
	return data.StringAttribute{Computed: true, MarkdownDescription: description}
}

// Number is a whole number that a data source finds out.
func Number(description string) data.Int64Attribute {
	return data.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// Truth is a truth value that a data source finds out.
func Truth(description string) data.BoolAttribute {
	return data.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// Texts are texts without an order that a data source finds out.
func Texts(description string) data.SetAttribute {
	return data.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

// Rows are the objects that a data source lists.
func Rows(description string, attributes map[string]data.Attribute) data.ListNestedAttribute {
	return data.ListNestedAttribute{
		Computed: true, MarkdownDescription: description,
		NestedObject: data.NestedAttributeObject{Attributes: attributes},
	}
}

// Key is a text that a data source can search by, and otherwise finds out. It
// refuses a blank one.
func Key(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: description, Validators: []validator.String{Filled()},
	}
}

// Filter narrows down what a data source looks at. It refuses a blank text.
func Filter(description string) data.StringAttribute {
	return data.StringAttribute{
		Optional: true, MarkdownDescription: description, Validators: []validator.String{Filled()},
	}
}

// With are attributes and others beside or instead of them.
func With(attributes, others map[string]data.Attribute) map[string]data.Attribute {
	all := maps.Clone(attributes)
	maps.Copy(all, others)
	return all
}
