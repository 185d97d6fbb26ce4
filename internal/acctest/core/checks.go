package core

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"
)

// problemAt is what is wrong with a value, and where. An address fits in front
// of it.
func problemAt(path cty.Path, format string, arguments ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{pathText(path)}, arguments...)...)
}

// extend is a path with one more step, which shares nothing with the path.
func extend(path cty.Path, step cty.PathStep) cty.Path {
	return append(path[:len(path):len(path)], step)
}

// planProblems are the ways in which a plan disagrees with the configuration. A
// provider may keep the prior value of anything, and choose values of what it
// computes where nothing is configured.
func (o *object) planProblems(prior, config, plan cty.Value, path cty.Path) []error {
	switch {
	case plan.IsNull() && !config.IsNull():
		return []error{problemAt(path, "planned for absence but config wants existence")}
	case config.IsNull() && !plan.IsNull():
		return []error{problemAt(path, "planned for existence but config wants absence")}
	case plan.IsNull():
		return nil
	}
	all := o.attributeProblems(prior, config, plan, path)
	for name, b := range o.blocks {
		all = append(all, b.blockProblems(attributeOf(prior, name), config.GetAttr(name), plan.GetAttr(name), extend(path, cty.GetAttrStep{Name: name}))...)
	}
	return all
}

func (o *object) attributeProblems(prior, config, plan cty.Value, path cty.Path) []error {
	var all []error
	for name, a := range o.attributes {
		all = append(all, a.planProblems(attributeOf(prior, name), config.GetAttr(name), plan.GetAttr(name), extend(path, cty.GetAttrStep{Name: name}))...)
	}
	return all
}

func (a *attribute) planProblems(prior, config, plan cty.Value, path cty.Path) []error {
	unrefined := func(v cty.Value) cty.Value {
		if v.IsKnown() {
			return v
		}
		return cty.UnknownVal(v.Type())
	}
	switch {
	case unrefined(plan).RawEquals(unrefined(config)):
		return nil
	case plan.RawEquals(prior) && !prior.IsNull() && !config.IsNull():
		return nil
	case a.computed && (!a.optional || config.IsNull()):
		return nil
	case a.writesOnly && plan.IsNull():
		return nil
	case config.IsNull() && a.secret:
		return []error{problemAt(path, "sensitive planned value for a non-computed attribute")}
	case config.IsNull():
		return []error{problemAt(path, "planned value %#v for a non-computed attribute", plan)}
	case a.nested != nil:
		return a.nested.nestedProblems(prior, config, plan, path)
	case a.secret && prior.IsNull():
		return []error{problemAt(path, "sensitive planned value does not match config value")}
	case a.secret:
		return []error{problemAt(path, "sensitive planned value does not match config value nor prior value")}
	case prior.IsNull():
		return []error{problemAt(path, "planned value %#v does not match config value %#v", plan, config)}
	}
	return []error{problemAt(path, "planned value %#v does not match config value %#v nor prior value %#v", plan, config, prior)}
}

// nestedProblems are the problems of a nested attribute that is configured.
func (n *nested) nestedProblems(prior, config, plan cty.Value, path cty.Path) []error {
	switch {
	case plan.IsNull():
		return []error{problemAt(path, "planned for absence but config wants existence")}
	case !plan.IsKnown():
		return []error{problemAt(path, "planned unknown for configured value")}
	case !config.IsKnown():
		return nil // the elements were not known either
	case n.nesting == single:
		return n.attributeProblems(prior, config, plan, path)
	}
	return n.elementProblems(prior, config, plan, path, "count", n.attributeProblems)
}

// blockProblems are the problems of nested blocks.
func (n *nested) blockProblems(prior, config, plan cty.Value, path cty.Path) []error {
	switch {
	case plan.RawEquals(config):
		return nil
	case !config.IsKnown():
		return []error{problemAt(path, "planned value %#v for unknown dynamic block", plan)}
	case !plan.IsKnown():
		return []error{problemAt(path, "attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead")}
	case n.nesting == single:
		return n.planProblems(prior, config, plan, path)
	case plan.IsNull():
		return []error{problemAt(path, "attribute representing nested blocks must be empty to indicate no blocks, not null")}
	}
	return n.elementProblems(prior, config, plan, path, "block count", n.planProblems)
}

// elementProblems compares elements that have keys; those of sets have none,
// and nothing can be said of them but their number.
func (n *nested) elementProblems(prior, config, plan cty.Value, path cty.Path, what string, compare func(prior, config, plan cty.Value, path cty.Path) []error) []error {
	if n.nesting == set {
		return n.setProblems(config, plan, path, what)
	}
	if plan.LengthInt() != config.LengthInt() {
		return []error{problemAt(path, "%s in plan (%d) disagrees with count in config (%d)", what, plan.LengthInt(), config.LengthInt())}
	}
	var all []error
	for it := plan.ElementIterator(); it.Next(); {
		key, element := it.Element()
		at := extend(path, cty.IndexStep{Key: key})
		if !element.IsKnown() {
			all = append(all, problemAt(at, "element representing nested block must not be unknown itself; set nested attribute values to unknown instead"))
			continue
		}
		if !config.HasIndex(key).True() {
			all = append(all, problemAt(path, "key %s from plan is not present in config", keyText(key)))
			continue
		}
		was := cty.NullVal(n.ty)
		if !prior.IsNull() && prior.HasIndex(key).True() {
			was = prior.Index(key)
		}
		all = append(all, compare(was, config.Index(key), element, at)...)
	}
	return all
}

func (n *nested) setProblems(config, plan cty.Value, path cty.Path, what string) []error {
	var all []error
	for _, element := range plan.AsValueSlice() {
		if !element.IsKnown() {
			all = append(all, problemAt(path, "element representing nested block must not be unknown itself; set nested attribute values to unknown instead"))
		}
	}
	if what == "count" && config.IsWhollyKnown() && plan.IsWhollyKnown() && plan.LengthInt() != config.LengthInt() {
		all = append(all, problemAt(path, "count in plan (%d) disagrees with count in config (%d)", plan.LengthInt(), config.LengthInt()))
	}
	return all
}
