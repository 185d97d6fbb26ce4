package virtualnetwork_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
)

const (
	inAmsterdam = "dc_Wm37yAq0BHhKXsPa"
	inLondon    = "loc_UUhPmoCbpic6UX0Y"
	lists       = "GET /organizations/organization/virtual_networks"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.AddVirtualNetwork("backend-2", "uk-lon-01")
	id := w.AddVirtualNetwork("backend", "nl-ams-01")
	w.Reads("katapult_virtual_network", map[string]string{"id": id, "name": "backend", "data_center_id": inAmsterdam},
		`id = "`+id+`"`, `name = "backend"`)
}

func TestDataCenterDecidesBetweenEqualNames(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	inOne, inOther := w.AddVirtualNetwork("backend", "uk-lon-01"), w.AddVirtualNetwork("backend", "nl-ams-01")
	w.Reads("katapult_virtual_network", map[string]string{"id": inOther},
		"name = \"backend\"\ndata_center = \"nl-ams-01\"", "name = \"backend\"\ndata_center = \""+inAmsterdam+"\"")
	w.Refuses("katapult_virtual_network", `name = "backend"`, `name = "backend"`, `2 have this name: `+inOne+`, `+inOther)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.AddVirtualNetwork("backend", "uk-lon-01")
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":                 {`id = "vnet_none"`, []string{`id = "vnet_none"`, `virtual_network_not_found`}},
		"an empty ID":                {`id = ""`, []string{`id = ""`, `must not be blank`}},
		"no such name":               {`name = "db"`, []string{`name = "db"`, `no object has this name; there are: backend`}},
		"no such name in the centre": {"name = \"backend\"\ndata_center = \"nl-ams-01\"", []string{`no object has this name; there are none at all`}},
		"no such data centre":        {"name = \"backend\"\ndata_center = \"nowhere\"", []string{`data_center = "nowhere"`, `data_center_not_found`}},
		"no key":                     {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"two keys":                   {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"a data centre for an ID":    {"id = \"a\"\ndata_center = \"b\"", []string{`cannot be configured together: \[id,data_center\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_virtual_network", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefixAndDataCenter(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	b, db, a := w.AddVirtualNetwork("web-b", "uk-lon-01"), w.AddVirtualNetwork("db", "uk-lon-01"), w.AddVirtualNetwork("web-a", "nl-ams-01")
	w.Reads("katapult_virtual_networks", map[string]string{
		"virtual_networks.#": "3", "virtual_networks.0.id": b, "virtual_networks.0.name": "web-b",
		"virtual_networks.0.data_center_id": inLondon, "virtual_networks.1.id": db, "virtual_networks.2.id": a,
	}, ``)
	w.Reads("katapult_virtual_networks", map[string]string{"virtual_networks.#": "2", "virtual_networks.1.id": a}, `name_prefix = "web-"`)
	w.Reads("katapult_virtual_networks", map[string]string{"virtual_networks.#": "1", "virtual_networks.0.id": a},
		`data_center = "nl-ams-01"`, "name_prefix = \"web-\"\ndata_center = \"nl-ams-01\"")
	w.Reads("katapult_virtual_networks", map[string]string{"virtual_networks.#": "0"}, `name_prefix = "queue-"`)
	w.Refuses("katapult_virtual_networks", `data_center = "nowhere"`, `data_center = "nowhere"`, `data_center_not_found`)
}

func TestReadsEveryPage(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	var last string
	for i := range 205 {
		last = w.AddVirtualNetwork(fmt.Sprintf("net-%03d", i), "uk-lon-01")
	}
	before := w.Count(lists)
	w.Reads("katapult_virtual_networks", map[string]string{
		"virtual_networks.#": "205", "virtual_networks.200.name": "net-200", "virtual_networks.204.id": last,
	}, ``)
	if n := w.Count(lists) - before; n == 0 || n%2 != 0 {
		t.Errorf("%d requests, not two for each read", n)
	}
	w.Reads("katapult_virtual_network", map[string]string{"id": last}, `name = "net-204"`)
}
