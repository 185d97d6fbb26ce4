package attrs

import (
	"fmt"
	"maps"

	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// ReadOnly turns the attributes of a managed resource into those of a data
// source, where all are computed. It leaves write-only attributes out, and panics
// on kinds of attribute that it does not know.
func ReadOnly(attributes map[string]schema.Attribute) map[string]data.Attribute {
	all := make(map[string]data.Attribute, len(attributes))
	for name, attribute := range attributes {
		if !attribute.IsWriteOnly() {
			all[name] = readOnly(name, attribute)
		}
	}
	return all
}

// ReadOnlyBlocks turns the blocks of a managed resource into computed attributes
// of the same type.
func ReadOnlyBlocks(blocks map[string]schema.Block) map[string]data.Attribute {
	all := make(map[string]data.Attribute, len(blocks))
	for name, block := range blocks {
		description := block.GetMarkdownDescription()
		switch b := block.(type) {
		case schema.ListNestedBlock:
			all[name] = data.ListNestedAttribute{Computed: true, CustomType: b.CustomType, MarkdownDescription: description, NestedObject: nestedBlock(b.NestedObject)}
		case schema.SetNestedBlock:
			all[name] = data.SetNestedAttribute{Computed: true, CustomType: b.CustomType, MarkdownDescription: description, NestedObject: nestedBlock(b.NestedObject)}
		case schema.SingleNestedBlock:
			all[name] = data.SingleNestedAttribute{Computed: true, CustomType: b.CustomType, MarkdownDescription: description, Attributes: within(b.Attributes, b.Blocks)}
		default:
			panic(fmt.Sprintf("block %s: no read-only form of %T", name, block))
		}
	}
	return all
}

func nested(o schema.NestedAttributeObject) data.NestedAttributeObject {
	return data.NestedAttributeObject{CustomType: o.CustomType, Attributes: ReadOnly(o.Attributes)}
}

func nestedBlock(o schema.NestedBlockObject) data.NestedAttributeObject {
	return data.NestedAttributeObject{CustomType: o.CustomType, Attributes: within(o.Attributes, o.Blocks)}
}

func within(attributes map[string]schema.Attribute, blocks map[string]schema.Block) map[string]data.Attribute {
	all := ReadOnly(attributes)
	maps.Copy(all, ReadOnlyBlocks(blocks))
	return all
}

func readOnly(name string, attribute schema.Attribute) data.Attribute {
	description := attribute.GetMarkdownDescription()
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return data.StringAttribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.BoolAttribute:
		return data.BoolAttribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.Int64Attribute:
		return data.Int64Attribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.Float64Attribute:
		return data.Float64Attribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.ListAttribute:
		return data.ListAttribute{Computed: true, CustomType: a.CustomType, ElementType: a.ElementType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.SetAttribute:
		return data.SetAttribute{Computed: true, CustomType: a.CustomType, ElementType: a.ElementType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.MapAttribute:
		return data.MapAttribute{Computed: true, CustomType: a.CustomType, ElementType: a.ElementType, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.ObjectAttribute:
		return data.ObjectAttribute{Computed: true, CustomType: a.CustomType, AttributeTypes: a.AttributeTypes, MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.SingleNestedAttribute:
		return data.SingleNestedAttribute{Computed: true, CustomType: a.CustomType, Attributes: ReadOnly(a.Attributes), MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.ListNestedAttribute:
		return data.ListNestedAttribute{Computed: true, CustomType: a.CustomType, NestedObject: nested(a.NestedObject), MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.SetNestedAttribute:
		return data.SetNestedAttribute{Computed: true, CustomType: a.CustomType, NestedObject: nested(a.NestedObject), MarkdownDescription: description, Sensitive: a.Sensitive}
	case schema.MapNestedAttribute:
		return data.MapNestedAttribute{Computed: true, CustomType: a.CustomType, NestedObject: nested(a.NestedObject), MarkdownDescription: description, Sensitive: a.Sensitive}
	}
	panic(fmt.Sprintf("attribute %s: no read-only form of %T", name, attribute))
}

// Searchable is ReadOnly, but for the attributes that a search can go by: these
// can be set as well, and have a description of their own.
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
