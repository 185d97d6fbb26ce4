package diskioprofile_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskioprofile"
)

const fast = "diop_slvkma43oVxjJcRk"

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskioprofile.Object)
	w.Reads("katapult_disk_io_profile", map[string]string{
		"id": fast, "permalink": "100k", "name": "100k", "speed_in_mb": "2000", "iops": "100000",
	}, `id = "`+fast+`"`, `permalink = "100k"`, `name = "100k"`)
}

func TestNoLimitIsNull(t *testing.T) {
	t.Parallel()
	acctest.New(t, diskioprofile.Object).Reads("katapult_disk_io_profile", map[string]string{
		"name": "Unrestricted", "speed_in_mb": acctest.Null, "iops": acctest.Null,
	}, `permalink = "unrestricted"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskioprofile.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "diop_none"`, []string{`id = "diop_none"`, `no object has this id; there are:`}},
		"no such permalink": {`permalink = "1k"`, []string{`permalink = "1k"`, `has this permalink; there are: 100k, unrestricted`}},
		"no such name":      {`name = "unrestricted"`, []string{`name = "unrestricted"`, `has this name; there are: 100k, Unrestricted`}},
		"no key":            {``, []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
		"two keys":          {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_disk_io_profile", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskioprofile.Object)
	w.Reads("katapult_disk_io_profiles", map[string]string{
		"profiles.#": "2", "profiles.1.id": fast, "profiles.1.iops": "100000", "profiles.0.permalink": "unrestricted", "profiles.0.iops": acctest.Null,
	}, ``)
	w.Reads("katapult_disk_io_profiles", map[string]string{"profiles.#": "1", "profiles.0.name": "Unrestricted"}, `name_prefix = "Un"`)
	w.Reads("katapult_disk_io_profiles", map[string]string{"profiles.#": "0"}, `name_prefix = "none"`)
}
