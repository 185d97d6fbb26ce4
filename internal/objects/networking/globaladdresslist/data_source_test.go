package globaladdresslist_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/globaladdresslist"
)

func TestDataSourceListsThoseOfKatapult(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, globaladdresslist.Object)
	w.AddAddressList("Cloud")
	w.Reads("katapult_global_address_lists", map[string]string{"address_lists.#": "5"}, "")
	w.Reads("katapult_global_address_lists", map[string]string{"address_lists.#": "1", "address_lists.0.id": "adlst_TxEoD90spV3KJxvP", "address_lists.0.name": "Cloudflare"}, `name_prefix = "Cloud"`)
}
