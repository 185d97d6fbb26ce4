package core

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// expansion are the instances that a resource has by its configuration.
type expansion struct {
	resource  *configured
	instances []instanceAddress
	each      map[any]repetition
}

// expand evaluates count or for_each.
func (s *scope) expand(r *configured) (expansion, Diagnostics) {
	e := expansion{resource: r, each: map[any]repetition{}}
	switch {
	case r.count != nil:
		return e, s.expandCount(&e, r.count)
	case r.forEach != nil:
		return e, s.expandForEach(&e, r.forEach)
	}
	e.add(nil, repetition{})
	return e, nil
}

func (e *expansion) add(key any, r repetition) {
	e.instances = append(e.instances, instanceAddress{e.resource.address, key})
	e.each[key] = r
}

func (s *scope) expandCount(e *expansion, count hcl.Expression) Diagnostics {
	v, found := s.evaluate(count, cty.Number, repetition{})
	if found.HasErrors() {
		return fromHCL(found)
	}
	at := count.Range()
	switch {
	case v.IsNull():
		return Diagnostics{{summary: "Invalid count argument", at: &at, detail: `The given "count" argument value is null. An integer is required.`}}
	case !v.IsKnown():
		return Diagnostics{{summary: "Invalid count argument", at: &at, detail: `The "count" value depends on resource attributes that cannot be determined until apply, so Terraform cannot predict how many instances will be created.`}}
	}
	n, _ := v.AsBigFloat().Int64()
	if n < 0 || !v.AsBigFloat().IsInt() {
		return Diagnostics{{summary: "Invalid count argument", at: &at, detail: `The given "count" argument value is unsuitable: must be a whole number, greater than or equal to zero.`}}
	}
	for i := range int(n) {
		e.add(i, repetition{count: cty.NumberIntVal(int64(i))})
	}
	return nil
}

func (s *scope) expandForEach(e *expansion, forEach hcl.Expression) Diagnostics {
	v, found := s.evaluate(forEach, cty.DynamicPseudoType, repetition{})
	if found.HasErrors() {
		return fromHCL(found)
	}
	at := forEach.Range()
	bad := func(format string, arguments ...any) Diagnostics {
		return Diagnostics{{summary: "Invalid for_each argument", at: &at, detail: fmt.Sprintf(format, arguments...)}}
	}
	ty := v.Type()
	switch {
	case v.IsNull():
		return bad(`The given "for_each" argument value is null. A map, or set of strings is allowed.`)
	case !v.IsKnown() || ty.IsSetType() && !v.IsWhollyKnown():
		return bad(`The "for_each" value includes keys or set values derived from resource attributes that cannot be determined until apply, and so Terraform cannot determine the full set of keys that will identify the instances of this resource.`)
	case !ty.IsMapType() && !ty.IsObjectType() && !ty.IsSetType():
		return bad(`The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set of strings, and you have provided a value of type %s.`, ty.FriendlyName())
	case ty.IsSetType() && v.LengthInt() > 0 && ty.ElementType() != cty.String:
		return bad(`The given "for_each" argument value is unsuitable: "for_each" supports maps and sets of strings, but you have provided a set containing type %s.`, ty.ElementType().FriendlyName())
	}
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if ty.IsSetType() {
			key = value
		}
		if key.IsNull() {
			return bad(`The given "for_each" argument value is unsuitable: "for_each" sets must not contain null values.`)
		}
		e.add(key.AsString(), repetition{key: key, value: value})
	}
	return nil
}

// value is what an expression sees of all instances.
func (e expansion) value(of func(instanceAddress) cty.Value) cty.Value {
	switch {
	case e.resource.count != nil:
		all := make([]cty.Value, len(e.instances))
		for i, a := range e.instances {
			all[i] = of(a)
		}
		return cty.TupleVal(all)
	case e.resource.forEach != nil:
		all := map[string]cty.Value{}
		for _, a := range e.instances {
			all[a.key.(string)] = of(a)
		}
		return cty.ObjectVal(all)
	}
	return of(e.instances[0])
}
