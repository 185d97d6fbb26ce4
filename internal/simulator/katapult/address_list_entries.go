package katapult

import (
	"net/netip"
	"slices"
)

var addressListEntryKind = kind{
	name: "address_list_entry", plural: "address_list_entries", prefix: "adlste",
	routes: []route{
		{operation: "GET /address_lists/address_list/entries", handle: listEntries, scopes: "address_lists address_lists:read"},
		{operation: "POST /address_lists/address_list/entries", handle: createEntry, scopes: "address_lists", status: 201},
		{operation: "POST /address_lists/address_list/entries/bulk", handle: changeEntries, scopes: "address_lists"},
		{operation: "GET /address_list_entries/address_list_entry", handle: read, scopes: "address_lists address_lists:read"},
		{operation: "PATCH /address_list_entries/address_list_entry", handle: updateEntry, scopes: "address_lists"},
		{operation: "DELETE /address_list_entries/address_list_entry", handle: deleteEntry, scopes: "address_lists"},
	},
	// An entry does not tell its list.
	show: pickFields("id", "address", "name"),
	errors: map[string]string{
		"address_list_entry_not_found": "No address list entry was found matching any of the criteria provided in the arguments.",
	},
}

func (s *Simulator) addEntry(list, owner, address, name string) *record {
	return s.add("address_list_entry", owner, map[string]any{"address_list": map[string]any{"id": list}, "address": address, "name": name})
}

func listEntries(c *call) (any, error) {
	list, err := c.lookup("address_list")
	if err != nil {
		return nil, err
	}
	return c.listChildren(list)
}

// entryProperties copies address and name, and says what is wrong with them.
func entryProperties(properties arguments, fields map[string]any) []string {
	properties.copyText(fields, "address")
	properties.copyText(fields, "name")
	address, _ := fields["address"].(string)
	_, notAddress := netip.ParseAddr(address)
	_, notNetwork := netip.ParsePrefix(address)
	if notAddress != nil && notNetwork != nil {
		return []string{"Address is invalid"}
	}
	return nil
}

func createEntry(c *call) (any, error) {
	fields := map[string]any{"name": ""}
	problems := entryProperties(c.args().properties(), fields)
	list, err := c.ownAddressList()
	switch {
	case c.err != nil:
		return nil, c.err
	case err != nil:
		return nil, err
	case problems != nil:
		return nil, invalid(problems...)
	}
	fields["address_list"] = map[string]any{"id": list.id}
	return c.single(c.add(c.kind.name, list.owner, fields)), nil
}

// ownEntry finds an entry that the organization may change.
func (c *call) ownEntry() (*record, error) {
	r, err := c.lookup("address_list_entry")
	if err == nil && r.owner == "" {
		err = fail(403, "permission_denied", map[string]any{"details": "Global address lists cannot be changed"})
	}
	return r, err
}

func updateEntry(c *call) (any, error) {
	r, err := c.ownEntry()
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(r.fields)
	problems := entryProperties(c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	r.fields = fields
	return c.single(r), nil
}

func deleteEntry(c *call) (any, error) {
	r, err := c.ownEntry()
	if err != nil {
		return nil, err
	}
	c.store.remove(r)
	return c.single(r), nil
}

// changeEntries adds and removes entries by their values, or does nothing if one of them
// is invalid. It was never recorded.
func changeEntries(c *call) (any, error) {
	args := c.args()
	add, remove := args.list("add"), args.list("remove")
	list, err := c.ownAddressList()
	if err != nil {
		return nil, err
	}
	var added []map[string]any
	for _, element := range add {
		fields := map[string]any{"name": "", "address_list": map[string]any{"id": list.id}}
		if problems := entryProperties(element, fields); problems != nil {
			return nil, invalid(problems...)
		}
		added = append(added, fields)
	}
	removed := func(r *record) bool {
		return slices.ContainsFunc(remove, func(element arguments) bool {
			name := element.text("name")
			return deref(element.text("address")) == r.text("address") && (name == nil || *name == r.text("name"))
		})
	}
	entries := c.store.children(c.kind.name, list)
	if c.err != nil {
		return nil, c.err
	}
	for _, r := range entries {
		if removed(r) {
			c.store.remove(r)
		}
	}
	for _, fields := range added {
		c.add(c.kind.name, list.owner, fields)
	}
	return map[string]any{}, nil
}

// AddAddressListEntry puts an entry into an address list and returns its ID.
func (s *Simulator) AddAddressListEntry(list, address, name string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	return s.addEntry(list, s.mustGet(list).owner, address, name).id
}
