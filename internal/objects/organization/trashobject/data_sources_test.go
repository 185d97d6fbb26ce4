package trashobject_test

import (
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/trashobject"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

func TestFindsByEitherID(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, trashobject.Object)
	w.Trash(w.AddDisk("other"))
	disk := w.AddDisk("old")
	entry := w.Trash(disk)
	w.Change(entry, map[string]any{"keep_until": time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()})
	w.Reads("katapult_trash_object", map[string]string{
		"id": entry, "object_id": disk, "object_type": "Disk", "keep_until": "2100-01-01T00:00:00Z",
	}, `id = "`+entry+`"`, `object_id = "`+disk+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, trashobject.Object)
	disk := w.AddDisk("not deleted")
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such entry": {`id = "trsh_none"`, []string{`id = "trsh_none"`, `trash_object_not_found`, `restored or purged`}},
		"not deleted":   {`object_id = "` + disk + `"`, []string{`object_id = "` + disk, `trash_object_not_found`, `restored or purged`}},
		"neither":       {``, []string{`Exactly one of these attributes must be configured: \[id,object_id\]`}},
		"blank":         {`object_id = " "`, []string{`must not be blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_trash_object", test.arguments, test.says...)
		})
	}
}

func TestListsByType(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, trashobject.Object)
	disk, machine := w.AddDisk("old"), w.AddVirtualMachine(simulator.VM{Name: "web"})
	w.AddDisk("not deleted")
	entry := w.Trash(disk)
	w.Trash(machine)
	const plural = "katapult_trash_objects"
	w.Reads(plural, map[string]string{"trash_objects.#": "2", "trash_objects.0.id": entry, "trash_objects.1.object_id": machine}, "")
	w.Reads(plural, map[string]string{"trash_objects.#": "1", "trash_objects.0.object_id": disk, "trash_objects.0.object_type": "Disk"}, `object_type = "Disk"`)
	w.Reads(plural, map[string]string{"trash_objects.#": "0"}, `object_type = "FileStorageVolume"`)
	w.Refuses(plural, `object_type = ""`, `must not be blank`)
	w.Inject(simulator.Fault{Operation: "GET /organizations/organization/trash_objects", Times: -1, Status: 403, Code: "scope_not_granted"})
	w.Refuses(plural, "", `Cannot read data source katapult_trash_objects`, `scope_not_granted`)
}
