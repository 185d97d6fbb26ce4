package katapult

var networkKind = kind{
	name: "network", prefix: "netw", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /organizations/organization/available_networks", handle: listAvailableNetworks},
		{operation: "GET /networks/network", handle: read},
	},
	show: (*Simulator).network,
	seed: func(s *Simulator) {
		s.addAs("netw_gVRkZdSKczfNg34P", "network", "", map[string]any{
			"name": "Public Network", "permalink": "uk-lon-01-public", "default": true,
			"data_center": map[string]any{"id": london},
		})
		s.addAs("netw_gnlxBcgtF7xyMslK", "network", "", map[string]any{
			"name": "Public Network - AMS", "permalink": "eu-ams-01", "default": true,
			"data_center": map[string]any{"id": amsterdam},
		})
	},
}

func (s *Simulator) network(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "permalink", "default")
	shown["data_center"] = s.dataCenterOf(r, true)
	return shown
}

// networkRow shows a network in lists and as a data centre's default, without
// the country.
func (s *Simulator) networkRow(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "permalink", "default")
	shown["data_center"] = s.dataCenterOf(r, false)
	return shown
}

func listAvailableNetworks(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"networks": rows(c.store.byKind["network"], c.networkRow),
		"virtual_networks": rows(c.store.owned("virtual_network", organization.id), func(r *record) map[string]any {
			row := pick(r.fields, "id", "name")
			row["data_center"] = c.dataCenterOf(r, false)
			return row
		}),
	}, nil
}
