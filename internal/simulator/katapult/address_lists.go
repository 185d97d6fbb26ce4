package katapult

var addressListKind = kind{
	name: "address_list", prefix: "adlst",
	routes: []route{
		{operation: "GET /address_lists", handle: list, scopes: "address_lists address_lists:read"},
		{operation: "GET /organizations/organization/address_lists", handle: listOwnAddressLists, scopes: "address_lists address_lists:read"},
		{operation: "POST /organizations/organization/address_lists", handle: createAddressList, scopes: "address_lists", status: 201},
		{operation: "GET /address_lists/address_list", handle: getAddressList, scopes: "address_lists address_lists:read"},
		{operation: "PATCH /address_lists/address_list", handle: updateAddressList, scopes: "address_lists"},
		{operation: "DELETE /address_lists/address_list", handle: deleteAddressList, scopes: "address_lists"},
	},
	show:  (*Simulator).addressList,
	parts: children("address_list_entry"),
	row:   pickFields("id", "name", "global"),
	seed: func(s *Simulator) {
		for _, l := range globalAddressLists {
			s.addAs(l.id, "address_list", "", map[string]any{"name": l.name, "global": true})
			for _, network := range l.networks {
				s.addEntry(l.id, "", network, "")
			}
		}
	},
	errors: map[string]string{
		"address_list_not_found": "No address list was found matching any of the criteria provided in the arguments.",
	},
}

// globalAddressLists are some of Katapult's own. What is in them is made up.
var globalAddressLists = []struct {
	id, name string
	networks []string
}{
	{"adlst_li49JQdb6jVf9DIM", "Amazon Cloudfront", []string{"198.51.100.0/25"}},
	{"adlst_TxEoD90spV3KJxvP", "Cloudflare", []string{"198.51.100.128/26", "2001:db8:cf::/48"}},
	{"adlst_VCpeUVrKoi1epIAY", "BunnyCDN", []string{"198.51.100.192/27"}},
	{"adlst_qQcQ3IA3o5S0oDQO", "Katapult Load Balancers (London)", []string{"203.0.113.240"}},
	{"adlst_FFwBHZI3Uuo1K4RO", "UptimeRobot", nil},
}

// addressList shows a list with all entries: they have no pages here.
func (s *Simulator) addressList(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "global")
	shown["entries"] = rows(s.store.children("address_list_entry", r), s.shown)
	return shown
}

func listOwnAddressLists(c *call) (any, error) {
	wanted := c.wantedAnnotations()
	return c.listWhere(func(r *record) bool { return r.owner != "" && wanted(r) })
}

func createAddressList(c *call) (any, error) {
	fields := map[string]any{"name": deref(c.args().properties().text("name")), "global": false, "annotations": c.annotationsOr([]any{})}
	organization, err := c.organization()
	switch problems := blank(fields["name"], "Name"); {
	case c.err != nil:
		return nil, c.err
	case err != nil:
		return nil, err
	case problems != nil:
		return nil, invalid(problems...)
	}
	return c.withAnnotations(c.add("address_list", organization.id, fields)), nil
}

func getAddressList(c *call) (any, error) {
	r, err := c.lookup("address_list")
	if err != nil {
		return nil, err
	}
	return c.withAnnotations(r), nil
}

// ownAddressList finds a list that the organization may change.
func (c *call) ownAddressList() (*record, error) {
	r, err := c.lookup("address_list")
	if err == nil && r.owner == "" {
		err = fail(403, "permission_denied", map[string]any{"details": "Global address lists cannot be changed"})
	}
	return r, err
}

func updateAddressList(c *call) (any, error) {
	r, err := c.ownAddressList()
	if err != nil {
		return nil, err
	}
	name := r.fields["name"]
	if given := c.args().properties().text("name"); given != nil {
		name = *given
	}
	switch problems := blank(name, "Name"); {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	r.fields["name"], r.fields["annotations"] = name, c.annotationsOr(annotations(r))
	return c.withAnnotations(r), nil
}

// deleteAddressList deletes a list with its entries.
func deleteAddressList(c *call) (any, error) {
	r, err := c.ownAddressList()
	if err != nil {
		return nil, err
	}
	response := c.single(r)
	c.destroy(r)
	return response, nil
}

// AddAddressList puts an address list into the first organization and returns its ID.
// Entries are addresses or networks, without names.
func (s *Simulator) AddAddressList(name string, entries ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	owner := s.firstOrganization()
	r := s.add("address_list", owner, map[string]any{"name": name, "global": false})
	for _, address := range entries {
		s.addEntry(r.id, owner, address, "")
	}
	return r.id
}
