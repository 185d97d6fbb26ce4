package katapult

var networkRoutes = []route{
	{operation: "GET /organizations/organization/available_networks", handle: listAvailableNetworks},
	{operation: "GET /networks/network", handle: getNetwork},
}

func (s *Simulator) network(r *record) map[string]any {
	shown := only(r.fields, "id", "name", "permalink", "default")
	shown["data_center"] = s.dataCenterOf(r, true)
	return shown
}

// networkRow shows a network in lists and as a data centre's default, without
// the country.
func (s *Simulator) networkRow(r *record) map[string]any {
	shown := only(r.fields, "id", "name", "permalink", "default")
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
			row := only(r.fields, "id", "name")
			row["data_center"] = c.dataCenterOf(r, false)
			return row
		}),
	}, nil
}

func getNetwork(c *call) (any, error) {
	network, err := c.lookup("network")
	if err != nil {
		return nil, err
	}
	return map[string]any{"network": c.network(network)}, nil
}
