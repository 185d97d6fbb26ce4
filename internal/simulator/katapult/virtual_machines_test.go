package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const updateMachine = "PATCH /virtual_machines/virtual_machine"

func TestMachineIsFoundByIDAndName(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.newGroup()
	machine := c.AddVirtualMachine(katapult.VM{
		Name: "Web Server", Description: "serves", Group: group, TagNames: []string{"a", "b"}, Package: "rock-1",
		DataCenter: "nl-ams-01", Interface: true,
	})
	got := c.ok(getMachine, object{"virtual_machine": object{"fqdn": "web-server.acme.katapult.cloud"}})
	equal(t, "ID", got.text("virtual_machine", "id"), machine)
	equal(t, "the same by ID", c.ok(getMachine, object{"virtual_machine": id(machine)}).raw, got.raw)
	equal(t, "name", got.text("virtual_machine", "name"), "Web Server")
	equal(t, "hostname", got.text("virtual_machine", "hostname"), "web-server")
	equal(t, "state", got.text("virtual_machine", "state"), "started")
	equal(t, "group", got.text("virtual_machine", "group", "id"), group)
	equal(t, "package", got.text("virtual_machine", "package", "permalink"), "rock-1")
	equal(t, "zone", got.text("virtual_machine", "zone", "data_center", "permalink"), "nl-ams-01")
	equal(t, "tag", got.text("virtual_machine", "tags", 1, "name"), "b")
	equal(t, "address", got.text("virtual_machine", "ip_addresses", 0, "allocation_id"), machine)
	equal(t, "organization", got.text("virtual_machine", "organization", "id"), c.OrganizationID("acme"))
	c.refused(404, "virtual_machine_not_found", getMachine, object{"virtual_machine": object{"fqdn": "none"}})
}

func TestMachineListTellsLittleAndIsOrderedByName(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	for _, name := range []string{"b", "c", "a"} {
		c.AddVirtualMachine(katapult.VM{Name: name, Interface: true})
	}
	list := c.ok("GET /organizations/organization/virtual_machines", object{"organization": acme})
	for i, name := range []string{"a", "b", "c"} {
		equal(t, "name", list.text("virtual_machines", i, "name"), name)
	}
	equal(t, "state", list.get("virtual_machines", 0, "state"), nil)
	equal(t, "package", len(list.get("virtual_machines", 0, "package").(object)), 1)
	equal(t, "address", len(list.get("virtual_machines", 0, "ip_addresses", 0).(object)), 1)
}

func TestMachineIsUpdated(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Description: "serves"})
	c.AddVirtualMachine(katapult.VM{Name: "taken"})
	group := c.newGroup()
	update := func(properties object) *response {
		return c.call(updateMachine, object{"virtual_machine": id(machine), "properties": properties})
	}
	got := update(object{"name": "Other", "hostname": "OTHER", "group": id(group), "tag_names": []string{"new"}})
	equal(t, "name", got.text("virtual_machine", "name"), "Other")
	equal(t, "hostname", got.text("virtual_machine", "hostname"), "other")
	equal(t, "fqdn", got.text("virtual_machine", "fqdn"), "other.acme.katapult.cloud")
	equal(t, "group", got.text("virtual_machine", "group", "id"), group)
	equal(t, "tag", got.text("virtual_machine", "tag_names", 0), "new")
	equal(t, "description stays", got.text("virtual_machine", "description"), "serves")
	got = update(object{"description": "", "group": nil})
	equal(t, "description", got.get("virtual_machine", "description"), nil)
	equal(t, "group", got.get("virtual_machine", "group"), nil)
	got = update(object{"tag_names": []string{"newer", "new"}})
	equal(t, "first tag", got.text("virtual_machine", "tag_names", 0), "new")
	equal(t, "second tag", got.text("virtual_machine", "tags", 1, "name"), "newer")
	equal(t, "status of a taken name", update(object{"hostname": "taken"}).status, 422)
	equal(t, "status of an empty name", update(object{"name": ""}).status, 422)
}

func TestDeletedGroupLosesItsMachines(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.newGroup()
	machine := c.AddVirtualMachine(katapult.VM{Name: "web", Group: group})
	c.ok(deleteGroup, object{"virtual_machine_group": id(group)})
	got := c.ok(getMachine, object{"virtual_machine": id(machine)})
	equal(t, "group", got.get("virtual_machine", "group"), nil)
	equal(t, "state", got.text("virtual_machine", "state"), "started")
}

func TestConsoleChangesMachinesAndDisks(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	disk := c.assignedDisk(machine)
	c.Change(disk, map[string]any{"size_in_gb": 99, "virtual_machine_disk": map[string]any{"attach_on_boot": false}})
	got := c.ok(getDisk, object{"disk": id(disk)})
	equal(t, "size", got.get("disk", "size_in_gb"), any(99.0))
	equal(t, "on boot", got.get("disk", "virtual_machine_disk", "attach_on_boot"), any(false))
	equal(t, "machine stays", got.text("disk", "virtual_machine_disk", "virtual_machine", "id"), machine)

	boot := c.ok("GET /virtual_machines/virtual_machine/disks", object{"virtual_machine": id(machine)}).text("disks", 0, "disk", "id")
	c.Change(machine, map[string]any{"state": "stopped"})
	equal(t, "disk of a stopped machine", c.attachment(boot), any("detached"))
	c.Change(machine, map[string]any{"state": "started"})
	equal(t, "disk of a started machine", c.attachment(boot), any("attached"))
	equal(t, "disk that does not attach on boot", c.attachment(disk), any("detached"))
	c.Change(disk, map[string]any{"virtual_machine_disk": nil})
	equal(t, "relation", c.ok(getDisk, object{"disk": id(disk)}).get("disk", "virtual_machine_disk"), nil)
}
