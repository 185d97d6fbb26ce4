package katapult

import "slices"

var diskAssignmentRoutes = []route{
	{operation: "POST /disks/disk/assign", handle: assignDisk, scopes: "disks"},
	{operation: "POST /disks/disk/unassign", handle: unassignDisk, scopes: "disks"},
	{operation: "POST /disks/disk/attach", handle: attachDisk, scopes: "disks"},
	{operation: "POST /disks/disk/detach", handle: detachDisk, scopes: "disks"},
	{
		operation: "GET /virtual_machines/virtual_machine/disks", handle: listVirtualMachineDisks,
		scopes: "disks disks:read",
	},
}

// disksOf lists a machine's disks, the boot disk first.
func (s *Simulator) disksOf(machine *record) []*record {
	var list []*record
	for _, disk := range s.store.byKind["disk"] {
		if s.machineOf(disk) == machine {
			list = append(list, disk)
		}
	}
	slices.SortStableFunc(list, func(a, b *record) int { return bootOrder(a) - bootOrder(b) })
	return list
}

func bootOrder(disk *record) int {
	if assignment(disk)["boot"] == true {
		return 0
	}
	return 1
}

func (s *Simulator) bootDisk(machine *record) *record {
	for _, disk := range s.disksOf(machine) {
		if assignment(disk)["boot"] == true {
			return disk
		}
	}
	return nil
}

func setAttachment(disk *record, state string) {
	merge(disk.fields, map[string]any{"virtual_machine_disk": map[string]any{"state": state}})
}

func listVirtualMachineDisks(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	return c.page("disks", rows(c.disksOf(machine), func(r *record) map[string]any {
		row := pick(assignment(r), "attach_on_boot", "boot", "state")
		row["disk"] = pick(r.fields, "id", "name", "size_in_gb", "wwn", "state", "created_at")
		return row
	}))
}

func assignDisk(c *call) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	var sentences []string
	if c.machineOf(disk) != nil {
		sentences = append(sentences, "Disk is already assigned to a virtual machine")
	}
	if disk.reference("data_center") != c.centerOfMachine(machine) {
		sentences = append(sentences, "Disk must be in the same data center as the virtual machine")
	}
	if disk.owner != machine.owner {
		sentences = append(sentences, "Disk must belong to the same organization as the virtual machine")
	}
	if sentences != nil {
		return nil, fail(422, "unable_to_assign", map[string]any{"errors": sentences})
	}
	disk.fields["virtual_machine_disk"] = map[string]any{
		"virtual_machine": map[string]any{"id": machine.id}, "attach_on_boot": true, "boot": false, "state": "detached",
	}
	return map[string]any{"disk": c.disk(disk)}, nil
}

// unassignDisk also succeeds for a disk that is not assigned, unlike detach.
func unassignDisk(c *call) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	if c.machineOf(disk) != nil {
		var sentences []string
		if assignment(disk)["boot"] == true {
			sentences = append(sentences, "Boot disk can not be unassigned from its virtual machine")
		}
		if assignment(disk)["state"] != "detached" {
			sentences = append(sentences, "Disk must be detached before it can be unassigned")
		}
		if sentences != nil {
			return nil, fail(422, "unable_to_unassign", map[string]any{"errors": sentences})
		}
	}
	disk.fields["virtual_machine_disk"] = nil
	return map[string]any{"disk": c.disk(disk)}, nil
}

func attachDisk(c *call) (any, error) {
	return c.queueDiskMove("Attach disk to virtual machine", "attaching", "attached")
}

func detachDisk(c *call) (any, error) {
	return c.queueDiskMove("Detach disk from virtual machine", "detaching", "detached")
}

// queueDiskMove queues the attachment or detachment of a disk, and shows the
// state before it. The task attaches nothing to a machine that does not run, and
// detaches no boot disk from one that runs.
func (c *call) queueDiskMove(name, transition, final string) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	machine := c.machineOf(disk)
	if machine == nil {
		return nil, fail(422, "unassigned_disk", nil)
	}
	s := c.Simulator
	before := ""
	possible := func() bool {
		running := machine.text("state") == "started"
		here := s.store.byID[disk.id] == disk && s.machineOf(disk) == machine
		return here && (final == "detached" && (!running || assignment(disk)["boot"] != true) || final == "attached" && running)
	}
	task := s.queue(c.now, disk.owner, work{
		name: name, on: []*record{machine, disk},
		begin: func() {
			if before, _ = assignment(disk)["state"].(string); before != final && possible() {
				setAttachment(disk, transition)
			}
		},
		finish: func() error {
			if !possible() {
				return errTaskFailed
			}
			setAttachment(disk, final)
			return nil
		},
		undo: func() {
			if assignment(disk)["state"] == transition {
				setAttachment(disk, before)
			}
		},
	})
	return map[string]any{"disk": c.disk(disk), "task": task.fields}, nil
}
