package virtualmachinedisk_test

import (
	"fmt"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/virtualmachinedisk"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	disks = "katapult_virtual_machine_disks"
	lists = "GET /virtual_machines/virtual_machine/disks"
	reads = "GET /disks/disk"
)

// add makes a disk of a machine outside Terraform and returns its ID.
func add(w *acctest.World, name, machine string) string {
	id := w.AddDisk(name)
	w.Change(id, map[string]any{"virtual_machine_disk": map[string]any{
		"virtual_machine": map[string]any{"id": machine}, "attach_on_boot": false, "boot": false, "state": "detached",
	}})
	return id
}

// systemDisk is the disk that a machine boots from.
func systemDisk(w *acctest.World, machine string) string {
	for _, d := range w.Objects("disk") {
		assignment, _ := d["virtual_machine_disk"].(map[string]any)
		of, _ := assignment["virtual_machine"].(map[string]any)
		if assignment["boot"] == true && of["id"] == machine {
			return fmt.Sprint(d["id"])
		}
	}
	return ""
}

func TestDisksAreInOrderOfTheirIDs(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
	ids := []string{systemDisk(w, machine)}
	for i := range 4 {
		ids = append(ids, add(w, fmt.Sprintf("data-%d", i), machine))
	}
	slices.Sort(ids)
	want := map[string]string{"disks.#": "5"}
	for i, id := range ids {
		want[fmt.Sprintf("disks.%d.id", i)] = id
	}
	w.Reads(disks, want, `virtual_machine_id = "`+machine+`"`)
}

func TestListsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	other := w.AddVirtualMachine(simulator.VM{Name: "other"})
	machine := w.AddVirtualMachine(simulator.VM{Name: "db", DiskSize: 25})
	w.AddDisk("nobody's")
	add(w, "its", other)
	id := add(w, "data", machine)
	object, _ := w.Object(id)
	wwn, _ := object["wwn"].(string)
	system, data := "disks.0.", "disks.1."
	if id < systemDisk(w, machine) {
		system, data = data, system
	}
	w.Reads(disks, map[string]string{
		"virtual_machine_id": machine, "disks.#": "2",
		system + "name": "System Disk", system + "size_in_gb": "25", system + "state": "built",
		system + "boot": "true", system + "attach_on_boot": "true", system + "attachment_state": "attached",
		system + "io_profile_id": "diop_slvkma43oVxjJcRk", system + "storage_speed": "nvme", system + "bus_type": "scsi",
		data + "id": id, data + "name": "data", data + "size_in_gb": "10", data + "wwn": wwn,
		data + "boot": "false", data + "attach_on_boot": "false", data + "attachment_state": "detached",
		data + "io_profile_id": "diop_i39iT7k0RYAdQP48",
	}, `virtual_machine_id = "`+machine+`"`, `virtual_machine_fqdn = "db.acme.katapult.cloud"`)
}

func TestListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
	id := add(w, "data", machine)
	which := `virtual_machine_id = "` + machine + `"` + "\n"
	w.Reads(disks, map[string]string{"disks.#": "1", "disks.0.id": id}, which+`name_prefix = "da"`)
	w.Reads(disks, map[string]string{"disks.#": "0"}, which+`name_prefix = "queue-"`)
}

func TestDiskThatIsDeletedMeanwhileIsLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
	id := add(w, "data", machine)
	asked := 0
	w.InjectFunc(func(operation string) *simulator.Fault {
		if operation != reads {
			return nil
		}
		if asked++; asked%2 == 0 {
			return nil
		}
		return &simulator.Fault{Status: 404, Code: "disk_not_found"}
	})
	w.Reads(disks, map[string]string{"disks.#": "1", "disks.0.id": max(id, systemDisk(w, machine))}, `virtual_machine_id = "`+machine+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	trashed := w.AddVirtualMachine(simulator.VM{Name: "old"})
	w.Trash(trashed)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`virtual_machine_id = "vm_none"`, []string{`virtual_machine_id = "vm_none"`, `virtual_machine_not_found`}},
		"no such FQDN":    {`virtual_machine_fqdn = "none"`, []string{`virtual_machine_fqdn = "none"`, `virtual_machine_not_found`}},
		"ID in the trash": {`virtual_machine_id = "` + trashed + `"`, []string{`virtual_machine_id = "` + trashed + `"`, `in the trash`, `Restore it`}},
		"no key":          {``, []string{`Exactly one of these attributes must be configured: \[virtual_machine_id,virtual_machine_fqdn\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(disks, test.arguments, test.says...)
		})
	}
}

func TestReadsEveryPageAndOnlyTheDisksAskedFor(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinedisk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db"})
	var last string // of those whose names begin with data-20
	for i := range 205 {
		if id := add(w, fmt.Sprintf("data-%03d", i), machine); i >= 200 {
			last = max(last, id)
		}
	}
	w.Reads(disks, map[string]string{"disks.#": "5", "disks.4.id": last}, "virtual_machine_id = \""+machine+"\"\nname_prefix = \"data-20\"")
	if pages, single := w.Count(lists), w.Count(reads); pages == 0 || single*2 != pages*5 {
		t.Errorf("%d pages and %d disks, not two and five for each read", pages, single)
	}
}
