package attrs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func TestReadOnlyKeepsTypesAndComputesEverything(t *testing.T) {
	t.Parallel()
	text := map[string]schema.Attribute{"text": schema.StringAttribute{Required: true, Sensitive: true, CustomType: attrs.LooseIDType{}, MarkdownDescription: "T."}}
	all := map[string]schema.Attribute{
		"text":   text["text"],
		"flag":   schema.BoolAttribute{Optional: true, MarkdownDescription: "T."},
		"whole":  schema.Int64Attribute{Optional: true, MarkdownDescription: "T."},
		"float":  schema.Float64Attribute{Optional: true, MarkdownDescription: "T."},
		"list":   schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "T."},
		"set":    schema.SetAttribute{Optional: true, ElementType: attrs.LooseIDType{}, MarkdownDescription: "T."},
		"map":    schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "T."},
		"object": schema.ObjectAttribute{Optional: true, AttributeTypes: map[string]attr.Type{"a": types.StringType}, MarkdownDescription: "T."},
		"single": schema.SingleNestedAttribute{Optional: true, Attributes: text, MarkdownDescription: "T."},
		"many":   schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{Attributes: text}, MarkdownDescription: "T."},
		"some":   schema.SetNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{Attributes: text}, MarkdownDescription: "T."},
		"named":  schema.MapNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{Attributes: text}, MarkdownDescription: "T."},
	}
	copied := attrs.ReadOnly(all)
	for name, a := range all {
		c := copied[name]
		if !c.GetType().Equal(a.GetType()) || !c.IsComputed() || c.IsOptional() || c.IsRequired() || c.GetMarkdownDescription() != "T." || c.IsSensitive() != a.IsSensitive() {
			t.Errorf("%s became %#v", name, c)
		}
	}
	single, _ := copied["single"].(data.SingleNestedAttribute)
	if within := single.Attributes["text"]; !within.IsComputed() || within.IsRequired() || !within.IsSensitive() {
		t.Errorf("%#v", within)
	}
}

func TestReadOnlyLeavesWriteOnlyAttributesOut(t *testing.T) {
	t.Parallel()
	if copied := attrs.ReadOnly(map[string]schema.Attribute{"secret": schema.StringAttribute{Optional: true, WriteOnly: true}}); len(copied) > 0 {
		t.Errorf("%v", copied)
	}
}

func TestReadOnlyBlocksAreAttributesOfTheSameType(t *testing.T) {
	t.Parallel()
	text := map[string]schema.Attribute{"text": schema.StringAttribute{Required: true, MarkdownDescription: "T."}}
	inner := map[string]schema.Block{"inner": schema.SingleNestedBlock{Attributes: text}}
	blocks := map[string]schema.Block{
		"many":   schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: text, Blocks: inner}, MarkdownDescription: "B."},
		"some":   schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: text}, MarkdownDescription: "B."},
		"single": schema.SingleNestedBlock{Attributes: text, Blocks: inner, MarkdownDescription: "B."},
	}
	copied := attrs.ReadOnlyBlocks(blocks)
	for name, b := range blocks {
		if c := copied[name]; !c.GetType().Equal(b.Type()) || !c.IsComputed() || c.GetMarkdownDescription() != "B." {
			t.Errorf("%s became %#v", name, c)
		}
	}
}
