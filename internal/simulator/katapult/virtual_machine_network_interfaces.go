package katapult

import "time"

const (
	interfaceScopes = "virtual_machines virtual_machines:network_interfaces"
	nicName         = "virtual_machine_network_interface"
)

var networkInterfaceKind = kind{
	name: nicName, prefix: "vmnet", restrictable: true,
	routes: networkInterfaceRoutes,
	show:   (*Simulator).networkInterface,
	tasks: map[string]taskTime{
		"Attach network interface":               {time.Second, time.Second},
		"Change network interface speed profile": {time.Second, 1500 * time.Millisecond},
		"Detach network interface":               {time.Second, time.Second},
	},
	errors: map[string]string{
		"interface_not_found":            "An interface could not be found for the specified network",
		"speed_profile_already_assigned": "This network speed profile is already assigned to this virtual machine network interface.",
		nicName + "_already_attached":    "The virtual machine network interface is already attached to the virtual machine",
		nicName + "_already_detached":    "The virtual machine network interface is already detached from the virtual machine",
		nicName + "_not_found":           "No network interface was found matching any of the criteria provided in the arguments",
	},
}

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
		operation: "GET /virtual_machine_network_interfaces/virtual_machine_network_interface", handle: read,
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

// interfacesOf lists a machine's interfaces in order of creation.
func (s *Simulator) interfacesOf(machine *record) []*record {
	return s.store.children(nicName, machine)
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
		return pick(a.fields, "id", "address")
	})
	if machine := s.store.get("virtual_machine", r.reference("virtual_machine")); machine != nil {
		shown["virtual_machine"] = pick(machine.fields, "id", "name")
	}
	if profile := s.store.get("network_speed_profile", r.reference("speed_profile")); profile != nil {
		shown["speed_profile"] = pick(profile.fields, "id", "name", "permalink")
	}
	return shown
}

// networkInterfaceRow shows an interface in a machine's list. There its
// addresses have more fields than in the single object.
func (s *Simulator) networkInterfaceRow(r *record) map[string]any {
	shown := map[string]any{"id": r.id, "name": "", "network": nil, "virtual_network": nil}
	if network := s.networkOf(r); network != nil {
		shown[network.kind] = pick(network.fields, "id", "name")
		if machine := s.store.get("virtual_machine", r.reference("virtual_machine")); machine != nil {
			shown["name"] = network.text("name") + " on " + machine.text("name")
		}
	}
	shown["ip_addresses"] = rows(s.addressesOf(r), func(a *record) map[string]any {
		return pick(s.ipAddress(a), "id", "address", "reverse_dns", "address_with_mask")
	})
	return shown
}

func listNetworkInterfaces(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	return c.page("virtual_machine_network_interfaces", rows(c.interfacesOf(machine), c.networkInterfaceRow))
}

func getInterfaceOfNetwork(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
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
			return map[string]any{nicName: shown}, nil
		}
	}
	return nil, notFound("interface")
}

func createNetworkInterface(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
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
	nic := c.addInterface("", machine, network, profile)
	return map[string]any{nicName: c.networkInterface(nic)}, nil
}

// addInterface gives a machine an interface, which is not attached yet.
func (s *Simulator) addInterface(id string, machine, network, profile *record) *record {
	nic := s.addAs(id, nicName, machine.owner, map[string]any{
		"virtual_machine": map[string]any{"id": machine.id},
		network.kind:      map[string]any{"id": network.id},
		"speed_profile":   map[string]any{"id": profile.id},
		"state":           "detached",
	})
	nic.fields["mac_address"] = macAddress(nic.id)
	return nic
}

func deleteNetworkInterface(c *call) (any, error) {
	nic, err := c.lookup(nicName)
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
		return nil, restricted([]string{"Cannot delete record because dependent IP addresses exist"})
	}
	shown := c.networkInterface(nic)
	c.store.remove(nic)
	return map[string]any{nicName: shown}, nil
}
