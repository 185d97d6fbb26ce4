package addresslist_test

import (
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslist"
)

const cloudflare = "adlst_TxEoD90spV3KJxvP"

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.AddAddressList("office", "198.51.100.1")
	id := w.AddAddressList("offices", "203.0.113.7", "2001:db8::/32")
	w.AddAddressListEntry(id, "203.0.113.8", "Bath")
	for _, argument := range []string{`id = "` + id + `"`, `name = "offices"`} {
		w.Reads("katapult_address_list", map[string]string{"id": id, "name": "offices", "global": "false", "entries.#": "3"}, argument)
	}
}

func TestDataSourceFindsListsOfKatapultToo(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	for _, argument := range []string{`id = "` + cloudflare + `"`, `name = "Cloudflare"`} {
		w.Reads("katapult_address_list", map[string]string{"id": cloudflare, "name": "Cloudflare", "global": "true", "entries.#": "2"}, argument)
	}
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	own := w.AddAddressList("Cloudflare")
	w.Refuses("katapult_address_list", `name = "Cloudflare"`, `name = "Cloudflare"`, `2 have this name: `+own+`, `+cloudflare, `set id to choose`)
	w.Refuses("katapult_address_list", `name = "none"`, `name = "none"`, `no object has this name; there are:`)
	w.Refuses("katapult_address_list", `id = "adlst_none"`, `Cannot read data source katapult_address_list`, `id = "adlst_none"`, `address_list_not_found`)
	w.Refuses("katapult_address_list", ``, `Exactly one of these attributes must be configured: \[id,name\]`)
}

func TestDataSourceListsThoseOfTheOrganization(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	for _, name := range []string{"web-b", "db", "web-a"} {
		w.AddAddressList(name)
	}
	w.Reads("katapult_address_lists", map[string]string{"address_lists.#": "3"}, "")
	w.Reads("katapult_address_lists", map[string]string{"address_lists.#": "2"}, `name_prefix = "web-"`)
	w.Reads("katapult_address_lists", map[string]string{"address_lists.#": "0"}, `name_prefix = "queue-"`)
}

// The official provider left out what is beyond the first page.
func TestDataSourceListsAllPages(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	for range 201 {
		w.AddAddressList("offices")
	}
	w.Reads("katapult_address_lists", map[string]string{"address_lists.#": "201"}, "")
}

func TestQueryListsIdentities(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	b, db, a := w.AddAddressList("web-b"), w.AddAddressList("db"), w.AddAddressList("web-a")
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":       {nil, 0, []string{b, db, a}},
		"by prefix": {map[string]string{"name_prefix": "web-"}, 0, []string{b, a}},
		"limited":   {nil, 2, []string{b, db}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_address_list", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["name"] != r.Name {
					t.Errorf("%+v", r)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestListedAddressListsAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.AddAddressList("off${ices}", "203.0.113.7")
	w.AddAddressList("offices")
	w.ImportsListed("katapult_address_list", nil)
}
