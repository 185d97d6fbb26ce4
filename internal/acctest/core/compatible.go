package core

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// differences are the promises of a plan that an outcome breaks: what was known
// has to be the same.
func (o *object) differences(plan, actual cty.Value, path cty.Path) []error {
	root := ""
	if len(path) == 0 {
		root = "Root object "
	}
	switch {
	case plan.IsNull() && !actual.IsNull():
		return []error{problemAt(path, "%swas absent, but now present", root)}
	case actual.IsNull() && !plan.IsNull():
		return []error{problemAt(path, "%swas present, but now absent", root)}
	case plan.IsNull():
		return nil
	}
	var all []error
	for name, a := range o.attributes {
		at := extend(path, cty.GetAttrStep{Name: name})
		found := valueDifferences(plan.GetAttr(name), actual.GetAttr(name), at)
		if a.secret && len(found) > 0 {
			found = []error{problemAt(at, "inconsistent values for sensitive attribute")}
		}
		all = append(all, found...)
	}
	for name, b := range o.blocks {
		all = append(all, b.blockDifferences(plan.GetAttr(name), actual.GetAttr(name), extend(path, cty.GetAttrStep{Name: name}))...)
	}
	return all
}

func (n *nested) blockDifferences(plan, actual cty.Value, path cty.Path) []error {
	switch {
	case !plan.IsKnown() && (n.nesting != single || actual.IsNull()):
		return nil
	case n.nesting == single:
		return n.differences(plan, actual, path)
	case !actual.IsKnown() || plan.IsNull() || actual.IsNull():
		return nil
	case n.nesting == set:
		return setDifferences(plan, actual, path, func(p, a cty.Value) bool { return len(n.differences(p, a, extend(path, cty.IndexStep{Key: a}))) == 0 })
	case plan.LengthInt() != actual.LengthInt():
		return []error{problemAt(path, "block count changed from %d to %d", plan.LengthInt(), actual.LengthInt())}
	}
	var all []error
	for it := plan.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if actual.HasIndex(key).True() {
			all = append(all, n.differences(element, actual.Index(key), extend(path, cty.IndexStep{Key: key}))...)
		}
	}
	return all
}

func valueDifferences(plan, actual cty.Value, path cty.Path) []error {
	if plan.Type() == cty.DynamicPseudoType {
		return nil
	}
	if len(actual.Type().TestConformance(plan.Type())) > 0 {
		return []error{problemAt(path, "wrong final value type: %s", convert.MismatchMessage(actual.Type(), plan.Type()))}
	}
	if !plan.IsKnown() {
		if includes := plan.Range().Includes(actual); includes.IsKnown() && includes.False() {
			return []error{problemAt(path, "final value %#v does not conform to planning placeholder %#v", actual, plan)}
		}
		return nil
	}
	switch {
	case actual.IsNull() && plan.IsNull():
		return nil
	case actual.IsNull():
		return []error{problemAt(path, "was %#v, but now null", plan)}
	case plan.IsNull():
		return []error{problemAt(path, "was null, but now %#v", actual)}
	case !actual.IsKnown():
		return []error{problemAt(path, "was known, but now unknown")}
	}
	switch ty := plan.Type(); {
	case ty.IsPrimitiveType():
		if !same(actual, plan) {
			return []error{problemAt(path, "was %#v, but now %#v", plan, actual)}
		}
	case ty.IsSetType():
		return setDifferences(plan, actual, path, func(p, a cty.Value) bool {
			return len(valueDifferences(p, a, extend(path, cty.IndexStep{Key: a}))) == 0
		})
	case ty.IsObjectType():
		var all []error
		for name := range ty.AttributeTypes() {
			all = append(all, valueDifferences(plan.GetAttr(name), actual.GetAttr(name), extend(path, cty.GetAttrStep{Name: name}))...)
		}
		return all
	case ty.IsListType() || ty.IsMapType() || ty.IsTupleType():
		return keyedDifferences(plan, actual, path)
	}
	return nil
}

func keyedDifferences(plan, actual cty.Value, path cty.Path) []error {
	var all []error
	for it := plan.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if !actual.HasIndex(key).True() {
			all = append(all, problemAt(path, "element %s has vanished", keyText(key)))
			continue
		}
		all = append(all, valueDifferences(element, actual.Index(key), extend(path, cty.IndexStep{Key: key}))...)
	}
	for it := actual.ElementIterator(); it.Next(); {
		if key, _ := it.Element(); !plan.HasIndex(key).True() {
			all = append(all, problemAt(path, "new element %s has appeared", keyText(key)))
		}
	}
	return all
}

// setDifferences looks for elements that have no counterpart. There may be
// fewer in the end, where unknown ones turn out to be equal, but not more.
func setDifferences(plan, actual cty.Value, path cty.Path, fits func(plan, actual cty.Value) bool) []error {
	planned, found := plan.AsValueSlice(), actual.AsValueSlice()
	expected, matched := make([]bool, len(planned)), make([]bool, len(found))
	for i, p := range planned {
		for j, a := range found {
			if fits(p, a) {
				expected[i], matched[j] = true, true
			}
		}
	}
	var all []error
	for i, fit := range expected {
		if !fit {
			all = append(all, problemAt(path, "planned set element %#v does not correlate with any element in actual", planned[i]))
		}
	}
	for j, fit := range matched {
		if !fit && len(all) == 0 {
			all = append(all, problemAt(path, "actual set element %#v does not correlate with any element in plan", found[j]))
		}
	}
	if len(planned) < len(found) {
		all = append(all, problemAt(path, "length changed from %d to %d", len(planned), len(found)))
	}
	return all
}
