package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// typeOf is the type that HCL knows for a type of the protocol.
func typeOf(t tftypes.Type) cty.Type {
	switch t := t.(type) {
	case tftypes.List:
		return cty.List(typeOf(t.ElementType))
	case tftypes.Set:
		return cty.Set(typeOf(t.ElementType))
	case tftypes.Map:
		return cty.Map(typeOf(t.ElementType))
	case tftypes.Tuple:
		elements := make([]cty.Type, len(t.ElementTypes))
		for i, e := range t.ElementTypes {
			elements[i] = typeOf(e)
		}
		return cty.Tuple(elements)
	case tftypes.Object:
		attributes := map[string]cty.Type{}
		for name, a := range t.AttributeTypes {
			attributes[name] = typeOf(a)
		}
		return cty.Object(attributes)
	}
	switch {
	case t.Is(tftypes.String):
		return cty.String
	case t.Is(tftypes.Bool):
		return cty.Bool
	case t.Is(tftypes.Number):
		return cty.Number
	}
	return cty.DynamicPseudoType
}

// encode puts a value into the form that the protocol has.
func encode(v cty.Value, ty cty.Type) (*tfprotov6.DynamicValue, error) {
	if v == cty.NilVal {
		v = cty.NullVal(ty)
	}
	packed, err := msgpack.Marshal(v, ty)
	if err != nil {
		return nil, err
	}
	return &tfprotov6.DynamicValue{MsgPack: packed}, nil
}

// decode is encode the other way round; no value at all is null.
func decode(v *tfprotov6.DynamicValue, ty cty.Type) (cty.Value, error) {
	switch {
	case v == nil || len(v.MsgPack) == 0 && len(v.JSON) == 0:
		return cty.NullVal(ty), nil
	case len(v.MsgPack) > 0:
		return msgpack.Unmarshal(v.MsgPack, ty)
	}
	return ctyjson.Unmarshal(v.JSON, ty)
}

// pathOf is the path that a provider blames, up to an element of a set, which
// the protocol cannot name.
func pathOf(p *tftypes.AttributePath) cty.Path {
	var path cty.Path
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			path = path.GetAttr(string(s))
		case tftypes.ElementKeyString:
			path = path.IndexString(string(s))
		case tftypes.ElementKeyInt:
			path = path.Index(cty.NumberIntVal(int64(s)))
		default:
			return path
		}
	}
	return path
}

// pathText writes a path as Terraform does in errors.
func pathText(path cty.Path) string {
	var text string
	for _, step := range path {
		switch s := step.(type) {
		case cty.GetAttrStep:
			text += "." + s.Name
		case cty.IndexStep:
			text += "[" + keyText(s.Key) + "]"
		}
	}
	return text
}

func keyText(key cty.Value) string {
	switch {
	case key.Type() == cty.String && key.IsKnown() && !key.IsNull():
		return fmt.Sprintf("%q", key.AsString())
	case key.Type() == cty.Number && key.IsKnown() && !key.IsNull():
		return key.AsBigFloat().Text('f', -1)
	}
	return "..."
}

// plain is a value as encoding/json decodes it, with unknown values left out
// of objects and null elsewhere.
func plain(v cty.Value) any {
	switch ty := v.Type(); {
	case !v.IsKnown() || v.IsNull():
		return nil
	case ty == cty.String:
		return v.AsString()
	case ty == cty.Bool:
		return v.True()
	case ty == cty.Number:
		return json.Number(number(v.AsBigFloat()))
	case ty.IsObjectType() || ty.IsMapType():
		all := map[string]any{}
		for name, e := range v.AsValueMap() {
			if e.IsKnown() {
				all[name] = plain(e)
			}
		}
		return all
	default:
		all := make([]any, 0, v.LengthInt())
		for _, e := range v.AsValueSlice() {
			all = append(all, plain(e))
		}
		return all
	}
}

func number(f *big.Float) string {
	text, err := ctyjson.Marshal(cty.NumberVal(f), cty.Number)
	if err != nil {
		return f.Text('f', -1)
	}
	return string(text)
}

// unknowns has true for whatever of a value is unknown.
func unknowns(v cty.Value) any {
	switch ty := v.Type(); {
	case !v.IsKnown():
		return true
	case v.IsNull() || ty.IsPrimitiveType():
		return false
	case ty.IsObjectType() || ty.IsMapType():
		all := map[string]any{}
		for name, e := range v.AsValueMap() {
			if u := unknowns(e); u != false {
				all[name] = u
			}
		}
		return all
	default:
		all := make([]any, 0, v.LengthInt())
		for _, e := range v.AsValueSlice() {
			all = append(all, unknowns(e))
		}
		return all
	}
}

// same says whether two values are known and equal.
func same(a, b cty.Value) bool {
	equal := a.Equals(b)
	return equal.IsKnown() && equal.True()
}

// compact is JSON that compares byte by byte.
func compact(text []byte) []byte {
	var out bytes.Buffer
	if json.Compact(&out, text) != nil {
		return text
	}
	return out.Bytes()
}
