package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestReverseNameIsSetAnewWhenAnAddressMoves(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Interface: true, Addresses: []string{}})
	address := c.newIP()
	name := func() string { return c.ok(getIP, object{"ip_address": id(address)}).text("ip_address", "reverse_dns") }
	choose := func(name string) {
		c.ok("PATCH /ip_addresses/ip_address", object{"ip_address": id(address), "reverse_dns": name})
	}
	pool := name()
	choose("www.example.com")
	equal(t, "chosen name", name(), "www.example.com")
	choose("")
	equal(t, "name without a choice", name(), pool)
	choose("www.example.com")
	c.ok("POST /virtual_machines/virtual_machine/allocate_ip", object{"virtual_machine": id(machine), "ip_address": id(address)})
	equal(t, "name after the allocation", name(), "web.acme.katapult.cloud")
	choose("www.example.com")
	c.ok(unallocateIP, object{"ip_address": id(address)})
	equal(t, "name after the release", name(), pool)
}
