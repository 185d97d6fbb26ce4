package virtualmachinedisk_test

import (
	"fmt"
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
	w.Reads(disks, map[string]string{
		"virtual_machine_id": machine, "disks.#": "2",
		"disks.0.name": "System Disk", "disks.0.size_in_gb": "25", "disks.0.state": "built",
		"disks.0.boot": "true", "disks.0.attach_on_boot": "true", "disks.0.attachment_state": "attached",
		"disks.0.io_profile_id": "diop_slvkma43oVxjJcRk", "disks.0.storage_speed": "nvme", "disks.0.bus_type": "scsi",
		"disks.1.id": id, "disks.1.name": "data", "disks.1.size_in_gb": "10", "disks.1.wwn": wwn,
		"disks.1.boot": "false", "disks.1.attach_on_boot": "false", "disks.1.attachment_state": "detached",
		"disks.1.io_profile_id": "diop_i39iT7k0RYAdQP48",
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
	w.Reads(disks, map[string]string{"disks.#": "1", "disks.0.id": id}, `virtual_machine_id = "`+machine+`"`)
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
	var last string
	for i := range 205 {
		last = add(w, fmt.Sprintf("data-%03d", i), machine)
	}
	w.Reads(disks, map[string]string{"disks.#": "5", "disks.4.id": last}, "virtual_machine_id = \""+machine+"\"\nname_prefix = \"data-20\"")
	if pages, single := w.Count(lists), w.Count(reads); pages == 0 || single*2 != pages*5 {
		t.Errorf("%d pages and %d disks, not two and five for each read", pages, single)
	}
}
