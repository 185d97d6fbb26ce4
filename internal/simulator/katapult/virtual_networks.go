package katapult

var virtualNetworkRoutes = []route{
	{
		operation: "GET /organizations/organization/virtual_networks", handle: listVirtualNetworks,
		scopes: "virtual_networks virtual_networks:read",
	},
	{
		operation: "POST /organizations/organization/virtual_networks", handle: createVirtualNetwork,
		scopes: "virtual_networks",
	},
	{
		operation: "GET /virtual_networks/virtual_network", handle: getVirtualNetwork,
		scopes: "virtual_networks virtual_networks:read",
	},
	{operation: "PATCH /virtual_networks/virtual_network", handle: updateVirtualNetwork, scopes: "virtual_networks"},
	{operation: "DELETE /virtual_networks/virtual_network", handle: deleteVirtualNetwork, scopes: "virtual_networks"},
}

func (s *Simulator) virtualNetwork(r *record) map[string]any {
	shown := only(r.fields, "id", "name")
	shown["data_center"] = s.dataCenterOf(r, true)
	return shown
}

func listVirtualNetworks(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return c.page("virtual_networks", rows(c.store.owned("virtual_network", organization.id), c.virtualNetwork))
}

func createVirtualNetwork(c *call) (any, error) {
	name, sentences := c.virtualNetworkName()
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	center, err := c.lookup("data_center")
	if err != nil {
		return nil, err
	}
	if sentences != nil {
		return nil, invalid(sentences...)
	}
	network := c.create("vnet", "virtual_network", organization.id, map[string]any{
		"name": name, "data_center": map[string]any{"id": center.id},
	})
	return map[string]any{"virtual_network": c.virtualNetwork(network)}, nil
}

// virtualNetworkName reads the only property there is, which is required.
func (c *call) virtualNetworkName() (name string, sentences []string) {
	properties := c.args().properties()
	if !properties.given("name") {
		properties.fail(missingArgument(properties.at("name")))
	}
	name = deref(properties.text("name"))
	return name, blank(name, "Name")
}

func getVirtualNetwork(c *call) (any, error) {
	network, err := c.lookup("virtual_network")
	if err != nil {
		return nil, err
	}
	return map[string]any{"virtual_network": c.virtualNetwork(network)}, nil
}

func updateVirtualNetwork(c *call) (any, error) {
	network, err := c.lookup("virtual_network")
	if err != nil {
		return nil, err
	}
	name, sentences := c.virtualNetworkName()
	switch {
	case c.err != nil:
		return nil, c.err
	case sentences != nil:
		return nil, invalid(sentences...)
	}
	network.fields["name"] = name
	return map[string]any{"virtual_network": c.virtualNetwork(network)}, nil
}

func deleteVirtualNetwork(c *call) (any, error) {
	network, err := c.lookup("virtual_network")
	if err != nil {
		return nil, err
	}
	if err := deletable(network); err != nil {
		return nil, err
	}
	for _, nic := range c.store.byKind[nicKind] {
		if c.networkOf(nic) == network {
			return nil, fail(409, "deletion_restricted",
				map[string]any{"errors": []string{"Cannot delete record because dependent network interfaces exist"}})
		}
	}
	answer := map[string]any{"virtual_network": c.virtualNetwork(network)}
	c.store.remove(network)
	return answer, nil
}
