package katapult_test

import (
	"regexp"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	nic          = "virtual_machine_network_interface"
	createNIC    = "POST /virtual_machines/virtual_machine/network_interfaces"
	getNIC       = "GET /virtual_machine_network_interfaces/virtual_machine_network_interface"
	deleteNIC    = "DELETE /virtual_machine_network_interfaces/virtual_machine_network_interface"
	attachNIC    = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/attach"
	detachNIC    = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/detach"
	speedNIC     = "PATCH /virtual_machine_network_interfaces/virtual_machine_network_interface/update_speed_profile"
	allocateIP   = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip"
	newIP        = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_new_ip"
	createIP     = "POST /organizations/organization/ip_addresses"
	getIP        = "GET /ip_addresses/ip_address"
	unallocateIP = "POST /ip_addresses/ip_address/unallocate"
)

var (
	gigabit = object{"permalink": "1gbps"}
	public  = object{"permalink": "uk-lon-01-public"}
)

func (c *cloud) newVirtualNetwork(center string) string {
	c.t.Helper()
	return c.ok("POST /organizations/organization/virtual_networks", object{
		"organization": acme, "data_center": object{"permalink": center}, "properties": object{"name": "back"},
	}).text("virtual_network", "id")
}

func (c *cloud) newIP() string {
	c.t.Helper()
	return c.ok(createIP, object{"organization": acme, "network": public, "version": "ipv4"}).text("ip_address", "id")
}

func TestInterfaceLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 10 * time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	network := c.newVirtualNetwork("uk-lon-01")
	created := c.ok(createNIC, object{
		"virtual_machine": id(machine), "virtual_network": id(network), "speed_profile": gigabit,
	})
	card := created.text(nic, "id")
	lookup := object{nic: id(card)}
	state := func() string { return c.ok(getNIC, lookup).text(nic, "state") }
	equal(t, "name", created.text(nic, "name"), "back on web")
	equal(t, "machine", created.text(nic, "virtual_machine", "id"), machine)
	equal(t, "virtual network", created.text(nic, "virtual_network", "id"), network)
	equal(t, "network", created.get(nic, "network"), nil)
	equal(t, "speed", created.text(nic, "speed_profile", "permalink"), "1gbps")
	equal(t, "state", created.text(nic, "state"), "detached")
	if mac := created.text(nic, "mac_address"); !regexp.MustCompile(`^3a(:[0-9a-f]{2}){5}$`).MatchString(mac) {
		t.Errorf("MAC %q", mac)
	}
	c.refused(422, nic+"_already_detached", detachNIC, lookup)
	attached := c.ok(attachNIC, lookup)
	equal(t, "state in the response", attached.text(nic, "state"), "detached")
	queued := c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id")
	c.clock.Advance(5 * time.Second)
	equal(t, "state meanwhile", state(), "attaching")
	equal(t, "other work on the machine", c.status(queued), "pending")
	c.clock.Advance(5 * time.Second)
	equal(t, "state", state(), "attached")
	c.rest()
	equal(t, "state on a stopped machine", state(), "detached")
	failed := c.ok(attachNIC, lookup).text("task", "id")
	c.rest()
	equal(t, "attaching to a stopped machine", c.status(failed), "failed")
	c.ok(start, object{"virtual_machine": id(machine)})
	c.rest()
	equal(t, "state", state(), "attached")
	c.refused(422, nic+"_already_attached", attachNIC, lookup)
	c.refused(422, "validation_error", deleteNIC, lookup)
	c.refused(409, "deletion_restricted", "DELETE /virtual_networks/virtual_network", object{"virtual_network": id(network)})

	c.refused(422, "speed_profile_already_assigned", speedNIC, object{nic: id(card), "speed_profile": gigabit})
	c.ok(speedNIC, object{nic: id(card), "speed_profile": object{"permalink": "10gbps"}})
	equal(t, "speed meanwhile", c.ok(getNIC, lookup).text(nic, "speed_profile", "permalink"), "1gbps")
	c.rest()
	equal(t, "speed", c.ok(getNIC, lookup).text(nic, "speed_profile", "permalink"), "10gbps")

	list := c.ok("GET /virtual_machines/virtual_machine/network_interfaces", object{"virtual_machine": id(machine)})
	equal(t, "listed", list.text(nic+"s", 0, "id"), card)
	equal(t, "state in the list", list.get(nic+"s", 0, "state"), nil)
	c.ok(detachNIC, lookup)
	c.rest()
	equal(t, "state", state(), "detached")
	c.Restrict(card, "no")
	c.refused(409, "deletion_restricted", deleteNIC, lookup)
	c.Restrict(card)
	c.ok(deleteNIC, lookup)
	c.refused(404, nic+"_not_found", getNIC, lookup)
	c.ok("DELETE /virtual_networks/virtual_network", object{"virtual_network": id(network)})
}

func TestInterfaceIsRefused(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	near, far := c.newVirtualNetwork("uk-lon-01"), c.newVirtualNetwork("nl-ams-01")
	with := func(more object) object {
		arguments := object{"virtual_machine": id(machine), "speed_profile": gigabit}
		for key, value := range more {
			arguments[key] = value
		}
		return arguments
	}
	c.refused(422, "validation_error", createNIC, with(nil))
	c.refused(422, "validation_error", createNIC, with(object{"network": public, "virtual_network": id(near)}))
	c.refused(422, "validation_error", createNIC, with(object{"virtual_network": id(far)}))
	c.refused(404, "network_not_found", createNIC, with(object{"network": id("netw_none")}))
	c.refused(404, "virtual_network_not_found", createNIC, with(object{"virtual_network": id("vnet_none")}))
	c.refused(404, "virtual_machine_not_found", createNIC, with(object{"virtual_machine": id("vm_none"), "network": public}))
	c.refused(404, "network_speed_profile_not_found", createNIC, with(object{"network": public, "speed_profile": id("nsp_none")}))
	c.refused(400, "missing_required_argument", createNIC, object{"virtual_machine": id(machine), "network": public})
	r := c.refused(400, "invalid_argument", createNIC, with(object{"network": public, "speed_profile": object{}}))
	equal(t, "issue", r.text("error", "detail", "issue"), "missing_lookup_value")
	equal(t, "interfaces", len(c.Objects(nic)), 0)
	c.Trash(machine)
	c.refused(406, "object_in_trash", createNIC, with(object{"network": public}))
}

func TestInterfaceTakesAddresses(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", State: "stopped"})
	card := c.ok(createNIC, object{"virtual_machine": id(machine), "network": public, "speed_profile": gigabit}).text(nic, "id")
	inside := c.ok(createNIC, object{
		"virtual_machine": id(machine), "virtual_network": id(c.newVirtualNetwork("uk-lon-01")), "speed_profile": gigabit,
	}).text(nic, "id")
	address := c.newIP()
	on := func(card string) object { return object{nic: id(card), "ip_address": id(address)} }
	available := func(version string) int {
		return len(c.ok("GET /virtual_machine_network_interfaces/"+card+"/available_ips/"+version, nil).list("ip_addresses"))
	}
	equal(t, "available", available("ipv4"), 1)
	equal(t, "available", available("ipv6"), 0)
	c.refused(422, "invalid_ip", allocateIP, on(inside))
	given := c.ok(allocateIP, on(card))
	equal(t, "address", given.text(nic, "ip_addresses", 0, "id"), address)
	equal(t, "speed profile", given.get(nic, "speed_profile"), nil)
	equal(t, "available", available("ipv4"), 0)
	c.refused(422, "ip_already_allocated", allocateIP, on(card))
	c.refused(409, "deletion_restricted", deleteNIC, object{nic: id(card)})

	read := c.ok(getIP, object{"ip_address": id(address)})
	equal(t, "allocated", read.text("ip_address", "allocation_id"), machine)
	equal(t, "type", read.text("ip_address", "allocation_type"), "VirtualMachine")
	equal(t, "allocation", read.text("allocation", "value", "name"), "web")
	equal(t, "reverse name", read.text("ip_address", "reverse_dns"), "web.acme.katapult.cloud")
	equal(t, "address of the machine", c.ok(getMachine, object{"virtual_machine": id(machine)}).
		text("virtual_machine", "ip_addresses", 0, "id"), address)
	found := c.ok("GET /virtual_machines/virtual_machine/networks/network/interface",
		object{"virtual_machine": id(machine), "network": public})
	equal(t, "interface of the network", found.text(nic, "id"), card)
	c.refused(404, "interface_not_found", "GET /virtual_machines/virtual_machine/networks/network/interface",
		object{"virtual_machine": id(machine), "network": object{"permalink": "eu-ams-01"}})

	six := c.ok(newIP, object{nic: id(card), "address_version": "ipv6"})
	equal(t, "allocated", six.text("ip_address", "allocation_id"), machine)
	c.refused(503, "no_available_addresses", newIP, object{nic: id(inside), "address_version": "ipv4"})
	c.ok(unallocateIP, object{"ip_address": id(address)})
	c.refused(422, "no_allocation", unallocateIP, object{"ip_address": id(address)})
	c.ok("POST /virtual_machines/virtual_machine/allocate_ip", object{"virtual_machine": id(machine), "ip_address": id(address)})
	listed := c.ok("GET /organizations/organization/ip_addresses", object{"organization": acme, "allocated": "true"})
	equal(t, "allocated addresses", len(listed.list("ip_addresses")), 2)
}

func TestAddressLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	arguments := object{"organization": acme, "network": public, "version": "ipv4"}
	created := c.ok(createIP, arguments)
	address := created.text("ip_address", "id")
	equal(t, "label", created.get("ip_address", "label"), nil)
	equal(t, "allocation", c.ok(getIP, object{"ip_address": id(address)}).get("allocation"), nil)
	equal(t, "by address", c.ok(getIP, object{"ip_address": object{"address": created.text("ip_address", "address")}}).
		text("ip_address", "id"), address)
	const update = "PATCH /ip_addresses/ip_address"
	r := c.refused(422, "validation_error", update, object{"ip_address": id(address), "vip": true})
	equal(t, "sentence", r.text("error", "detail", "errors", 0), "Label can't be blank")
	got := c.ok(update, object{"ip_address": id(address), "vip": true, "label": "front", "reverse_dns": "front.example.com"})
	equal(t, "label", got.text("ip_address", "label"), "front")
	equal(t, "reverse name", got.text("ip_address", "reverse_dns"), "front.example.com")
	equal(t, "label of no VIP", c.ok(update, object{"ip_address": id(address), "vip": false}).get("ip_address", "label"), nil)

	equal(t, "deleted", c.ok("DELETE /ip_addresses/ip_address", object{"ip_address": id(address)}).raw, "{}")
	c.refused(404, "ip_address_not_found", getIP, object{"ip_address": id(address)})
	equal(t, "the ID belongs to the address", c.ok(createIP, arguments).text("ip_address", "id"), address)
	arguments["vip"], arguments["label"] = true, ""
	c.refused(422, "validation_error", createIP, arguments)
	arguments["network"] = id("netw_none")
	c.refused(404, "network_not_found", createIP, arguments)
	delete(arguments, "version")
	c.refused(400, "missing_required_argument", createIP, arguments)
}
