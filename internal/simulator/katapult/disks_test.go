package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestDiskLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.ok(createDisk, object{
		"organization": acme, "annotations": []object{{"key": "a", "value": "b"}},
		"properties": object{"name": "data", "size_in_gb": 20, "data_center": object{"permalink": "nl-ams-01"}},
	})
	equal(t, "status", created.status, 201)
	disk := created.text("disk", "id")
	lookup := object{"disk": id(disk)}
	equal(t, "state at once", created.text("disk", "state"), "not_built")
	equal(t, "bus", created.text("disk", "bus_type"), "scsi")
	equal(t, "storage", created.text("disk", "storage_speed"), "nvme")
	equal(t, "profile", created.text("disk", "io_profile", "permalink"), "unrestricted")
	equal(t, "place", created.text("disk", "data_center", "permalink"), "nl-ams-01")
	equal(t, "wwn", len(created.text("disk", "wwn")), 16)
	c.rest()
	built := c.ok(getDisk, lookup)
	equal(t, "state", built.text("disk", "state"), "built")
	equal(t, "annotation", built.text("annotations", 0, "value"), "b")

	renamed := c.ok("PATCH /disks/disk", object{"disk": id(disk), "properties": object{"name": "more", "bus_type": "virtio"}})
	equal(t, "name", renamed.text("disk", "name"), "more")
	equal(t, "bus", renamed.text("disk", "bus_type"), "virtio")
	c.refused(422, "unassigned_disk", "PATCH /disks/disk",
		object{"disk": id(disk), "properties": object{"virtual_machine_disk": object{"attach_on_boot": false}}})
	c.refused(422, "validation_error", "PATCH /disks/disk", object{"disk": id(disk), "properties": object{"name": ""}})

	deleted := c.ok("DELETE /disks/disk", lookup)
	equal(t, "trashed", deleted.text("trash_object", "object_id"), disk)
	equal(t, "type", deleted.text("trash_object", "object_type"), "Disk")
	trashed := c.refused(406, "object_in_trash", getDisk, lookup)
	equal(t, "trash object", trashed.text("error", "detail", "trash_object", "id"), deleted.text("trash_object", "id"))
	c.refused(406, "object_in_trash", "DELETE /disks/disk", lookup)
	c.refused(404, "disk_not_found", getDisk, object{"disk": id("disk_none")})
}

func TestDiskNeedsItsProperties(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	london := object{"permalink": "uk-lon-01"}
	for _, properties := range []object{
		{"size_in_gb": 10, "data_center": london},
		{"name": "data", "data_center": london},
		{"name": "data", "size_in_gb": 10},
	} {
		c.refused(422, "validation_error", createDisk, object{"organization": acme, "properties": properties})
	}
	r := c.refused(400, "invalid_argument", createDisk, object{
		"organization": acme,
		"properties":   object{"name": "data", "size_in_gb": 10, "data_center": london, "bus_type": "ide"},
	})
	equal(t, "issue", r.text("error", "detail", "issue"), "invalid_enum_value")
}

func TestDiskListIsOrderedByNameAndTellsTheMachine(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	b := c.newDisk("b")
	a := c.newDisk("a")
	c.ok(assign, object{"disk": id(b), "virtual_machine": id(machine)})
	list := c.ok("GET /organizations/organization/disks", object{"organization": acme})
	equal(t, "disks", len(list.list("disk")), 3)
	equal(t, "second", list.text("disk", 1, "id"), a)
	equal(t, "relation", list.get("disk", 1, "virtual_machine_disk"), nil)
	equal(t, "machine", list.text("disk", 2, "virtual_machine_disk", "virtual_machine", "id"), machine)
	equal(t, "state", list.get("disk", 2, "virtual_machine_disk", "state"), nil)
}

func TestDiskChangesSize(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	disk := c.assignedDisk(machine)
	const resize = "PUT /disks/disk/resize"
	size := func() any { return c.ok(getDisk, object{"disk": id(disk)}).get("disk", "size_in_gb") }
	to := func(gb int, method string) object {
		return object{"disk": id(disk), "size_in_gb": gb, "resize_method": method}
	}
	grown := c.ok(resize, to(20, "offline"))
	equal(t, "task", grown.text("task", "name"), "Grow disk")
	equal(t, "size in the response", grown.get("disk", "size_in_gb"), any(10.0))
	equal(t, "size before the task is done", size(), any(10.0))
	c.rest()
	equal(t, "size", size(), any(20.0))
	equal(t, "task", c.ok(resize, to(15, "offline")).text("task", "name"), "Shrink disk")
	c.rest()
	equal(t, "size", size(), any(15.0))
	c.refused(422, "validation_error", resize, to(0, "offline"))
	c.ok(attach, object{"disk": id(disk)})
	c.rest()
	c.refused(422, "validation_error", resize, to(30, "offline"))
	c.refused(422, "validation_error", resize, to(10, "online"))
	c.refused(422, "validation_error", resize, to(15, "online"))
	equal(t, "task", c.ok(resize, to(30, "online")).text("task", "name"), "Grow disk online")
	c.rest()
	equal(t, "size", size(), any(30.0))
	c.refused(400, "missing_required_argument", resize, object{"disk": id(disk)})

	blank := c.ok(createDisk, object{"organization": acme, "properties": object{
		"name": "blank", "size_in_gb": 40, "data_center": object{"permalink": "uk-lon-01"},
	}}).text("disk", "id")
	c.rest()
	task := c.ok(resize, object{"disk": id(blank), "size_in_gb": 20}).text("task", "id")
	c.rest()
	equal(t, "task of a blank disk", c.status(task), "completed")
	equal(t, "size of a blank disk", c.ok(getDisk, object{"disk": id(blank)}).get("disk", "size_in_gb"), any(40.0))
}

func TestDiskChangesIOProfile(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	disk := c.newDisk("data")
	changed := c.ok("PUT /disks/disk/io_profile", object{"disk": id(disk), "io_profile": object{"permalink": "100k"}})
	equal(t, "profile in the response", changed.text("disk", "io_profile", "permalink"), "unrestricted")
	equal(t, "task", changed.text("task", "name"), "Change disk IO profile")
	c.rest()
	equal(t, "profile", c.ok(getDisk, object{"disk": id(disk)}).text("disk", "io_profile", "permalink"), "100k")
	c.refused(404, "disk_io_profile_not_found", "PUT /disks/disk/io_profile",
		object{"disk": id(disk), "io_profile": object{"permalink": "none"}})
}

func TestDiskIsBuiltForAMachine(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	machine := c.AddVirtualMachine(katapult.VM{Name: "web"})
	created := c.ok(createDisk, object{"organization": acme, "properties": object{
		"name": "data", "size_in_gb": 10,
		"virtual_machine_disk": object{"virtual_machine": id(machine), "attach": true, "attach_on_boot": false},
	}})
	equal(t, "machine", created.text("disk", "virtual_machine_disk", "virtual_machine", "id"), machine)
	equal(t, "on boot", created.get("disk", "virtual_machine_disk", "attach_on_boot"), any(false))
	equal(t, "place", created.text("disk", "data_center", "permalink"), "uk-lon-01")
	c.rest()
	equal(t, "state", c.attachment(created.text("disk", "id")), any("attached"))
}
