package core

import "github.com/zclconf/go-cty/cty"

// proposed merges prior state and configuration into what a provider is asked
// to plan: configured values, and prior values of what the provider computes.
func (o *object) proposed(prior, config cty.Value) cty.Value {
	if prior.IsNull() && config.IsNull() {
		return prior
	}
	if prior.IsNull() {
		prior = o.empty()
	}
	return o.merged(prior, config)
}

// toBeRead is the value of a data source that is read later: what it computes
// is unknown.
func (o *object) toBeRead(config cty.Value) cty.Value {
	return o.merged(cty.UnknownVal(o.ty), config)
}

func (o *object) merged(prior, config cty.Value) cty.Value {
	if config.IsNull() || !config.IsKnown() {
		return prior
	}
	values := o.mergedAttributes(prior, config)
	for name, b := range o.blocks {
		values[name] = b.merged(attributeOf(prior, name), config.GetAttr(name), func(prior, config cty.Value) cty.Value {
			return b.proposed(prior, config)
		})
	}
	return cty.ObjectVal(values)
}

func (o *object) mergedAttributes(prior, config cty.Value) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, a := range o.attributes {
		was, given := attributeOf(prior, name), config.GetAttr(name)
		switch {
		case a.computed && given.IsNull():
			values[name] = was
			if a.optional && a.nested != nil && a.nested.wasConfigured(was) {
				values[name] = given
			}
		case a.nested != nil:
			values[name] = a.nested.merged(was, given, func(prior, config cty.Value) cty.Value {
				if config.IsNull() || !config.IsKnown() {
					return config
				}
				return cty.ObjectVal(a.nested.mergedAttributes(prior, config))
			})
		default:
			values[name] = given
		}
	}
	return values
}

// attributeOf is an attribute of an object that may be null.
func attributeOf(object cty.Value, name string) cty.Value {
	if object.IsNull() {
		return cty.NullVal(object.Type().AttributeType(name))
	}
	return object.GetAttr(name)
}

// wasConfigured says whether nested objects have a value that only a
// configuration can have given them.
func (n *nested) wasConfigured(v cty.Value) bool {
	if v.IsNull() || !v.IsKnown() {
		return false
	}
	for _, element := range n.elements(v) {
		if element.IsNull() || !element.IsKnown() {
			continue
		}
		for name, a := range n.attributes {
			inner := element.GetAttr(name)
			if !inner.IsNull() && (!a.computed || a.nested != nil && a.nested.wasConfigured(inner)) {
				return true
			}
		}
	}
	return false
}

// elements are the objects in a value that is neither null nor unknown.
func (n *nested) elements(v cty.Value) []cty.Value {
	if n.nesting == single {
		return []cty.Value{v}
	}
	return v.AsValueSlice()
}

// merged merges nested objects, each with the one before that corresponds.
func (n *nested) merged(prior, config cty.Value, merge func(prior, config cty.Value) cty.Value) cty.Value {
	if config.IsNull() || !config.IsKnown() {
		return config
	}
	if n.nesting == single {
		return merge(prior, config)
	}
	if config.LengthInt() == 0 {
		return config
	}
	if n.nesting == set {
		return n.mergedSet(prior, config, merge)
	}
	values := map[string]cty.Value{}
	var ordered []cty.Value
	for it := config.ElementIterator(); it.Next(); {
		key, element := it.Element()
		switch {
		case !prior.IsKnown():
			element = merge(cty.UnknownVal(n.ty), element)
		case !prior.IsNull() && prior.HasIndex(key).True():
			element = merge(prior.Index(key), element)
		}
		if n.nesting == mapped {
			values[key.AsString()] = element
		}
		ordered = append(ordered, element)
	}
	if n.nesting == mapped {
		return cty.MapVal(values)
	}
	return cty.ListVal(ordered)
}

// mergedSet takes as the one before whatever could have come from the same
// configuration.
func (n *nested) mergedSet(prior, config cty.Value, merge func(prior, config cty.Value) cty.Value) cty.Value {
	var before []cty.Value
	if prior.IsKnown() && !prior.IsNull() {
		before = prior.AsValueSlice()
	}
	var all []cty.Value
	for _, element := range config.AsValueSlice() {
		was := cty.NullVal(n.ty)
		if !prior.IsKnown() {
			was = cty.UnknownVal(n.ty)
		}
		for i, b := range before {
			if n.couldComeFrom(b, element) {
				was = b
				before = append(before[:i:i], before[i+1:]...)
				break
			}
		}
		all = append(all, merge(was, element))
	}
	return cty.SetVal(all)
}

// couldComeFrom says whether an object differs from its configuration in
// nothing but what the provider computes.
func (o *object) couldComeFrom(prior, config cty.Value) bool {
	if prior.RawEquals(config) {
		return true
	}
	if prior.IsNull() || config.IsNull() || !config.IsKnown() {
		return false
	}
	for name, a := range o.attributes {
		was, given := prior.GetAttr(name), config.GetAttr(name)
		if was.RawEquals(given) || a.computed && given.IsNull() {
			continue
		}
		if a.nested == nil || a.nested.nesting != single || !a.nested.couldComeFrom(was, given) {
			return false
		}
	}
	for name := range o.blocks {
		if !prior.GetAttr(name).RawEquals(config.GetAttr(name)) {
			return false
		}
	}
	return true
}
