package attrs

import (
	"fmt"

	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// ReadOnly turns the attributes of a managed resource into those of a data
// source, where all are computed. It knows the kinds of attribute in use, and
// panics on others while the program starts.
func ReadOnly(attributes map[string]schema.Attribute) map[string]data.Attribute {
	all := make(map[string]data.Attribute, len(attributes))
	for name, attribute := range attributes {
		all[name] = readOnly(name, attribute)
	}
	return all
}

func readOnly(name string, attribute schema.Attribute) data.Attribute {
	description := attribute.GetMarkdownDescription()
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return data.StringAttribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.BoolAttribute:
		return data.BoolAttribute{Computed: true, MarkdownDescription: description}
	case schema.Int64Attribute:
		return data.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	panic(fmt.Sprintf("attribute %s: no read-only form of %T", name, attribute))
}

// Searchable is ReadOnly, but for the attributes that a search can go by:
// these can be set as well, and have a description of their own.
func Searchable(attributes map[string]schema.Attribute, keys map[string]string) map[string]data.Attribute {
	all := ReadOnly(attributes)
	for key, description := range keys {
		searchable := SearchKey(description)
		if text, ok := attributes[key].(schema.StringAttribute); ok {
			searchable.CustomType = text.CustomType
		}
		all[key] = searchable
	}
	return all
}
