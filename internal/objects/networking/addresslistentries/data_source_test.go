package addresslistentries_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslistentries"
)

// The official provider repeated the first page, of 30 entries.
func TestDataSourceListsAllEntries(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	list := w.AddAddressList("offices")
	for range 31 {
		w.AddAddressListEntry(list, "203.0.113.7", "Bath")
	}
	w.Reads("katapult_address_list_entries", map[string]string{"entries.#": "31", "entries.0.address": "203.0.113.7", "entries.0.name": "Bath"}, `address_list_id = "`+list+`"`)
}

func TestDataSourceReadsListsOfKatapultAndEmptyOnes(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslistentries.Object)
	w.Reads("katapult_address_list_entries", map[string]string{"entries.#": "2"}, `address_list_id = "adlst_TxEoD90spV3KJxvP"`)
	w.Reads("katapult_address_list_entries", map[string]string{"entries.#": "0"}, `address_list_id = "`+w.AddAddressList("offices")+`"`)
	w.Refuses("katapult_address_list_entries", `address_list_id = "adlst_none"`, `Cannot read data source katapult_address_list_entries`, `address_list_id = "adlst_none"`, `address_list_not_found`)
}
