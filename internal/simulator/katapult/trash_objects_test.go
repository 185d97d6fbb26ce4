package katapult_test

import (
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	getTrash   = "GET /trash_objects/trash_object"
	purgeTrash = "DELETE /trash_objects/trash_object"
)

func TestMachineGoesThroughTheTrash(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Interface: true})
	disk := c.assignedDisk(machine)
	lookup := object{"virtual_machine": id(machine)}
	boot := c.ok("GET /virtual_machines/virtual_machine/disks", lookup).text("disks", 0, "disk", "id")
	c.clock.Advance(time.Second)
	deleted := c.ok("DELETE /virtual_machines/virtual_machine", lookup)
	trash := deleted.text("trash_object", "id")
	equal(t, "state", deleted.text("virtual_machine", "state"), "stopped")
	equal(t, "kept", deleted.get("trash_object", "keep_until"), any(float64(c.clock.Now().Add(48*time.Hour).Unix())))
	equal(t, "type", deleted.text("trash_object", "object_type"), "VirtualMachine")
	for _, operation := range []string{getMachine, "GET /virtual_machines/virtual_machine/disks", start, "DELETE /virtual_machines/virtual_machine"} {
		c.refused(406, "object_in_trash", operation, lookup)
	}
	equal(t, "trash object of the boot disk", c.refused(406, "object_in_trash", getDisk, object{"disk": id(boot)}).
		get("error", "detail", "trash_object"), nil)
	list := c.ok("GET /organizations/organization/virtual_machines", object{"organization": acme})
	equal(t, "machines", len(list.list("virtual_machines")), 0)
	equal(t, "trash", c.ok("GET /organizations/organization/trash_objects", object{"organization": acme}).
		text("trash_objects", 0, "id"), trash)

	equal(t, "by object", c.ok(getTrash, object{"trash_object": object{"object_id": machine}}).
		text("trash_object", "id"), trash)
	c.ok("POST /trash_objects/trash_object/restore", object{"trash_object": id(trash)})
	equal(t, "restored", c.ok(getMachine, lookup).text("virtual_machine", "state"), "stopped")
	c.ok(getDisk, object{"disk": id(boot)})
	c.refused(404, "trash_object_not_found", getTrash, object{"trash_object": id(trash)})

	trash = c.ok("DELETE /virtual_machines/virtual_machine", lookup).text("trash_object", "id")
	purged := c.ok(purgeTrash, object{"trash_object": object{"object_id": machine}})
	equal(t, "task", purged.text("task", "name"), "Purge items from trash")
	c.ok(getTrash, object{"trash_object": id(trash)})
	c.rest()
	equal(t, "status", c.status(purged.text("task", "id")), "completed")
	c.refused(404, "trash_object_not_found", getTrash, object{"trash_object": id(trash)})
	c.refused(404, "virtual_machine_not_found", getMachine, lookup)
	c.refused(404, "disk_not_found", getDisk, object{"disk": id(boot)})
	equal(t, "other disk", c.ok(getDisk, object{"disk": id(disk)}).get("disk", "virtual_machine_disk"), nil)
	equal(t, "interfaces", len(c.Objects("virtual_machine_network_interface")), 0)
	equal(t, "allocation", c.Objects("ip_address")[0]["allocation_id"], nil)
}

func TestTrashIsEmptied(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	first, second, third := c.newDisk("a"), c.newDisk("b"), c.newDisk("c")
	c.Trash(first)
	c.Trash(second)
	c.ok("POST /organizations/organization/trash_objects/purge_all", object{"organization": acme})
	c.rest()
	equal(t, "trash", len(c.Objects("trash_object")), 0)
	c.refused(404, "disk_not_found", getDisk, object{"disk": id(first)})
	c.Trash(third)
	c.clock.Advance(48*time.Hour - time.Second)
	c.refused(406, "object_in_trash", getDisk, object{"disk": id(third)})
	c.clock.Advance(time.Second)
	c.refused(404, "disk_not_found", getDisk, object{"disk": id(third)})
}

func TestTrashedDiskLeavesItsMachine(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	disk := c.assignedDisk(machine)
	trash := c.Trash(disk)
	c.refused(406, "object_in_trash", detach, object{"disk": id(disk)})
	list := c.ok("GET /virtual_machines/virtual_machine/disks", object{"virtual_machine": id(machine)})
	equal(t, "disks of the machine", len(list.list("disks")), 1)
	equal(t, "disks in all", len(c.ok("GET /organizations/organization/disks", object{"organization": acme}).list("disk")), 1)
	c.ok("POST /trash_objects/trash_object/restore", object{"trash_object": id(trash)})
	equal(t, "relation", c.ok(getDisk, object{"disk": id(disk)}).get("disk", "virtual_machine_disk"), nil)
}

func TestDeletionStepsFollowTheOrganization(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	steps := func() object {
		t.Helper()
		return c.ok("GET /organizations/organization/deletion_steps", object{"organization": acme}).get("steps").(object)
	}
	expect := func(unsatisfied ...string) {
		t.Helper()
		got := steps()
		equal(t, "steps", len(got), 15)
		for name, step := range got {
			want := true
			for _, other := range unsatisfied {
				want = want && other != name
			}
			equal(t, name, step.(object)["satisfied"], any(want))
			if step.(object)["description"] == "" {
				t.Errorf("%s is not described", name)
			}
		}
	}
	expect()
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Interface: true})
	c.ok("POST /organizations/organization/virtual_networks", object{
		"organization": acme, "data_center": object{"permalink": "uk-lon-01"}, "properties": object{"name": "back"},
	})
	expect("virtual_machines", "disks", "ip_addresses", "virtual_networks")
	c.Trash(machine)
	expect("empty_trash", "ip_addresses", "virtual_networks")
	c.SetDeletionStep("acme", "ensure_zero_balance", false)
	c.Remove(machine)
	expect("ensure_zero_balance", "ip_addresses", "virtual_networks")
}
