package datacenter_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/locations/datacenter"
)

const (
	dataCenter = "katapult_data_center"
	amsterdam  = "dc_Wm37yAq0BHhKXsPa"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, datacenter.Object).Reads(dataCenter, map[string]string{
		"id": amsterdam, "permalink": "nl-ams-01", "name": "Amsterdam",
		"country_id": "ctry_IHe4noltuwtTYrSJ", "country_name": "Netherlands",
	}, `id = "`+amsterdam+`"`, `permalink = "nl-ams-01"`, `name = "Amsterdam"`, "id = \""+amsterdam+"\"\npermalink = \"uk-lon-01\"")
}

func TestFindsTheProvidersByDefault(t *testing.T) {
	t.Parallel()
	for how, configured := range map[string]string{"permalink": "nl-ams-01", "ID": amsterdam} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, datacenter.Object)
			w.Run(resource.TestStep{
				Config: w.ProviderBlock(`data_center = "`+configured+`"`) + `data "katapult_data_center" "default" {}`,
				Check:  resource.TestCheckResourceAttr("data.katapult_data_center.default", "id", amsterdam),
			})
		})
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, datacenter.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "dc_none"`, []string{`id = "dc_none"`, `data_center_not_found`}},
		"no such permalink": {`permalink = "nowhere"`, []string{`permalink = "nowhere"`, `data_center_not_found`}},
		"no such name":      {`name = "Paris"`, []string{`name = "Paris"`, `no object has this name; there are: London, Amsterdam`}},
		"no default":        {``, []string{`Cannot read data source katapult_data_center`, `no default data centre is configured`, `set data_center in the provider block`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(dataCenter, test.arguments, test.says...)
		})
	}
}

func TestAnUnknownIDIsNotTakenForAPermalink(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, datacenter.Object)
	w.Refuses(dataCenter, `id = "uk-lon-01"`, `id = "uk-lon-01"`, `data_center_not_found`)
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, datacenter.Object)
	w.Reads("katapult_data_centers", map[string]string{
		"data_centers.#": "2", "data_centers.0.permalink": "uk-lon-01", "data_centers.1.id": amsterdam, "data_centers.1.country_name": "Netherlands",
	}, ``)
	w.Reads("katapult_data_centers", map[string]string{"data_centers.#": "1", "data_centers.0.id": amsterdam}, `name_prefix = "Ams"`)
	w.Reads("katapult_data_centers", map[string]string{"data_centers.#": "0"}, `name_prefix = "Par"`)
}
