package gputype_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/gputype"
)

const (
	one  = "katapult_gpu_type"
	many = "katapult_gpu_types"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, gputype.Object)
	id := fmt.Sprint(w.Objects("gpu_type")[0]["id"])
	w.Reads(one, map[string]string{
		"id": id, "permalink": "nvidia-l4", "name": "NVIDIA L4", "manufacturer": "NVIDIA", "memory_in_gb": "24", "memory_type": "GDDR6",
		"data_center_ids.#": "2",
	}, `id = "`+id+`"`, `permalink = "nvidia-l4"`, `name = "NVIDIA L4"`)
}

func TestInNoDataCentre(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, gputype.Object)
	w.Change(fmt.Sprint(w.Objects("gpu_type")[0]["id"]), map[string]any{"data_centers": []any{}})
	w.Reads(one, map[string]string{"data_center_ids.#": "0"}, `permalink = "nvidia-l4"`)
	w.Reads(many, map[string]string{"gpu_types.#": "1", "gpu_types.0.permalink": "nvidia-h100"}, `data_center = "uk-lon-01"`)
}

func TestInADataCentreThatIsNotTold(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, gputype.Object)
	w.Change(fmt.Sprint(w.Objects("gpu_type")[0]["id"]), map[string]any{"data_centers": []any{"dc_none", "dc_Wm37yAq0BHhKXsPa"}})
	want := map[string]string{"data_center_ids.#": "1", "data_center_ids.0": "dc_Wm37yAq0BHhKXsPa"}
	w.Reads(one, want, `permalink = "nvidia-l4"`)
	w.Reads(many, map[string]string{"gpu_types.#": "1", "gpu_types.0.permalink": "nvidia-h100"}, `data_center = "uk-lon-01"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, gputype.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "gpu_none"`, []string{`id = "gpu_none"`, `gpu_type_not_found`}},
		"no such permalink": {`permalink = "voodoo-2"`, []string{`permalink = "voodoo-2"`, `gpu_type_not_found`}},
		"no such name":      {`name = "L4"`, []string{`name = "L4"`, `has this name; there are: NVIDIA L4, NVIDIA H100`}},
		"no key":            {``, []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
		"two keys":          {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, gputype.Object)
	w.Reads(many, map[string]string{
		"gpu_types.#": "2", "gpu_types.1.permalink": "nvidia-h100", "gpu_types.1.memory_in_gb": "80",
		"gpu_types.1.data_center_ids.#": "1", "gpu_types.1.data_center_ids.0": "loc_UUhPmoCbpic6UX0Y",
	}, ``, `data_center = "uk-lon-01"`)
	w.Reads(many, map[string]string{"gpu_types.#": "1", "gpu_types.0.permalink": "nvidia-l4"}, `data_center = "dc_Wm37yAq0BHhKXsPa"`, `name_prefix = "NVIDIA L"`)
	w.Refuses(many, `data_center = "none"`, `data_center = "none"`, `data_center_not_found`)
	if asked, listed := w.Count("GET /data_centers/data_center"), w.Count("GET /data_centers/data_center/gpu_types"); asked > 0 || listed == 0 {
		t.Errorf("%d requests for data centres, and %d for their types", asked, listed)
	}
}
