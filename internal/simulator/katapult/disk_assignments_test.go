package katapult_test

import (
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestDiskIsAssignedAndAttached(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 10 * time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	disk := c.newDisk("data")
	lookup := object{"disk": id(disk)}
	c.refused(422, "unassigned_disk", attach, lookup)
	c.refused(422, "unassigned_disk", detach, lookup)
	c.ok(unassign, lookup)

	assigned := c.ok(assign, object{"disk": id(disk), "virtual_machine": id(machine)})
	equal(t, "machine", assigned.text("disk", "virtual_machine_disk", "virtual_machine", "id"), machine)
	equal(t, "name", assigned.text("disk", "virtual_machine_disk", "virtual_machine", "fqdn"), "web.acme.katapult.cloud")
	equal(t, "state", assigned.text("disk", "virtual_machine_disk", "state"), "detached")
	equal(t, "boot", assigned.get("disk", "virtual_machine_disk", "boot"), any(false))
	equal(t, "on boot", assigned.get("disk", "virtual_machine_disk", "attach_on_boot"), any(true))

	attached := c.ok(attach, lookup)
	equal(t, "state in the response", attached.text("disk", "virtual_machine_disk", "state"), "detached")
	equal(t, "task", attached.text("task", "name"), "Attach disk to virtual machine")
	c.clock.Advance(5 * time.Second)
	equal(t, "state meanwhile", c.attachment(disk), any("attaching"))
	c.refused(422, "unable_to_unassign", unassign, lookup)
	c.clock.Advance(5 * time.Second)
	equal(t, "state", c.attachment(disk), any("attached"))
	c.refused(422, "unable_to_unassign", unassign, lookup)
	c.refused(422, "validation_error", "DELETE /disks/disk", lookup)

	detached := c.ok(detach, lookup)
	equal(t, "state in the response", detached.text("disk", "virtual_machine_disk", "state"), "attached")
	c.clock.Advance(5 * time.Second)
	equal(t, "state meanwhile", c.attachment(disk), any("detaching"))
	c.rest()
	equal(t, "state", c.attachment(disk), any("detached"))
	equal(t, "relation", c.ok(unassign, lookup).get("disk", "virtual_machine_disk"), nil)
	c.ok("DELETE /disks/disk", lookup)
}

func TestAssignmentIsRefused(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Organizations: []string{"acme", "globex"}})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	other := c.AddVirtualMachine(katapult.VM{Name: "app"})
	remote := c.AddVirtualMachine(katapult.VM{Name: "far", DataCenter: "nl-ams-01"})
	foreign := c.AddVirtualMachine(katapult.VM{Name: "theirs", Organization: "globex"})
	disk := c.newDisk("data")
	to := func(machine string) object { return object{"disk": id(disk), "virtual_machine": id(machine)} }
	c.refused(422, "unable_to_assign", assign, to(remote))
	c.refused(422, "unable_to_assign", assign, to(foreign))
	c.refused(404, "virtual_machine_not_found", assign, to("vm_none"))
	c.refused(404, "disk_not_found", assign, object{"disk": id("disk_none"), "virtual_machine": id(machine)})
	c.ok(assign, to(machine))
	r := c.refused(422, "unable_to_assign", assign, to(other))
	equal(t, "reason", r.text("error", "detail", "errors", 0), "Disk is already assigned to a virtual machine")
	c.ok(unassign, object{"disk": id(disk)})
	trash := c.Trash(other)
	r = c.refused(406, "object_in_trash", assign, to(other))
	equal(t, "trash object", r.text("error", "detail", "trash_object", "id"), trash)
	trash = c.Trash(disk)
	r = c.refused(406, "object_in_trash", assign, to(machine))
	equal(t, "trash object", r.text("error", "detail", "trash_object", "id"), trash)
}

func TestDisksOfAMachineBeginWithItsBootDisk(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", DiskSize: 40})
	disk := c.assignedDisk(machine)
	list := c.ok("GET /virtual_machines/virtual_machine/disks", object{"virtual_machine": id(machine)})
	equal(t, "disks", len(list.list("disks")), 2)
	equal(t, "boot", list.get("disks", 0, "boot"), any(true))
	equal(t, "state", list.text("disks", 0, "state"), "attached")
	equal(t, "size", list.get("disks", 0, "disk", "size_in_gb"), any(40.0))
	equal(t, "second", list.text("disks", 1, "disk", "id"), disk)
	equal(t, "state", list.text("disks", 1, "state"), "detached")
	boot := object{"disk": id(list.text("disks", 0, "disk", "id"))}
	c.refused(422, "unable_to_unassign", unassign, boot)
	task := c.ok(detach, boot).text("task", "id")
	c.rest()
	equal(t, "detaching the boot disk of a running machine", c.status(task), "failed")
	c.Change(machine, map[string]any{"state": "stopped"})
	equal(t, "state", c.attachment(list.text("disks", 0, "disk", "id")), any("detached"))
	c.refused(422, "unable_to_unassign", unassign, boot)
}

func TestPowerMovesDisksAndInterfaces(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{TaskTime: 10 * time.Second})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Interface: true})
	lookup := object{"virtual_machine": id(machine)}
	state := func() string { return c.ok(getMachine, lookup).text("virtual_machine", "state") }
	nic := c.Objects("virtual_machine_network_interface")[0]["id"].(string)
	network := func() any { o, _ := c.Object(nic); return o["state"] }
	follows, stays := c.assignedDisk(machine), c.assignedDisk(machine)
	c.ok("PATCH /disks/disk",
		object{"disk": id(stays), "properties": object{"virtual_machine_disk": object{"attach_on_boot": false}}})
	for _, disk := range []string{follows, stays} {
		c.ok(attach, object{"disk": id(disk)})
	}
	c.rest()
	equal(t, "interface", network(), any("attached"))
	equal(t, "disk", c.attachment(stays), any("attached"))

	for action, passing := range map[string]string{"stop": "stopping", "shutdown": "shutting_down"} {
		response := c.ok("POST /virtual_machines/virtual_machine/"+action, lookup)
		equal(t, "fields of the first response", len(response.get("task").(object)), 3)
		c.clock.Advance(5 * time.Second)
		equal(t, "state meanwhile", state(), passing)
		c.rest()
		equal(t, "state", state(), "stopped")
		equal(t, "disk", c.attachment(follows), any("detached"))
		equal(t, "disk", c.attachment(stays), any("detached"))
		equal(t, "interface", network(), any("detached"))
		task := c.ok(attach, object{"disk": id(stays)}).text("task", "id")
		c.rest()
		equal(t, "attaching to a stopped machine", c.status(task), "failed")

		c.ok(start, lookup)
		c.clock.Advance(5 * time.Second)
		equal(t, "state meanwhile", state(), "starting")
		c.rest()
		equal(t, "state", state(), "started")
		equal(t, "disk that attaches on boot", c.attachment(follows), any("attached"))
		equal(t, "disk that does not", c.attachment(stays), any("detached"))
		equal(t, "interface", network(), any("attached"))
	}
	c.ok(detach, object{"disk": id(follows)})
	c.rest()
	c.ok("POST /virtual_machines/virtual_machine/reset", lookup)
	c.clock.Advance(5 * time.Second)
	equal(t, "state meanwhile", state(), "resetting")
	c.rest()
	equal(t, "state", state(), "started")
	equal(t, "disk after a reset", c.attachment(follows), any("detached"))
	c.Change(machine, map[string]any{"state": "stopped"})
	task := c.ok("POST /virtual_machines/virtual_machine/reset", lookup).text("task", "id")
	c.rest()
	equal(t, "reset of a stopped machine", c.status(task), "failed")
}

func TestWorkFailsWhenItsMachineGoesAway(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	attached, queued := c.assignedDisk(machine), c.assignedDisk(machine)
	c.ok(attach, object{"disk": id(attached)})
	c.rest()
	tasks := []string{
		c.ok(attach, object{"disk": id(queued)}).text("task", "id"),
		c.ok(stop, object{"virtual_machine": id(machine)}).text("task", "id"),
	}
	c.Trash(machine)
	c.rest()
	for _, task := range tasks {
		equal(t, "task", c.status(task), "failed")
	}
	equal(t, "state", c.attachment(queued), any("detached"))

	machine = c.AddVirtualMachine(katapult.VM{Name: "app"})
	disk := c.assignedDisk(machine)
	c.ok(attach, object{"disk": id(disk)})
	c.rest()
	task := c.ok(detach, object{"disk": id(disk)}).text("task", "id")
	c.Change(disk, map[string]any{"virtual_machine_disk": nil})
	c.rest()
	equal(t, "detaching a disk that was taken away", c.status(task), "failed")

	c.ok(assign, object{"disk": id(disk), "virtual_machine": id(machine)})
	c.ok(attach, object{"disk": id(disk)})
	c.rest()
	c.Remove(machine)
	equal(t, "relation", c.ok(getDisk, object{"disk": id(disk)}).get("disk", "virtual_machine_disk"), nil)
	c.ok("PUT /disks/disk/resize", object{"disk": id(disk), "size_in_gb": 20})
	c.ok("DELETE /disks/disk", object{"disk": id(disk)})
}
