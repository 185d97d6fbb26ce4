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

// collect leaves out what equals an entry before it in every way.
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
func written(list types.List) (_ values, known bool) {
	known = !list.IsUnknown()
	all := make([]value, 0, len(list.Elements()))
	for _, element := range list.Elements() {
		object, _ := element.(types.Object)
		var entry value
		entry.address, _ = object.Attributes()["address"].(types.String)
		entry.name, _ = object.Attributes()["name"].(types.String)
		known = known && !entry.address.IsUnknown() && !entry.name.IsUnknown() && !object.IsUnknown()
		all = append(all, entry)
	}
	return collect(all), known
}

func (v values) list() types.List {
	elements := make([]attr.Value, len(v.inOrder))
	for i, entry := range v.inOrder {
		elements[i] = entry.object()
	}
	return types.ListValueMust(types.ObjectType{AttrTypes: valueType}, elements)
}

func (v values) has(address string) bool {
	_, found := v.byAddress[katapult.CanonicalAddress(address)]
	return found
}

// filter returns those whose address passes.
func (v values) filter(passes func(address string) bool) values {
	return collect(slices.DeleteFunc(slices.Clone(v.inOrder), func(entry value) bool { return !passes(entry.address.ValueString()) }))
}

// writtenAs returns the entries in the order of others and as these write them, if they mean
// the same. What the others do not have comes last.
func (v values) writtenAs(others values) values {
	var all []value
	used := map[string]bool{}
	for _, other := range others.inOrder {
		entry, found := v.byAddress[other.canonical()]
		if !found || used[other.canonical()] {
			continue
		}
		used[other.canonical()] = true
		if other.name.ValueString() == entry.name.ValueString() {
			entry.name = other.name
		}
		all = append(all, value{other.address, entry.name})
	}
	for _, entry := range v.inOrder {
		if first := v.byAddress[entry.canonical()]; !used[entry.canonical()] || entry != first {
			all = append(all, entry)
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
