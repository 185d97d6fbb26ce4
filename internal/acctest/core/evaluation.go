package core

import (
	"fmt"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/dynblock"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/zclconf/go-cty/cty"
)

// scope is what the expressions of a configuration can refer to in a walk.
type scope struct {
	config    *configuration
	variables map[string]cty.Value
	// resource is the value of a resource with all its instances.
	resource func(resourceAddress) cty.Value

	mutex  sync.Mutex
	locals map[string]cty.Value
}

// repetition is what an instance knows of the count or for_each that made it,
// and what it is itself.
type repetition struct {
	count, key, value, self cty.Value
}

// context holds what some traversals refer to.
func (s *scope) context(refs []hcl.Traversal, r repetition) (*hcl.EvalContext, hcl.Diagnostics) {
	var found hcl.Diagnostics
	variables := map[string]cty.Value{
		"path":      cty.ObjectVal(map[string]cty.Value{"root": cty.StringVal("."), "module": cty.StringVal("."), "cwd": cty.StringVal(".")}),
		"terraform": cty.ObjectVal(map[string]cty.Value{"workspace": cty.StringVal("default")}),
	}
	if r.count != cty.NilVal {
		variables["count"] = cty.ObjectVal(map[string]cty.Value{"index": r.count})
	}
	if r.key != cty.NilVal {
		variables["each"] = cty.ObjectVal(map[string]cty.Value{"key": r.key, "value": r.value})
	}
	if r.self != cty.NilVal {
		variables["self"] = r.self
	}
	locals, resources := map[string]cty.Value{}, map[bool]map[string]map[string]cty.Value{false: {}, true: {}}
	for _, t := range refs {
		found = append(found, s.refer(t, locals, resources)...)
	}
	variables["var"], variables["local"] = cty.ObjectVal(s.variables), cty.ObjectVal(locals)
	managed := byType(resources[false])
	for typeName, v := range managed {
		variables[typeName] = v
	}
	variables["data"], variables["resource"] = cty.ObjectVal(byType(resources[true])), cty.ObjectVal(managed)
	return &hcl.EvalContext{Variables: variables, Functions: functions}, found
}

// refer looks up what one traversal refers to.
func (s *scope) refer(t hcl.Traversal, locals map[string]cty.Value, resources map[bool]map[string]map[string]cty.Value) hcl.Diagnostics {
	if t.RootName() == "local" && len(t) > 1 {
		name := t[1].(hcl.TraverseAttr).Name
		if locals[name] != cty.NilVal || s.config.locals[name] == nil {
			return nil // HCL itself says that there is none
		}
		v, found := s.local(name)
		locals[name] = v
		return found
	}
	a, _, ok := referred(t)
	if !ok {
		return nil
	}
	if s.config.resources[a] == nil {
		at := t.SourceRange()
		kind := "managed resource"
		if a.data {
			kind = "data resource"
		}
		return hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "Reference to undeclared resource", Subject: &at,
			Detail: fmt.Sprintf("A %s %q %q has not been declared in the root module.", kind, a.typeName, a.name),
		}}
	}
	types := resources[a.data]
	if types[a.typeName] == nil {
		types[a.typeName] = map[string]cty.Value{}
	}
	if _, exists := types[a.typeName][a.name]; !exists {
		types[a.typeName][a.name] = s.resource(a)
	}
	return nil
}

func byType(types map[string]map[string]cty.Value) map[string]cty.Value {
	all := map[string]cty.Value{}
	for typeName, names := range types {
		all[typeName] = cty.ObjectVal(names)
	}
	return all
}

// local is a local value. All it needs is there before it is asked for.
func (s *scope) local(name string) (cty.Value, hcl.Diagnostics) {
	s.mutex.Lock()
	v, exists := s.locals[name]
	s.mutex.Unlock()
	if exists {
		return v, nil
	}
	v, found := s.evaluate(s.config.locals[name].Expr, cty.DynamicPseudoType, repetition{})
	if !found.HasErrors() {
		s.mutex.Lock()
		s.locals[name] = v
		s.mutex.Unlock()
	}
	return v, found
}

// evaluate is the value of an expression, in a type.
func (s *scope) evaluate(e hcl.Expression, ty cty.Type, r repetition) (cty.Value, hcl.Diagnostics) {
	context, found := s.context(e.Variables(), r)
	if found.HasErrors() {
		return cty.UnknownVal(ty), found
	}
	v, found := e.Value(context)
	if found.HasErrors() {
		return v, found
	}
	out, err := converted(v, ty)
	if err != nil {
		at := e.Range()
		return v, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Incorrect value type", Detail: "Invalid expression value: " + err.Error() + ".", Subject: &at}}
	}
	return out, nil
}

// block is the value of a body that follows a schema.
func (s *scope) block(body hcl.Body, o *object, r repetition) (cty.Value, Diagnostics) {
	context, found := s.context(variablesIn(body), r)
	if found.HasErrors() {
		return cty.UnknownVal(o.ty), fromHCL(found)
	}
	v, found := hcldec.Decode(dynblock.Expand(body, context), o.spec(), context)
	if found.HasErrors() {
		return v, fromHCL(found)
	}
	return v, nil
}

// check evaluates conditions, and says which do not hold.
func (s *scope) check(kind string, rules []rule, r repetition) Diagnostics {
	var all Diagnostics
	for _, one := range rules {
		v, found := s.evaluate(one.condition, cty.Bool, r)
		if found.HasErrors() {
			all = append(all, fromHCL(found)...)
			continue
		}
		if !v.IsKnown() || v.IsNull() || v.True() {
			continue
		}
		message, found := s.evaluate(one.message, cty.String, r)
		if found.HasErrors() || !message.IsKnown() || message.IsNull() {
			all = append(all, fromHCL(found)...)
			message = cty.StringVal("The error message cannot be evaluated.")
		}
		at := one.condition.Range()
		all = append(all, diagnostic{summary: kind + " failed", detail: message.AsString(), at: &at})
	}
	return all
}

// given are the values of the variables, or unknown ones for validation.
func (c *configuration) given(values map[string]cty.Value, unknown bool) (map[string]cty.Value, Diagnostics) {
	all := map[string]cty.Value{}
	var found Diagnostics
	for name, v := range c.variables {
		value, isGiven := values[name]
		switch {
		case unknown:
			value = cty.UnknownVal(v.ty)
			if v.ty.HasDynamicTypes() {
				value = cty.DynamicVal
			}
			all[name] = value
			continue
		case !isGiven && v.initial == cty.NilVal:
			found = append(found, diagnostic{summary: "No value for required variable", at: &v.at, detail: fmt.Sprintf("The root module input variable %q is not set, and has no default value.", name)})
			continue
		case !isGiven:
			value = v.initial
		}
		if v.defaults != nil && !value.IsNull() {
			value = v.defaults.Apply(value)
		}
		value, err := converted(value, v.ty)
		if err != nil {
			found = append(found, diagnostic{summary: "Invalid value for input variable", at: &v.at, detail: fmt.Sprintf("The given value is not suitable for var.%s: %s.", name, err)})
		}
		all[name] = value
	}
	return all, found
}

// validVariables checks the values of variables against their own conditions.
func (s *scope) validVariables() Diagnostics {
	var all Diagnostics
	for _, v := range s.config.variables {
		for _, d := range s.check("Invalid value for variable", v.validations, repetition{}) {
			d.summary = "Invalid value for variable"
			all = append(all, d)
		}
	}
	return all
}
