package core

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// fileName is what terraform-plugin-testing calls the file of a step.
const fileName = "terraform_plugin_test.tf"

// configuration is a parsed step.
type configuration struct {
	files     map[string]*hcl.File
	providers []*hcl.Block
	// sources are the addresses of providers, where the configuration gives them.
	sources   map[string]string
	variables map[string]*variable
	locals    map[string]*hcl.Attribute
	outputs   map[string]*output
	resources map[resourceAddress]*configured
	// order is the order in which the resources are written.
	order   []resourceAddress
	imports []*importing
	moved   []move
	// asserted is what check blocks assert.
	asserted []rule
}

type variable struct {
	ty          cty.Type
	defaults    *typeexpr.Defaults
	initial     cty.Value
	validations []rule
	at          hcl.Range
}

type output struct {
	value     hcl.Expression
	dependsOn []hcl.Traversal
	sensitive bool
}

// rule is a condition that has to hold.
type rule struct {
	condition, message hcl.Expression
}

// importing is an import block.
type importing struct {
	to           hcl.Expression
	id, identity hcl.Expression
	at           hcl.Range
}

type move struct{ from, to instanceAddress }

// blocks are what a configuration may consist of.
var blocks = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "locals"},
	{Type: "output", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
	{Type: "import"},
	{Type: "moved"},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "check", LabelNames: []string{"name"}},
	{Type: "removed"},
	{Type: "ephemeral", LabelNames: []string{"type", "name"}},
	{Type: "action", LabelNames: []string{"type", "name"}},
}}

// parse reads a configuration, whose files are given by their names.
func parse(sources map[string]string) (*configuration, Diagnostics) {
	c := &configuration{
		files: map[string]*hcl.File{}, sources: map[string]string{}, variables: map[string]*variable{}, locals: map[string]*hcl.Attribute{},
		outputs: map[string]*output{}, resources: map[resourceAddress]*configured{},
	}
	var all Diagnostics
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		file, found := hclsyntax.ParseConfig([]byte(sources[name]), name, hcl.InitialPos)
		c.files[name] = file
		if all = append(all, fromHCL(found)...); found.HasErrors() {
			continue
		}
		content, found := file.Body.Content(blocks)
		all = append(all, fromHCL(found)...)
		for _, b := range content.Blocks {
			all = append(all, c.take(b)...)
		}
	}
	return c, all
}

// take adds a block of the top level.
func (c *configuration) take(b *hcl.Block) Diagnostics {
	switch b.Type {
	case "terraform":
		return c.takeSettings(b)
	case "provider":
		c.providers = append(c.providers, b)
		return nil
	case "variable":
		return c.takeVariable(b)
	case "locals":
		attributes, found := b.Body.JustAttributes()
		for name, a := range attributes {
			c.locals[name] = a
		}
		return fromHCL(found)
	case "output":
		return c.takeOutput(b)
	case "resource", "data":
		return c.takeResource(b)
	case "import":
		return c.takeImport(b)
	case "moved":
		return c.takeMove(b)
	case "check":
		return c.takeCheck(b)
	}
	return Diagnostics{unsupported(fmt.Sprintf("A block of type %q", b.Type))}
}

// takeSettings notes where providers come from, and leaves the rest alone.
func (c *configuration) takeSettings(b *hcl.Block) Diagnostics {
	content, _, found := b.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "required_providers"}}})
	for _, inner := range content.Blocks {
		attributes, more := inner.Body.JustAttributes()
		found = append(found, more...)
		for name, a := range attributes {
			if v, more := a.Expr.Value(nil); !more.HasErrors() && v.Type().IsObjectType() && v.Type().HasAttribute("source") {
				c.sources[name] = v.GetAttr("source").AsString()
			}
		}
	}
	return fromHCL(found)
}

func (c *configuration) takeVariable(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "type"}, {Name: "default"}, {Name: "description"}, {Name: "sensitive"}, {Name: "nullable"}, {Name: "ephemeral"}},
		Blocks:     []hcl.BlockHeaderSchema{{Type: "validation"}},
	})
	v := &variable{ty: cty.DynamicPseudoType, initial: cty.NilVal, at: b.DefRange}
	if a, exists := content.Attributes["type"]; exists {
		ty, defaults, more := typeexpr.TypeConstraintWithDefaults(a.Expr)
		v.ty, v.defaults = ty, defaults
		found = append(found, more...)
	}
	if a, exists := content.Attributes["default"]; exists {
		value, more := a.Expr.Value(nil)
		v.initial = value
		found = append(found, more...)
	}
	for _, validation := range content.Blocks {
		r, more := newRule(validation)
		v.validations = append(v.validations, r)
		found = append(found, more...)
	}
	c.variables[b.Labels[0]] = v
	return fromHCL(found)
}

func newRule(b *hcl.Block) (rule, hcl.Diagnostics) {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "condition", Required: true}, {Name: "error_message", Required: true}},
	})
	var r rule
	if !found.HasErrors() {
		r = rule{content.Attributes["condition"].Expr, content.Attributes["error_message"].Expr}
	}
	return r, found
}

func (c *configuration) takeOutput(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "value", Required: true}, {Name: "description"}, {Name: "sensitive"}, {Name: "depends_on"}},
	})
	if found.HasErrors() {
		return fromHCL(found)
	}
	o := &output{value: content.Attributes["value"].Expr}
	if a, exists := content.Attributes["depends_on"]; exists {
		targets, more := traversals(a.Expr)
		o.dependsOn = targets
		found = append(found, more...)
	}
	if a, exists := content.Attributes["sensitive"]; exists {
		v, more := a.Expr.Value(nil)
		o.sensitive = !more.HasErrors() && v.RawEquals(cty.True)
	}
	c.outputs[b.Labels[0]] = o
	return fromHCL(found)
}

func (c *configuration) takeImport(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "to", Required: true}, {Name: "id"}, {Name: "identity"}, {Name: "provider"}, {Name: "for_each"}},
	})
	if found.HasErrors() {
		return fromHCL(found)
	}
	if content.Attributes["for_each"] != nil {
		return Diagnostics{unsupported("for_each of an import block")}
	}
	i := &importing{to: content.Attributes["to"].Expr, at: b.DefRange}
	if a, exists := content.Attributes["id"]; exists {
		i.id = a.Expr
	}
	if a, exists := content.Attributes["identity"]; exists {
		i.identity = a.Expr
	}
	if (i.id == nil) == (i.identity == nil) {
		return Diagnostics{{summary: "Invalid import block", detail: "An import block must have either the attribute id or the attribute identity.", at: &i.at}}
	}
	c.imports = append(c.imports, i)
	return nil
}

func (c *configuration) takeCheck(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "assert"}, {Type: "data", LabelNames: []string{"type", "name"}}}})
	for _, inner := range content.Blocks {
		if inner.Type == "data" {
			return Diagnostics{unsupported("A data source within a check block")}
		}
		r, more := newRule(inner)
		c.asserted, found = append(c.asserted, r), append(found, more...)
	}
	return fromHCL(found)
}

func (c *configuration) takeMove(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "from", Required: true}, {Name: "to", Required: true}},
	})
	if found.HasErrors() {
		return fromHCL(found)
	}
	var m move
	for name, address := range map[string]*instanceAddress{"from": &m.from, "to": &m.to} {
		traversal, more := hcl.AbsTraversalForExpr(content.Attributes[name].Expr)
		if more.HasErrors() {
			return fromHCL(more)
		}
		a, err := instanceOf(traversal)
		if err != nil {
			return Diagnostics{unsupported("A moved block with anything but addresses of resources")}
		}
		*address = a
	}
	c.moved = append(c.moved, m)
	return nil
}

// address is where a provider comes from.
func (c *configuration) address(name string) string {
	if source := c.sources[name]; source != "" {
		return source
	}
	return "registry.terraform.io/hashicorp/" + name
}

// traversals are the references in a list of them.
func traversals(e hcl.Expression) ([]hcl.Traversal, hcl.Diagnostics) {
	list, found := hcl.ExprList(e)
	var all []hcl.Traversal
	for _, item := range list {
		t, more := hcl.AbsTraversalForExpr(item)
		all, found = append(all, t), append(found, more...)
	}
	return all, found
}

func parseTraversal(text string) (hcl.Traversal, hcl.Diagnostics) {
	return hclsyntax.ParseTraversalAbs([]byte(text), "address", hcl.InitialPos)
}
