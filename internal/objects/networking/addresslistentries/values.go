package addresslistentries

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

// value is an entry of a list. No name is null or "", as the configuration has it.
type value struct{ address, name types.String }

func (v value) canonical() string { return katapult.CanonicalAddress(v.address.ValueString()) }

func (v value) object() attr.Value {
	return types.ObjectValueMust(valueType, map[string]attr.Value{"address": v.address, "name": v.name})
}

var valueType = map[string]attr.Type{"address": types.StringType, "name": types.StringType}

// values are entries of a list, in order, and the first of each address.
type values struct {
	inOrder   []value
	byAddress map[string]value
}

// collect leaves out what equals an entry before it in every way: a set cannot have it.
func collect(all []value) values {
	v := values{byAddress: make(map[string]value, len(all))}
	seen := make(map[value]bool, len(all))
	for _, entry := range all {
		if seen[entry] {
			continue
		}
		seen[entry] = true
		v.inOrder = append(v.inOrder, entry)
		if _, found := v.byAddress[entry.canonical()]; !found {
			v.byAddress[entry.canonical()] = entry
		}
	}
	return v
}

// listed are the entries of a response.
func listed(entries []katapult.AddressListEntry) values {
	all := make([]value, len(entries))
	for i, e := range entries {
		all[i] = value{types.StringValue(e.Address), types.StringNull()}
		if e.Name != "" {
			all[i].name = types.StringValue(e.Name)
		}
	}
	return collect(all)
}

// written are the entries of a plan or a state. They are not known if any part of one is
// unknown.
func written(set types.Set) (_ values, known bool) {
	known = !set.IsUnknown()
	all := make([]value, 0, len(set.Elements()))
	for _, element := range set.Elements() {
		object, _ := element.(types.Object)
		var entry value
		entry.address, _ = object.Attributes()["address"].(types.String)
		entry.name, _ = object.Attributes()["name"].(types.String)
		known = known && !entry.address.IsUnknown() && !entry.name.IsUnknown() && !object.IsUnknown()
		all = append(all, entry)
	}
	return collect(all), known
}

func (v values) set() types.Set {
	elements := make([]attr.Value, len(v.inOrder))
	for i, entry := range v.inOrder {
		elements[i] = entry.object()
	}
	return types.SetValueMust(types.ObjectType{AttrTypes: valueType}, elements)
}

func (v values) has(address string) bool {
	_, found := v.byAddress[katapult.CanonicalAddress(address)]
	return found
}

// filter returns those whose address passes.
func (v values) filter(passes func(address string) bool) values {
	return collect(slices.DeleteFunc(slices.Clone(v.inOrder), func(entry value) bool { return !passes(entry.address.ValueString()) }))
}

// spelledAs returns the entries as others write them, if these mean the same.
func (v values) spelledAs(others values) values {
	all, used := slices.Clone(v.inOrder), map[string]bool{}
	for i, entry := range all {
		other, found := others.byAddress[entry.canonical()]
		if !found || used[entry.canonical()] {
			continue
		}
		used[entry.canonical()] = true
		all[i].address = other.address
		if other.name.ValueString() == entry.name.ValueString() {
			all[i].name = other.name
		}
	}
	return collect(all)
}

// same reports whether both have the same addresses with the same names.
func (v values) same(others values) bool {
	if len(v.inOrder) != len(others.inOrder) || len(v.byAddress) != len(v.inOrder) {
		return false
	}
	for address, entry := range v.byAddress {
		other, found := others.byAddress[address]
		if !found || other.name.ValueString() != entry.name.ValueString() {
			return false
		}
	}
	return true
}

// change is what makes entries these. Of two with one address, the first is kept.
func (v values) change(now []katapult.AddressListEntry) katapult.AddressListChange {
	var change katapult.AddressListChange
	kept := map[string]bool{}
	for _, e := range now {
		address := katapult.CanonicalAddress(e.Address)
		wanted, found := v.byAddress[address]
		switch {
		case !found:
			change.Remove = append(change.Remove, e)
			continue
		case kept[address]:
			change.Delete = append(change.Delete, e)
			continue
		case wanted.name.ValueString() != e.Name:
			e.Name = wanted.name.ValueString()
			change.Rename = append(change.Rename, e)
		}
		kept[address] = true
	}
	for _, entry := range v.inOrder {
		if !kept[entry.canonical()] {
			change.Add = append(change.Add, katapult.AddressListEntry{Address: entry.address.ValueString(), Name: entry.name.ValueString()})
		}
	}
	return change
}
