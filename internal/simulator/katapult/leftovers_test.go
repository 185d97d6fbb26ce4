package katapult_test

import (
	"slices"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

// left are the IDs of the leftovers.
func (c *cloud) left() []string {
	ids := []string{}
	for _, leftover := range c.Leftovers() {
		ids = append(ids, leftover.ID)
	}
	return ids
}

func TestLeftoversAreWhatWasCreatedAndNotDeleted(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Interface: true})
	c.AddDisk("seeded")
	c.AddVirtualNetwork("seeded", "uk-lon-01")
	if left := c.left(); len(left) > 0 {
		t.Fatalf("nothing was created by a request: %v", left)
	}

	group := c.newGroup()
	disk := c.newDisk("data")
	london := object{"permalink": "uk-lon-01"}
	network := c.ok("POST /organizations/organization/virtual_networks", object{
		"organization": acme, "data_center": london, "properties": object{"name": "backend"},
	}).text("virtual_network", "id")
	address := c.ok("POST /organizations/organization/ip_addresses", object{
		"organization": acme, "network": object{"permalink": "uk-lon-01-public"}, "version": "ipv4",
	}).text("ip_address", "id")
	card := c.ok("POST /virtual_machines/virtual_machine/network_interfaces", object{
		"virtual_machine": id(machine), "virtual_network": id(network), "speed_profile": object{"permalink": "1gbps"},
	}).text("virtual_machine_network_interface", "id")
	if got, want := c.left(), []string{group, disk, network, address, card}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	first := c.Leftovers()[0]
	equal(t, "kind", first.Kind, "virtual_machine_group")
	equal(t, "client", first.Client, "Go-http-client/1.1")

	c.ok("DELETE /virtual_machine_groups/virtual_machine_group", object{"virtual_machine_group": id(group)})
	c.ok("DELETE /disks/disk", object{"disk": id(disk)})
	c.Remove(card)
	if got, want := c.left(), []string{network, address}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	c.ok("POST /trash_objects/trash_object/restore", object{"trash_object": object{"object_id": disk}})
	if got, want := c.left(), []string{disk, network, address}; !slices.Equal(got, want) {
		t.Errorf("after the restore: got %v, want %v", got, want)
	}
}

func TestNoLeftoverIsWhatARequestOnlyRefersTo(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{})
	disk := c.AddDisk("seeded")
	c.ok("POST /disks/disk/assign", object{"disk": id(disk), "virtual_machine": id(machine)})
	c.ok("POST /disks/disk/attach", object{"disk": id(disk)})
	c.ok("POST /virtual_machines/virtual_machine/reset", object{"virtual_machine": id(machine)})
	c.refused(422, "validation_error", createGroup, object{"organization": acme, "properties": object{"name": ""}})
	c.Inject(simulator.Fault{Operation: createGroup, DropBefore: true})
	if _, err := c.try(createGroup, object{"organization": acme, "properties": object{"name": "web"}}); err == nil {
		t.Fatal("the connection was not cut")
	}
	if left := c.left(); len(left) > 0 {
		t.Errorf("got %v", left)
	}
}

func TestALostResponseLeavesALeftover(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.Inject(simulator.Fault{Operation: createGroup, DropAfter: true})
	if _, err := c.try(createGroup, object{"organization": acme, "properties": object{"name": "web"}}); err == nil {
		t.Fatal("the connection was not cut")
	}
	equal(t, "leftovers", len(c.left()), 1)
}

func TestPurgedObjectsAreNoLeftovers(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	disk := c.newDisk("data")
	c.ok("DELETE /disks/disk", object{"disk": id(disk)})
	c.clock.Advance(49 * time.Hour)
	equal(t, "leftovers", len(c.left()), 0)
}
