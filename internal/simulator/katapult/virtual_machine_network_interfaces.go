package katapult

var networkInterfaceRoutes = []route{
	{
		operation: "GET /virtual_machines/virtual_machine/network_interfaces", handle: listNetworkInterfaces,
		scopes: "virtual_machines virtual_machines:read",
	},
	{
		operation: "POST /virtual_machines/virtual_machine/network_interfaces", handle: createNetworkInterface,
		scopes: interfaceScopes,
	},
	{
		operation: "GET /virtual_machines/virtual_machine/networks/network/interface", handle: getInterfaceOfNetwork,
		scopes: "virtual_machines virtual_machines:read",
	},
	{
		operation: "GET /virtual_machine_network_interfaces/virtual_machine_network_interface", handle: getNetworkInterface,
		scopes: "virtual_machines virtual_machines:read",
	},
	{
		operation: "DELETE /virtual_machine_network_interfaces/virtual_machine_network_interface",
		handle:    deleteNetworkInterface, scopes: interfaceScopes,
	},
	{
		operation: "PATCH /virtual_machine_network_interfaces/virtual_machine_network_interface/update_speed_profile",
		handle:    updateSpeedProfile, scopes: "virtual_machines",
	},
	{
		operation: "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/attach",
		handle:    attachNetworkInterface, scopes: interfaceScopes,
	},
	{
		operation: "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/detach",
		handle:    detachNetworkInterface, scopes: interfaceScopes,
	},
}

const (
	interfaceScopes = "virtual_machines virtual_machines:network_interfaces"
	nicKind         = "virtual_machine_network_interface"
)

// interfacesOf lists a machine's interfaces in order of creation.
func (s *Simulator) interfacesOf(machine *record) []*record {
	var list []*record
	for _, nic := range s.store.byKind[nicKind] {
		if nic.reference("virtual_machine") == machine.id {
			list = append(list, nic)
		}
	}
	return list
}

// networkOf is the network or virtual network of an interface, or nil.
func (s *Simulator) networkOf(nic *record) *record {
	if network := s.store.get("network", nic.reference("network")); network != nil {
		return network
	}
	return s.store.get("virtual_network", nic.reference("virtual_network"))
}

// networkInterface shows an interface by itself.
func (s *Simulator) networkInterface(r *record) map[string]any {
	shown := s.networkInterfaceRow(r)
	shown["mac_address"], shown["state"] = r.fields["mac_address"], r.fields["state"]
	shown["ip_addresses"] = rows(s.addressesOf(r), func(a *record) map[string]any {
		return only(a.fields, "id", "address")
	})
	if machine := s.store.get("virtual_machine", r.reference("virtual_machine")); machine != nil {
		shown["virtual_machine"] = only(machine.fields, "id", "name")
	}
	if profile := s.store.get("network_speed_profile", r.reference("speed_profile")); profile != nil {
		shown["speed_profile"] = only(profile.fields, "id", "name", "permalink")
	}
	return shown
}

// networkInterfaceRow shows an interface in a machine's list, whose addresses
// tell more than those of the single object.
func (s *Simulator) networkInterfaceRow(r *record) map[string]any {
	shown := map[string]any{"id": r.id, "name": "", "network": nil, "virtual_network": nil}
	if network := s.networkOf(r); network != nil {
		shown[network.kind] = only(network.fields, "id", "name")
		if machine := s.store.get("virtual_machine", r.reference("virtual_machine")); machine != nil {
			shown["name"] = network.text("name") + " on " + machine.text("name")
		}
	}
	shown["ip_addresses"] = rows(s.addressesOf(r), func(a *record) map[string]any {
		return only(s.ipAddress(a), "id", "address", "reverse_dns", "address_with_mask")
	})
	return shown
}

func listNetworkInterfaces(c *call) (any, error) {
	machine, err := c.live("virtual_machine")
	if err != nil {
		return nil, err
	}
	return c.page("virtual_machine_network_interfaces", rows(c.interfacesOf(machine), c.networkInterfaceRow))
}

func getNetworkInterface(c *call) (any, error) {
	nic, err := c.lookup(nicKind)
	if err != nil {
		return nil, err
	}
	return map[string]any{nicKind: c.networkInterface(nic)}, nil
}

func getInterfaceOfNetwork(c *call) (any, error) {
	machine, err := c.live("virtual_machine")
	if err != nil {
		return nil, err
	}
	network, err := c.lookup("network")
	if err != nil {
		return nil, err
	}
	for _, nic := range c.interfacesOf(machine) {
		if c.networkOf(nic) == network {
			shown := c.networkInterface(nic)
			delete(shown, "speed_profile")
			return map[string]any{nicKind: shown}, nil
		}
	}
	return nil, notFound("interface")
}

func createNetworkInterface(c *call) (any, error) {
	machine, err := c.live("virtual_machine")
	if err != nil {
		return nil, err
	}
	var network *record
	given := 0
	for _, kind := range []string{"network", "virtual_network"} {
		if _, isGiven := c.args().set(kind); !isGiven {
			continue
		}
		given++
		if network, err = c.lookup(kind); err != nil {
			return nil, err
		}
	}
	profile, err := c.lookupIn(c.args(), "speed_profile", "network_speed_profile")
	switch {
	case err != nil:
		return nil, err
	case given != 1:
		return nil, invalid("Either a network or a virtual network must be provided")
	case network.reference("data_center") != c.centerOfMachine(machine):
		return nil, invalid("Network must be in the same data center as the virtual machine")
	}
	nic := c.addInterface(machine, network, profile)
	return map[string]any{nicKind: c.networkInterface(nic)}, nil
}

// addInterface gives a machine an interface, which is not attached yet.
func (s *Simulator) addInterface(machine, network, profile *record) *record {
	id := s.store.newID("vmnet", machine.owner)
	return s.store.add(&record{id: id, kind: nicKind, owner: machine.owner, fields: map[string]any{
		"virtual_machine": map[string]any{"id": machine.id},
		network.kind:      map[string]any{"id": network.id},
		"speed_profile":   map[string]any{"id": profile.id},
		"mac_address":     macAddress(id),
		"state":           "detached",
	}})
}

func deleteNetworkInterface(c *call) (any, error) {
	nic, err := c.lookup(nicKind)
	if err != nil {
		return nil, err
	}
	if err := deletable(nic); err != nil {
		return nil, err
	}
	if nic.text("state") != "detached" {
		return nil, invalid("Network interface must be detached before it can be deleted")
	}
	if len(c.addressesOf(nic)) > 0 {
		return nil, fail(409, "deletion_restricted",
			map[string]any{"errors": []string{"Cannot delete record because dependent IP addresses exist"}})
	}
	shown := c.networkInterface(nic)
	c.store.remove(nic)
	return map[string]any{nicKind: shown}, nil
}
