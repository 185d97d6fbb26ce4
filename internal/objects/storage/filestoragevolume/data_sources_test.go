package filestoragevolume_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/filestoragevolume"
)

// annotate gives a volume an annotation outside Terraform, which names a team.
func annotate(w *acctest.World, id, team string) {
	w.Change(id, map[string]any{"annotations": []any{map[string]any{"key": "team", "value": team}}})
}

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, filestoragevolume.Object)
	w.AddFileStorageVolume("data-2")
	id := w.AddFileStorageVolume("data", "vm_a")
	w.Change(id, map[string]any{"size": 4096})
	annotate(w, id, "web")
	w.Reads("katapult_file_storage_volume", map[string]string{
		"id": id, "name": "data", "associations.#": "1", "size": "4096", "state": "ready", "nfs_location": "nfs2.nlc.storage.katapult.io:/katapult/" + id,
		"data_center_id": "loc_UUhPmoCbpic6UX0Y", "data_center_name": "London", "data_center_permalink": "uk-lon-01", "annotations.team": "web",
	}, `id = "`+id+`"`, `name = "data"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, filestoragevolume.Object)
	w.AddFileStorageVolume("data")
	trashed := w.AddFileStorageVolume("old")
	w.Trash(trashed)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "fsv_none"`, []string{`id = "fsv_none"`, `file_storage_volume_not_found`}},
		"ID in the trash":   {`id = "` + trashed + `"`, []string{`id = "` + trashed + `"`, `in the trash`, `Restore it`}},
		"name in the trash": {`name = "old"`, []string{`name = "old"`, `no object has this name; there are: data`}},
		"no key":            {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"two keys":          {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_file_storage_volume", test.arguments, test.says...)
		})
	}
}

// Without a volume the list is empty, and not null.
func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, filestoragevolume.Object)
	w.Reads("katapult_file_storage_volumes", map[string]string{"file_storage_volumes.#": "0"}, ``)
	first, second := w.AddFileStorageVolume("data", "vm_a", "vm_b"), w.AddFileStorageVolume("logs")
	w.Change(second, map[string]any{"state": "pending", "nfs_location": nil, "size": nil})
	annotate(w, second, "web")
	w.Reads("katapult_file_storage_volumes", map[string]string{
		"file_storage_volumes.#": "2", "file_storage_volumes.0.id": first, "file_storage_volumes.0.associations.#": "2", "file_storage_volumes.0.size": "0",
		"file_storage_volumes.1.name": "logs", "file_storage_volumes.1.state": "pending", "file_storage_volumes.1.nfs_location": "", "file_storage_volumes.1.size": acctest.Null,
	}, ``)
	w.Reads("katapult_file_storage_volumes", map[string]string{"file_storage_volumes.#": "1", "file_storage_volumes.0.id": second}, `name_prefix = "lo"`, `annotation = "team=web"`)
	w.Refuses("katapult_file_storage_volumes", `annotation = "team"`, `annotation = "team"`, `not of the form KEY=VALUE`)
}

func TestQueryListsWholeVolumes(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, filestoragevolume.Object)
	w.AddFileStorageVolume("logs")
	id := w.AddFileStorageVolume("data", "vm_a")
	annotate(w, id, "web")
	got := w.List("katapult_file_storage_volume", map[string]string{"annotation": "team=web"}, 0)
	if len(got) != 1 || got[0].Identity["id"] != id || got[0].Resource["data_center"] != "uk-lon-01" {
		t.Errorf("%+v", got)
	}
	if config := w.ImportsListed("katapult_file_storage_volume", nil); !acctest.Matches(`annotations = {`, `team = "web"`).MatchString(config) {
		t.Error(config)
	}
}
