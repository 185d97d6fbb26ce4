package core

import (
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// nesting is how the objects of a nested block or attribute are held.
type nesting int

const (
	single nesting = iota
	list
	set
	mapped
)

// object is the schema of a block, or of the objects of a nested attribute.
type object struct {
	attributes map[string]*attribute
	blocks     map[string]*nested
	ty         cty.Type
}

type attribute struct {
	ty cty.Type
	// written is ty as a configuration may write it, with attributes left out.
	written                                          cty.Type
	required, optional, computed, secret, writesOnly bool
	nested                                           *nested
}

// nested are objects within an object.
type nested struct {
	*object

	nesting  nesting
	min, max int
}

// wrap is the type of a nested block or attribute, given that of its objects.
func (n nesting) wrap(of cty.Type) cty.Type {
	switch n {
	case list:
		return cty.List(of)
	case set:
		return cty.Set(of)
	case mapped:
		return cty.Map(of)
	}
	return of
}

// schema is that of a resource, a data source or a provider.
type schema struct {
	*object

	version  int64
	identity *tfprotov6.ResourceIdentitySchema
}

// identityType is the type of what identifies a resource.
func (s *schema) identityType() cty.Type {
	if s.identity == nil {
		return cty.NilType
	}
	return typeOf(s.identity.ValueType())
}

func newSchema(s *tfprotov6.Schema) *schema {
	if s == nil || s.Block == nil {
		return &schema{object: newObject(nil, nil)}
	}
	return &schema{object: newObject(s.Block.Attributes, s.Block.BlockTypes), version: s.Version}
}

func newObject(attributes []*tfprotov6.SchemaAttribute, blocks []*tfprotov6.SchemaNestedBlock) *object {
	o := &object{attributes: map[string]*attribute{}, blocks: map[string]*nested{}}
	types := map[string]cty.Type{}
	for _, a := range attributes {
		made := newAttribute(a)
		o.attributes[a.Name], types[a.Name] = made, made.ty
	}
	for _, b := range blocks {
		n := &nested{object: newObject(b.Block.Attributes, b.Block.BlockTypes), min: int(b.MinItems), max: int(b.MaxItems)}
		switch b.Nesting {
		case tfprotov6.SchemaNestedBlockNestingModeList:
			n.nesting = list
		case tfprotov6.SchemaNestedBlockNestingModeSet:
			n.nesting = set
		case tfprotov6.SchemaNestedBlockNestingModeMap:
			n.nesting = mapped
		}
		o.blocks[b.TypeName], types[b.TypeName] = n, n.nesting.wrap(n.ty)
	}
	o.ty = cty.Object(types)
	return o
}

func newAttribute(a *tfprotov6.SchemaAttribute) *attribute {
	made := &attribute{required: a.Required, optional: a.Optional, computed: a.Computed, secret: a.Sensitive, writesOnly: a.WriteOnly}
	if a.NestedType == nil {
		made.ty = typeOf(a.Type)
		made.written = made.ty
		return made
	}
	n := &nested{object: newObject(a.NestedType.Attributes, nil)}
	switch a.NestedType.Nesting {
	case tfprotov6.SchemaObjectNestingModeList:
		n.nesting = list
	case tfprotov6.SchemaObjectNestingModeSet:
		n.nesting = set
	case tfprotov6.SchemaObjectNestingModeMap:
		n.nesting = mapped
	}
	types := map[string]cty.Type{}
	var optional []string
	for name, inner := range n.attributes {
		types[name] = inner.written
		if !inner.required {
			optional = append(optional, name)
		}
	}
	made.nested, made.ty = n, n.nesting.wrap(n.ty)
	made.written = n.nesting.wrap(cty.ObjectWithOptionalAttrs(types, optional))
	return made
}

// spec tells how a block of a configuration becomes a value.
func (o *object) spec() hcldec.ObjectSpec {
	spec := hcldec.ObjectSpec{}
	for name, a := range o.attributes {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: a.written, Required: a.required}
	}
	for name, b := range o.blocks {
		inner := b.spec()
		switch b.nesting {
		case list:
			spec[name] = &hcldec.BlockListSpec{TypeName: name, Nested: inner, MinItems: b.min, MaxItems: b.max}
		case set:
			spec[name] = &hcldec.BlockSetSpec{TypeName: name, Nested: inner, MinItems: b.min, MaxItems: b.max}
		case mapped:
			spec[name] = &hcldec.BlockMapSpec{TypeName: name, Nested: inner, LabelNames: []string{"key"}}
		default:
			spec[name] = &hcldec.BlockSpec{TypeName: name, Nested: inner, Required: b.min > 0}
		}
	}
	return spec
}

// empty is what an empty block is decoded to.
func (o *object) empty() cty.Value {
	values := map[string]cty.Value{}
	for name, a := range o.attributes {
		values[name] = cty.NullVal(a.ty)
	}
	for name, b := range o.blocks {
		switch b.nesting {
		case list:
			values[name] = cty.ListValEmpty(b.ty)
		case set:
			values[name] = cty.SetValEmpty(b.ty)
		case mapped:
			values[name] = cty.MapValEmpty(b.ty)
		default:
			values[name] = cty.NullVal(b.ty)
		}
	}
	return cty.ObjectVal(values)
}
