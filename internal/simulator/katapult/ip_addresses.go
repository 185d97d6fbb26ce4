package katapult

import (
	"net/http"
	"slices"
	"strings"
)

var ipAddressKind = kind{
	name: "ip_address", prefix: "ip", plural: "ip_addresses", lookups: []string{"address"},
	routes: slices.Concat(ipAddressRoutes, ipAllocationRoutes),
	show:   (*Simulator).ipAddress,
	errors: map[string]string{
		"invalid_ip":             "This IP address is not valid for this network interface.",
		"ip_address_not_found":   "No IP addresses were found matching any of the criteria provided in the arguments",
		"ip_already_allocated":   "This IP address has already been allocated to another resource",
		"no_allocation":          "This IP address is not currently allocated to any object, and cannot be unallocated.",
		"no_available_addresses": "Our pool of addresses for that version seems to have run dry. If this issue continues, please contact support.",
		"no_interface_available": "This virtual machine does not have a network interface that is compatible with the provided IP address",
	},
	deletionStep: deletionStep{"ip_addresses", "All IP addresses must be released"},
}

var ipAddressRoutes = []route{
	{
		operation: "GET /organizations/organization/ip_addresses", handle: listIPAddresses,
		scopes: "ip_addresses ip_addresses:read",
	},
	{operation: "POST /organizations/organization/ip_addresses", handle: createIPAddress, scopes: "ip_addresses"},
	{operation: "GET /ip_addresses/ip_address", handle: getIPAddress, scopes: "ip_addresses ip_addresses:read"},
	{operation: "PATCH /ip_addresses/ip_address", handle: updateIPAddress, scopes: "ip_addresses"},
	{operation: "DELETE /ip_addresses/ip_address", handle: deleteIPAddress, scopes: "ip_addresses"},
	{operation: "POST /ip_addresses/ip_address/unallocate", handle: unallocateIPAddress, scopes: "ip_addresses"},
}

// ipAddress shows an address by itself. Unless somebody chose its reverse name,
// that follows the machine that has the address.
func (s *Simulator) ipAddress(r *record) map[string]any {
	shown := pick(r.fields, "id", "address", "vip", "label", "address_with_mask", "subnet")
	if network := s.store.get("network", r.reference("network")); network != nil {
		shown["network"] = s.network(network)
	}
	shown["reverse_dns"] = strings.NewReplacer(".", "-", ":", "-").Replace(r.text("address")) + ".rdns.katapult.cloud"
	shown["allocation_id"], shown["allocation_type"] = nil, nil
	if machine := s.allocatedTo(r); machine != nil {
		shown["allocation_id"], shown["allocation_type"] = machine.id, "VirtualMachine"
		shown["reverse_dns"] = machine.text("fqdn")
	}
	if chosen := r.text("reverse_dns"); chosen != "" {
		shown["reverse_dns"] = chosen
	}
	return shown
}

// allocatedTo is the machine that has an address on one of its interfaces.
func (s *Simulator) allocatedTo(address *record) *record {
	nic := s.store.get(nicName, address.reference(nicName))
	if nic == nil {
		return nil
	}
	return s.store.get("virtual_machine", nic.reference("virtual_machine"))
}

// addressesOf lists the addresses of an interface.
func (s *Simulator) addressesOf(nic *record) []*record {
	return s.store.children("ip_address", nic)
}

func listIPAddresses(c *call) (any, error) {
	allocated := c.args().boolean("allocated")
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	var list []*record
	for _, address := range c.store.owned("ip_address", organization.id) {
		if allocated == nil || *allocated == (c.allocatedTo(address) != nil) {
			list = append(list, address)
		}
	}
	return c.page("ip_addresses", rows(list, func(r *record) map[string]any {
		return pick(c.ipAddress(r), "id", "address", "reverse_dns", "vip", "allocation_id", "allocation_type")
	}))
}

func createIPAddress(c *call) (any, error) {
	args := c.args()
	args.require("version")
	version := args.enum("version", "ipv4", "ipv6")
	fields := map[string]any{"vip": deref(args.boolean("vip")), "label": nil}
	problems := copyLabel(args, fields)
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	network, err := c.lookup("network")
	if err != nil {
		return nil, err
	}
	if c.err != nil {
		return nil, c.err
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	address := c.lease(organization.id, network, *version)
	if address == nil {
		return nil, fail(http.StatusServiceUnavailable, "no_available_addresses", nil)
	}
	merge(address.fields, fields)
	return map[string]any{"ip_address": c.ipAddress(address)}, nil
}

// copyLabel copies the label of a request into the fields of an address. A VIP
// needs one; any other address loses it.
func copyLabel(args arguments, fields map[string]any) []string {
	args.copyText(fields, "label")
	if fields["vip"] == true {
		return blank(fields["label"], "Label")
	}
	fields["label"] = nil
	return nil
}

func getIPAddress(c *call) (any, error) {
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	var allocation any
	if machine := c.allocatedTo(address); machine != nil {
		allocation = map[string]any{"type": "VirtualMachine", "value": pick(machine.fields, "id", "name")}
	}
	return map[string]any{"ip_address": c.ipAddress(address), "allocation": allocation}, nil
}

// updateIPAddress reads properties at the top level, unlike other updates.
func updateIPAddress(c *call) (any, error) {
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	args := c.args()
	fields := deepCopyMap(address.fields)
	args.copyBoolean(fields, "vip")
	args.copyText(fields, "reverse_dns")
	problems := copyLabel(args, fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	address.fields = fields
	return map[string]any{"ip_address": c.ipAddress(address)}, nil
}

func deleteIPAddress(c *call) (any, error) {
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	c.store.remove(address)
	return map[string]any{}, nil
}

func unallocateIPAddress(c *call) (any, error) {
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	if c.allocatedTo(address) == nil {
		return nil, fail(422, "no_allocation", nil)
	}
	allocate(address, nil)
	return map[string]any{}, nil
}
