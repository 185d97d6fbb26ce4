package katapult

import (
	"net/http"
	"strings"
)

var ipAllocationRoutes = []route{
	{
		operation: "GET /virtual_machine_network_interfaces/virtual_machine_network_interface/available_ips/address_version",
		handle:    listAvailableIPs, scopes: "ip_addresses ip_addresses:read",
	},
	{
		operation: "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip",
		handle:    allocateIP, scopes: "ip_addresses",
	},
	{
		operation: "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_new_ip",
		handle:    allocateNewIP, scopes: "ip_addresses",
	},
	{
		operation: "POST /virtual_machines/virtual_machine/allocate_ip", handle: allocateIPToMachine,
		scopes: "ip_addresses",
	},
}

// allocate gives an address to an interface, or to nothing. A reverse name that somebody
// chose is forgotten: recordings show that the name is set anew, though none of a chosen
// one.
func allocate(address, nic *record) {
	address.fields[nicName], address.fields["reverse_dns"] = nil, ""
	if nic != nil {
		address.fields[nicName] = map[string]any{"id": nic.id}
	}
}

// version tells IPv4 and IPv6 apart, in the API's words.
func version(address *record) string {
	if strings.Contains(address.text("address"), ":") {
		return "ipv6"
	}
	return "ipv4"
}

func listAvailableIPs(c *call) (any, error) {
	wanted := c.args().enum("address_version", "ipv4", "ipv6")
	nic, err := c.lookup(nicName)
	if err != nil {
		return nil, err
	}
	if named, inPath := c.path["address_version"]; inPath && wanted == nil {
		wanted = &named
	}
	if wanted == nil {
		return nil, missingArgument([]string{"address_version"})
	}
	var list []*record
	for _, address := range c.store.owned("ip_address", nic.owner) {
		if c.allocatedTo(address) == nil && version(address) == *wanted && address.reference("network") == nic.reference("network") {
			list = append(list, address)
		}
	}
	return map[string]any{"ip_addresses": rows(list, c.ipAddress)}, nil
}

func allocateIP(c *call) (any, error) {
	nic, err := c.lookup(nicName)
	if err != nil {
		return nil, err
	}
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	switch {
	case c.allocatedTo(address) != nil:
		return nil, fail(422, "ip_already_allocated", nil)
	case address.reference("network") != nic.reference("network") || address.owner != nic.owner:
		return nil, fail(422, "invalid_ip", nil)
	}
	allocate(address, nic)
	shown := c.networkInterface(nic)
	delete(shown, "speed_profile")
	return map[string]any{nicName: shown}, nil
}

func allocateNewIP(c *call) (any, error) {
	c.args().require("address_version")
	wanted := c.args().enum("address_version", "ipv4", "ipv6")
	if c.err != nil {
		return nil, c.err
	}
	nic, err := c.lookup(nicName)
	if err != nil {
		return nil, err
	}
	network := c.store.get("network", nic.reference("network"))
	var address *record
	if network != nil {
		address = c.lease(nic.owner, network, *wanted)
	}
	if address == nil {
		return nil, fail(http.StatusServiceUnavailable, "no_available_addresses", nil)
	}
	allocate(address, nic)
	return map[string]any{"ip_address": c.ipAddress(address)}, nil
}

func allocateIPToMachine(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	if c.allocatedTo(address) != nil {
		return nil, fail(422, "ip_already_allocated", nil)
	}
	for _, nic := range c.interfacesOf(machine) {
		if nic.reference("network") == address.reference("network") {
			allocate(address, nic)
			return map[string]any{"ip_address": c.ipAddress(address)}, nil
		}
	}
	return nil, fail(422, "no_interface_available", nil)
}
