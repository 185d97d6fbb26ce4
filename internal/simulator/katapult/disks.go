package katapult

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

var diskKind = kind{
	// The key of the list is in the singular.
	name: "disk", prefix: "disk", plural: "disk", byName: true, trash: "Disk",
	routes: slices.Concat(diskRoutes, diskAssignmentRoutes, diskSizeRoutes),
	show:   (*Simulator).disk,
	row:    (*Simulator).diskRow,
	tasks: map[string]taskTime{
		"Attach disk to virtual machine":   {6 * time.Second, time.Second},
		"Build disk":                       {time.Second, time.Second},
		"Change disk IO profile":           {time.Second, time.Second},
		"Detach disk from virtual machine": {time.Second, time.Second},
		"Grow disk":                        {time.Second, 3 * time.Second},
		"Grow disk online":                 {2500 * time.Millisecond, time.Second},
		"Shrink disk":                      {2 * time.Second, 5 * time.Second},
	},
	errors: map[string]string{
		"unable_to_assign":   "The disk can not be assigned to the virtual machine.",
		"unable_to_unassign": "The disk can not be unassigned from the virtual machine.",
		"unassigned_disk":    "Disk is not assigned to a virtual machine.",
	},
	deletionStep: deletionStep{"disks", "All disks must be deleted"},
}

var diskRoutes = []route{
	{operation: "GET /organizations/organization/disks", handle: listAnnotated, scopes: "disks disks:read"},
	{operation: "POST /organizations/organization/disks", handle: createDisk, scopes: "disks", status: 201},
	{operation: "GET /disks/disk", handle: getDisk, scopes: "disks disks:read"},
	{operation: "PATCH /disks/disk", handle: updateDisk, scopes: "disks"},
	{operation: "DELETE /disks/disk", handle: deleteDisk, scopes: "disks"},
}

// assignment is a disk's relation to a machine, nil when it has none.
func assignment(disk *record) map[string]any {
	relation, _ := disk.fields["virtual_machine_disk"].(map[string]any)
	return relation
}

// machineOf is the machine that a disk is assigned to, or nil.
func (s *Simulator) machineOf(disk *record) *record {
	machine, _ := assignment(disk)["virtual_machine"].(map[string]any)
	id, _ := machine["id"].(string)
	return s.store.get("virtual_machine", id)
}

func (s *Simulator) disk(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "size_in_gb", "wwn", "state", "created_at", "storage_speed",
		"bus_type", "installation")
	shown["io_profile"] = nil
	if profile := s.store.get("disk_io_profile", r.reference("io_profile")); profile != nil {
		shown["io_profile"] = profile.fields
	}
	shown["data_center"] = s.dataCenterOf(r, false)
	shown["virtual_machine_disk"] = nil
	if machine := s.machineOf(r); machine != nil {
		relation := pick(assignment(r), "attach_on_boot", "boot", "state")
		relation["virtual_machine"] = pick(machine.fields, "id", "fqdn")
		shown["virtual_machine_disk"] = relation
	}
	return shown
}

// diskRow names the machine of a disk, and tells nothing more of their relation.
func (s *Simulator) diskRow(r *record) map[string]any {
	row := pick(r.fields, "id", "name", "size_in_gb", "wwn", "state")
	row["virtual_machine_disk"] = nil
	if machine := s.machineOf(r); machine != nil {
		row["virtual_machine_disk"] = map[string]any{"virtual_machine": pick(machine.fields, "id", "fqdn")}
	}
	return row
}

func getDisk(c *call) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	return map[string]any{"disk": c.disk(disk), "annotations": annotations(disk)}, nil
}

func createDisk(c *call) (any, error) {
	properties := c.args().properties()
	fields := map[string]any{
		"name": deref(properties.text("name")), "size_in_gb": deref(properties.integer("size_in_gb")),
		"state": "not_built", "created_at": c.now.Unix(), "storage_speed": "nvme", "bus_type": "scsi",
		"installation": nil, "virtual_machine_disk": nil, "annotations": c.annotationsOr([]any{}),
		"io_profile": map[string]any{"id": unrestrictedIO},
	}
	properties.copyEnum(fields, "storage_speed", "nvme", "ssd")
	properties.copyEnum(fields, "bus_type", "scsi", "virtio")
	// The API never shows it, but shrinking depends on it.
	properties.copyEnum(fields, "initial_file_system", "ext4", "xfs")
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	attach, err := c.diskRelations(properties, fields)
	if err != nil {
		return nil, err
	}
	sentences := blank(fields["name"], "Name")
	if size, _ := fields["size_in_gb"].(int); size < 1 {
		sentences = append(sentences, "Size in GB must be greater than 0")
	}
	if fields["data_center"] == nil {
		sentences = append(sentences, "Data center can't be blank")
	}
	if sentences != nil {
		return nil, invalid(sentences...)
	}
	disk := c.add("disk", organization.id, fields)
	disk.fields["wwn"] = wwn(disk.id)
	return map[string]any{
		"disk": c.disk(disk), "task": c.build(disk, attach).fields, "annotations": annotations(disk),
	}, nil
}

// wwn is the world wide name of a disk.
func wwn(id string) string { return fmt.Sprintf("0%x", sha256.Sum256([]byte(id)))[:16] }

// diskRelations copies the objects that a new disk refers to. It also returns
// whether the disk is attached once it is built.
func (c *call) diskRelations(properties arguments, fields map[string]any) (attach bool, err error) {
	if _, given := properties.set("io_profile"); given {
		profile, err := c.lookupIn(properties, "io_profile", "disk_io_profile")
		if err != nil {
			return false, err
		}
		fields["io_profile"] = map[string]any{"id": profile.id}
	}
	if _, given := properties.set("data_center"); given {
		center, err := c.lookupIn(properties, "data_center", "data_center")
		if err != nil {
			return false, err
		}
		fields["data_center"] = map[string]any{"id": center.id}
	}
	relation, given := properties.set("virtual_machine_disk")
	if !given {
		return false, c.err
	}
	machine, err := c.lookupActiveIn(relation, "virtual_machine", "virtual_machine")
	if err != nil {
		return false, err
	}
	if fields["data_center"] == nil {
		fields["data_center"] = map[string]any{"id": c.centerOfMachine(machine)}
	}
	onBoot := relation.boolean("attach_on_boot")
	fields["virtual_machine_disk"] = map[string]any{
		"virtual_machine": map[string]any{"id": machine.id},
		"attach_on_boot":  onBoot == nil || *onBoot,
		"boot":            deref(relation.boolean("boot")),
		"state":           "detached",
	}
	return deref(relation.boolean("attach")), c.err
}

// build queues the task that makes a new disk.
func (c *call) build(disk *record, attach bool) *record {
	s := c.Simulator
	return s.queue(c.now, disk.owner, work{
		name: "Build disk", on: []*record{disk},
		begin: func() { disk.fields["state"] = "building" },
		undo:  func() { disk.fields["state"] = "failed" },
		finish: func() error {
			disk.fields["state"] = "built"
			if machine := s.machineOf(disk); attach && machine != nil && machine.text("state") == "started" {
				setAttachment(disk, "attached")
			}
			return nil
		},
	})
}

func updateDisk(c *call) (any, error) {
	properties := c.args().properties()
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(disk.fields)
	properties.copyText(fields, "name")
	properties.copyEnum(fields, "bus_type", "scsi", "virtio")
	fields["annotations"] = c.annotationsOr(fields["annotations"])
	if relation, given := properties.set("virtual_machine_disk"); given {
		if c.machineOf(disk) == nil {
			return nil, fail(422, "unassigned_disk", nil)
		}
		if onBoot := relation.boolean("attach_on_boot"); onBoot != nil {
			merge(fields, map[string]any{"virtual_machine_disk": map[string]any{"attach_on_boot": *onBoot}})
		}
	}
	if c.err != nil {
		return nil, c.err
	}
	if sentences := blank(fields["name"], "Name"); sentences != nil {
		return nil, invalid(sentences...)
	}
	disk.fields = fields
	return map[string]any{"disk": c.disk(disk), "annotations": annotations(disk)}, nil
}

func deleteDisk(c *call) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	if c.machineOf(disk) != nil {
		return nil, invalid("Disk must be unassigned from its virtual machine before it can be deleted")
	}
	shown := c.disk(disk)
	return map[string]any{"disk": shown, "trash_object": c.moveToTrash(c.now, disk).fields}, nil
}
