package katapult

import (
	"net/http"
	"strings"
)

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

// ipAddress shows an address by itself. Its reverse name follows the machine
// it is allocated to, as long as nobody chose one.
func (s *Simulator) ipAddress(r *record) map[string]any {
	shown := only(r.fields, "id", "address", "vip", "label", "address_with_mask", "subnet")
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
	nic := s.store.get(nicKind, address.reference(nicKind))
	if nic == nil {
		return nil
	}
	return s.store.get("virtual_machine", nic.reference("virtual_machine"))
}

// addressesOf lists the addresses of an interface.
func (s *Simulator) addressesOf(nic *record) []*record {
	var list []*record
	for _, address := range s.store.byKind["ip_address"] {
		if address.reference(nicKind) == nic.id {
			list = append(list, address)
		}
	}
	return list
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
		return only(c.ipAddress(r), "id", "address", "reverse_dns", "vip", "allocation_id", "allocation_type")
	}))
}

func createIPAddress(c *call) (any, error) {
	args := c.args()
	if !args.given("version") {
		args.fail(missingArgument([]string{"version"}))
	}
	version := args.enum("version", "ipv4", "ipv6")
	fields := map[string]any{"vip": deref(args.boolean("vip")), "label": nil}
	sentences := labelled(args, fields)
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
	if sentences != nil {
		return nil, invalid(sentences...)
	}
	address := c.lease(organization.id, network, *version)
	if address == nil {
		return nil, fail(http.StatusServiceUnavailable, "no_available_addresses", nil)
	}
	merge(address.fields, fields)
	return map[string]any{"ip_address": c.ipAddress(address)}, nil
}

// labelled writes the label of a request into an address's fields. An empty
// one is stored as none, which a VIP must not have; any other address loses it.
func labelled(args arguments, fields map[string]any) []string {
	label := args.text("label")
	if args.given("label") {
		fields["label"] = deref(label)
	}
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
		allocation = map[string]any{"type": "VirtualMachine", "value": only(machine.fields, "id", "name")}
	}
	return map[string]any{"ip_address": c.ipAddress(address), "allocation": allocation}, nil
}

// updateIPAddress takes its properties at the top level, unlike other updates.
func updateIPAddress(c *call) (any, error) {
	address, err := c.lookup("ip_address")
	if err != nil {
		return nil, err
	}
	args := c.args()
	fields := copiedMap(address.fields)
	if vip := args.boolean("vip"); vip != nil {
		fields["vip"] = *vip
	}
	if args.given("reverse_dns") {
		fields["reverse_dns"] = deref(args.text("reverse_dns"))
	}
	sentences := labelled(args, fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case sentences != nil:
		return nil, invalid(sentences...)
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
	address.fields[nicKind] = nil
	return map[string]any{}, nil
}
