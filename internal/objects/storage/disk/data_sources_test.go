package disk_test

import (
	"fmt"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/disk"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	inLondon     = "loc_UUhPmoCbpic6UX0Y"
	unrestricted = "diop_i39iT7k0RYAdQP48"
	lists        = "GET /organizations/organization/disks"
)

// assign gives a disk to a machine outside Terraform.
func assign(w *acctest.World, disk, machine string) {
	w.Do("POST", "/disks/disk/assign", map[string]any{
		"disk": map[string]any{"id": disk}, "virtual_machine": map[string]any{"id": machine},
	})
}

// inOrder lists the IDs of all disks as the data source does.
func inOrder(w *acctest.World) (ids []string) {
	for _, d := range w.Objects("disk") {
		ids = append(ids, fmt.Sprint(d["id"]))
	}
	slices.Sort(ids)
	return ids
}

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db", State: "stopped"})
	w.AddDisk("data-2")
	id := w.AddDisk("data")
	assign(w, id, machine)
	w.Change(id, map[string]any{"state": "built"})
	object, _ := w.Object(id)
	wwn, _ := object["wwn"].(string)
	w.Reads("katapult_disk", map[string]string{
		"id": id, "name": "data", "size_in_gb": "10", "state": "built", "wwn": wwn,
		"storage_speed": "nvme", "bus_type": "scsi", "io_profile_id": unrestricted,
		"data_center_id": inLondon, "data_center_name": "London", "data_center_permalink": "uk-lon-01",
		"virtual_machine_id": machine, "virtual_machine_fqdn": "db.acme.katapult.cloud",
		"attachment_state": "detached", "attach_on_boot": "true", "boot": "false",
	}, `id = "`+id+`"`, `name = "data"`)
}

func TestDiskOfNoMachineHasNoAttachment(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disk.Object)
	w.AddDisk("data")
	w.Reads("katapult_disk", map[string]string{
		"name": "data", "virtual_machine_id": acctest.Null, "virtual_machine_fqdn": acctest.Null,
		"attachment_state": acctest.Null, "attach_on_boot": acctest.Null, "boot": acctest.Null,
	}, `name = "data"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disk.Object)
	first, second, trashed := w.AddDisk("data"), w.AddDisk("data"), w.AddDisk("old")
	w.Trash(trashed)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "disk_none"`, []string{`id = "disk_none"`, `disk_not_found`}},
		"ID in the trash":   {`id = "` + trashed + `"`, []string{`id = "` + trashed + `"`, `in the trash`, `Restore it`}},
		"name in the trash": {`name = "old"`, []string{`name = "old"`, `no object has this name; there are:`}},
		"no such name":      {`name = "logs"`, []string{`name = "logs"`, `no object has this name; there are:`}},
		"two of the name":   {`name = "data"`, []string{`name = "data"`, `2 have this name: ` + first + `, ` + second + `; set id to choose`}},
		"no key":            {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"two keys":          {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_disk", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "db", DiskSize: 25})
	b, a := w.AddDisk("data-b"), w.AddDisk("data-a")
	assign(w, b, machine)
	ids := inOrder(w)
	row := func(id string) string { return fmt.Sprintf("disks.%d.", slices.Index(ids, id)) }
	system := row(ids[slices.IndexFunc(ids, func(id string) bool { return id != a && id != b })])
	w.Reads("katapult_disks", map[string]string{
		"disks.#": "3", "disks.0.id": ids[0], "disks.1.id": ids[1], "disks.2.id": ids[2],
		system + "name": "System Disk", system + "size_in_gb": "25", system + "state": "built", system + "virtual_machine_id": machine,
		row(a) + "virtual_machine_id": acctest.Null, row(b) + "virtual_machine_fqdn": "db.acme.katapult.cloud",
	}, ``)
	w.Reads("katapult_disks", map[string]string{"disks.#": "1", "disks.0.id": b}, `name_prefix = "data-b"`)
	w.Reads("katapult_disks", map[string]string{"disks.#": "0"}, `name_prefix = "queue-"`)
}

func TestReadsEveryPage(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, disk.Object)
	var last string
	for i := range 205 {
		last = w.AddDisk(fmt.Sprintf("data-%03d", i))
	}
	ids := inOrder(w)
	w.Reads("katapult_disks", map[string]string{"disks.#": "205", "disks.0.id": ids[0], "disks.204.id": ids[204]}, ``)
	if n := w.Count(lists); n == 0 || n%2 != 0 {
		t.Errorf("%d requests, not two for each read", n)
	}
	w.Reads("katapult_disk", map[string]string{"id": last}, `name = "data-204"`)
}
