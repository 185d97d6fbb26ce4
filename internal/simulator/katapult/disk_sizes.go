package katapult

var diskSizeRoutes = []route{
	{operation: "PUT /disks/disk/resize", handle: resizeDisk, scopes: "disks"},
	{operation: "PUT /disks/disk/io_profile", handle: changeDiskIOProfile, scopes: "disks"},
}

func resizeDisk(c *call) (any, error) {
	args := c.args()
	size := args.integer("size_in_gb")
	args.require("size_in_gb")
	method := args.enum("resize_method", "offline", "online")
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	if c.err != nil {
		return nil, c.err
	}
	online := method != nil && *method == "online"
	current, _ := disk.fields["size_in_gb"].(int)
	if sentences := resizeProblems(disk, current, deref(size), online); sentences != nil {
		return nil, invalid(sentences...)
	}
	task := c.queue(c.now, disk.owner, work{
		name: resizeTask(current, *size, online), on: c.busyWith(disk),
		finish: func() error {
			// A disk whose file system cannot shrink keeps its size, and the task
			// completes nevertheless.
			if shrinks := disk.fields["initial_file_system"] == "ext4" || disk.fields["installation"] != nil; *size > current || shrinks {
				disk.fields["size_in_gb"] = *size
			}
			return nil
		},
	})
	return map[string]any{"disk": c.disk(disk), "task": task.fields}, nil
}

func resizeProblems(disk *record, current, size int, online bool) []string {
	attached := assignment(disk) != nil && assignment(disk)["state"] != "detached"
	switch {
	case size < 1:
		return []string{"Size in GB must be greater than 0"}
	case size == current:
		return []string{"Size in GB must be different from the current size"}
	case !online && attached:
		return []string{"Disk must be detached to be resized offline"}
	case online && size < current:
		return []string{"Disk can not be shrunk online"}
	}
	return nil
}

func resizeTask(current, size int, online bool) string {
	switch {
	case size < current:
		return "Shrink disk"
	case online:
		return "Grow disk online"
	}
	return "Grow disk"
}

// busyWith are the objects that a task on a disk occupies.
func (s *Simulator) busyWith(disk *record) []*record {
	if machine := s.machineOf(disk); machine != nil {
		return []*record{machine, disk}
	}
	return []*record{disk}
}

func changeDiskIOProfile(c *call) (any, error) {
	disk, err := c.lookupActive("disk")
	if err != nil {
		return nil, err
	}
	profile, err := c.lookupIn(c.args(), "io_profile", "disk_io_profile")
	if err != nil {
		return nil, err
	}
	task := c.queue(c.now, disk.owner, work{
		name: "Change disk IO profile", on: c.busyWith(disk),
		finish: func() error {
			disk.fields["io_profile"] = map[string]any{"id": profile.id}
			return nil
		},
	})
	return map[string]any{"disk": c.disk(disk), "task": task.fields}, nil
}
