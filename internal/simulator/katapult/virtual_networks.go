package katapult

var virtualNetworkKind = kind{
	name: "virtual_network", prefix: "vnet", restrictable: true,
	routes: []route{
		{
			operation: "GET /organizations/organization/virtual_networks", handle: list,
			scopes: "virtual_networks virtual_networks:read",
		},
		{operation: "POST /organizations/organization/virtual_networks", handle: create, scopes: "virtual_networks"},
		{
			operation: "GET /virtual_networks/virtual_network", handle: read,
			scopes: "virtual_networks virtual_networks:read",
		},
		{operation: "PATCH /virtual_networks/virtual_network", handle: update, scopes: "virtual_networks"},
		{operation: "DELETE /virtual_networks/virtual_network", handle: remove, scopes: "virtual_networks"},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "name")
		shown["data_center"] = s.dataCenterOf(r, true)
		return shown
	},
	properties: func(_ *call, properties arguments, fields map[string]any) []string {
		properties.require("name")
		properties.copyText(fields, "name")
		return blank(fields["name"], "Name")
	},
	references: func(c *call, fields map[string]any) error {
		center, err := c.lookup("data_center")
		if err == nil {
			fields["data_center"] = map[string]any{"id": center.id}
		}
		return err
	},
	dependents: func(s *Simulator, network *record) []string {
		if len(s.store.children(nicName, network)) > 0 {
			return []string{"Cannot delete record because dependent network interfaces exist"}
		}
		return nil
	},
	deletionStep: deletionStep{"virtual_networks", "All virtual networks must be deleted"},
}

// AddVirtualNetwork puts a virtual network into the first organization, in the
// data centre with a permalink, and returns its ID.
func (s *Simulator) AddVirtualNetwork(name, dataCenter string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	center := s.mustFind("data_center", "permalink", dataCenter)
	return s.add("virtual_network", s.firstOrganization(), map[string]any{
		"name": name, "data_center": map[string]any{"id": center.id},
	}).id
}
