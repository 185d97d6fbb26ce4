package objectstorageaccesskey_test

import (
	"slices"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
)

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddAccessKey("other", nil)
	id := w.AddAccessKey("app", map[string]any{"all_buckets_read": true, "all_objects_write": true})
	w.AddBucket("assets", map[string]any{"access_control_list": map[string]any{"read_key_ids": []string{id}, "write_key_ids": []string{id}}})
	w.Do("POST", "/object_storage/access_keys/access_key/generate_credentials", map[string]any{"access_key": map[string]any{"id": id}})
	w.Reads("katapult_object_storage_access_key", map[string]string{
		"id": id, "name": "app", "region": "uk-lon-1", "all_buckets_read": "true", "all_objects_read": "false", "all_objects_write": "true",
		"read_buckets.#": "1", "read_buckets.0": "assets", "write_buckets.#": "0", "server_url": "uk-lon-1.katapultobjects.com:443",
		"endpoint_url": "https://uk-lon-1.katapultobjects.com:443",
	}, `id = "`+id+`"`, `name = "app"`)
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := world(t)
	first, second := w.AddAccessKey("app", nil), w.AddAccessKey("app", nil)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name": {`name = "app"`, []string{`2 have this name: ` + first + `, ` + second}},
		"no such ID":      {`id = "objkey_none"`, []string{`id = "objkey_none"`, `object_storage_access_key_not_found`}},
		"neither":         {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_object_storage_access_key", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefixAndRegion(t *testing.T) {
	t.Parallel()
	w := world(t)
	london := []string{w.AddAccessKey("app-1", nil), w.AddAccessKey("ci", nil)}
	w.AddObjectStorageAccount("nl-ams-1", time.Hour)
	amsterdam, _ := w.Do("POST", creates[len("POST "):], map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "object_storage_cluster": map[string]any{"region": "nl-ams-1"}, "properties": map[string]any{"name": "app-2"},
	})["object_storage_access_key"].(map[string]any)
	elsewhere, _ := amsterdam["id"].(string)
	const plural = "katapult_object_storage_access_keys"
	w.Reads(plural, map[string]string{"access_keys.#": "3", "access_keys.0.id": london[0], "access_keys.0.access_key_id": acctest.Null, "access_keys.0.read_buckets.#": "0"}, ``)
	w.Reads(plural, map[string]string{"access_keys.#": "2", "access_keys.1.id": elsewhere}, `name_prefix = "app-"`)
	w.Reads(plural, map[string]string{"access_keys.#": "1", "access_keys.0.id": elsewhere}, `region = "nl-ams-1"`)
	w.Reads(plural, map[string]string{"access_keys.#": "0"}, "region = \"nl-ams-1\"\nname_prefix = \"ci\"")
	for name, test := range map[string]struct {
		filter map[string]string
		want   []string
	}{
		"all":       {nil, []string{london[0], london[1], elsewhere}},
		"by prefix": {map[string]string{"name_prefix": "app-"}, []string{london[0], elsewhere}},
		"by region": {map[string]string{"region": "uk-lon-1"}, london},
	} {
		if got := w.ListIdentities("katapult_object_storage_access_key", test.filter); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
