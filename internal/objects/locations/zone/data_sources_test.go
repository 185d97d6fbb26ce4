package zone_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/locations/zone"
)

const (
	one    = "katapult_zone"
	many   = "katapult_zones"
	lon3   = "zone_KdXXMdv8zRMZXc7q"
	london = "loc_UUhPmoCbpic6UX0Y"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, zone.Object).Reads(one, map[string]string{
		"id": lon3, "permalink": "lon-zone-3", "name": "LON-3", "data_center_id": london,
	}, `id = "`+lon3+`"`, `permalink = "lon-zone-3"`, `name = "LON-3"`, "name = \"LON-3\"\ndata_center = \"uk-lon-01\"")
}

func TestWithoutAPermalink(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, zone.Object)
	w.Change(lon3, map[string]any{"permalink": nil})
	w.Reads(one, map[string]string{"id": lon3, "permalink": acctest.Null}, `id = "`+lon3+`"`, `name = "LON-3"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, zone.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":          {`id = "zone_none"`, []string{`id = "zone_none"`, `zone_not_found`}},
		"no such permalink":   {`permalink = "nowhere"`, []string{`permalink = "nowhere"`, `zone_not_found`}},
		"no such name":        {`name = "PAR-1"`, []string{`name = "PAR-1"`, `no object has this name; there are: LON-1, LON-3, LON-4, AMS-1`}},
		"in another centre":   {"name = \"LON-1\"\ndata_center = \"nl-ams-01\"", []string{`name = "LON-1"`, `no object has this name; there are: AMS-1`}},
		"no such data centre": {"name = \"LON-1\"\ndata_center = \"none\"", []string{`data_center = "none"`, `data_center_not_found`}},
		"no key":              {``, []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
		"two keys":            {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,permalink,name\]`}},
		"ID in a data centre": {"id = \"a\"\ndata_center = \"b\"", []string{`cannot be configured together: \[id,data_center\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, zone.Object)
	w.Reads(many, map[string]string{"zones.#": "4", "zones.1.id": lon3, "zones.1.permalink": "lon-zone-3", "zones.1.data_center_id": london}, ``)
	w.Reads(many, map[string]string{"zones.#": "1", "zones.0.name": "AMS-1"}, `data_center = "nl-ams-01"`, `data_center = "dc_Wm37yAq0BHhKXsPa"`, `name_prefix = "AMS"`)
	w.Reads(many, map[string]string{"zones.#": "0"}, "name_prefix = \"LON\"\ndata_center = \"nl-ams-01\"")
	w.Refuses(many, `data_center = "none"`, `data_center = "none"`, `data_center_not_found`)
}
