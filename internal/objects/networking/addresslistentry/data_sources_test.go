package addresslistentry_test

import (
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslistentry"
)

func TestDataSourceReadsAnEntry(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	list := w.AddAddressList("offices")
	named, unnamed := w.AddAddressListEntry(list, "203.0.113.7", "Bath"), w.AddAddressListEntry(list, "2001:db8::/32", "")
	w.Reads("katapult_address_list_entry", map[string]string{"id": named, "address": "203.0.113.7", "name": "Bath"}, `id = "`+named+`"`)
	w.Reads("katapult_address_list_entry", map[string]string{"id": unnamed, "address": "2001:db8::/32", "name": ""}, `id = "`+unnamed+`"`)
	w.Refuses("katapult_address_list_entry", `id = "adlste_none"`, `Cannot read data source katapult_address_list_entry`, `id = "adlste_none"`, `address_list_entry_not_found`)
}

func TestQueryListsTheEntriesOfOneListOrOfAll(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	first, second := w.AddAddressList("first"), w.AddAddressList("second")
	var of [2][]string
	for range 201 { // more than a page
		of[0] = append(of[0], w.AddAddressListEntry(first, "203.0.113.7", ""))
	}
	of[1] = append(of[1], w.AddAddressListEntry(second, "2001:db8::/32", "Bath"))
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":     {nil, 0, slices.Concat(of[0], of[1])},
		"of one":  {map[string]string{"address_list_id": second}, 0, of[1]},
		"limited": {nil, 2, of[0][:2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_address_list_entry", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["address_list_id"] != r.Identity["address_list_id"] || r.Resource["address"] == "" {
					t.Errorf("%+v", r)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %d, want %d", len(got), len(test.want))
			}
		})
	}
}

func TestListedEntriesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentry.Object)
	w.AddAddressListEntry(w.AddAddressList("first", "203.0.113.7"), "203.0.113.8", "Ba${th}")
	w.AddAddressList("second", "2001:db8::/32")
	w.ImportsListed("katapult_address_list_entry", nil)
}
