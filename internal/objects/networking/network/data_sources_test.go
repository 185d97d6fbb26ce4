package network_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/network"
)

const (
	amsterdam   = "netw_gnlxBcgtF7xyMslK"
	inAmsterdam = "dc_Wm37yAq0BHhKXsPa"
	london      = "netw_gVRkZdSKczfNg34P"
	inLondon    = "loc_UUhPmoCbpic6UX0Y"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	acctest.New(t, network.Object).Reads("katapult_network", map[string]string{
		"id": amsterdam, "permalink": "eu-ams-01", "name": "Public Network - AMS", "default": "true", "data_center_id": inAmsterdam,
	},
		`id = "`+amsterdam+`"`, `permalink = "eu-ams-01"`, `name = "Public Network - AMS"`,
		`data_center_id = "`+inAmsterdam+`"`, `data_center = "`+inAmsterdam+`"`, `data_center = "nl-ams-01"`,
		"id = \""+amsterdam+"\"\ndata_center_id = \""+inAmsterdam+"\"")
}

func TestDefaultIsThatOfTheProvidersDataCenter(t *testing.T) {
	t.Parallel()
	for how, configured := range map[string]string{"permalink": "nl-ams-01", "ID": inAmsterdam} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, network.Object)
			w.Run(resource.TestStep{
				Config: w.ProviderBlock(`data_center = "`+configured+`"`) + `data "katapult_network" "default" {}`,
				Check:  resource.TestCheckResourceAttr("data.katapult_network.default", "id", amsterdam),
			})
		})
	}
}

func TestDataCenterDecidesBetweenEqualNames(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, network.Object)
	w.Change(amsterdam, map[string]any{"name": "Public Network"})
	w.Reads("katapult_network", map[string]string{"id": london}, "name = \"Public Network\"\ndata_center = \"uk-lon-01\"")
	w.Refuses("katapult_network", `name = "Public Network"`, `name = "Public Network"`,
		`2 have this name: `+london+`, `+amsterdam+`; set id to choose`)
}

func TestPermalinkCanBeMissing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, network.Object)
	w.Change(london, map[string]any{"permalink": nil})
	w.Reads("katapult_network", map[string]string{"permalink": acctest.Null}, `id = "`+london+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, network.Object)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":                 {`id = "netw_none"`, []string{`id = "netw_none"`, `network_not_found`}},
		"no such permalink":          {`permalink = "nowhere"`, []string{`permalink = "nowhere"`, `network_not_found`}},
		"no such name":               {`name = "Private"`, []string{`name = "Private"`, `no object has this name; there are: Public Network, Public Network - AMS`}},
		"no such name in the centre": {"name = \"Public Network\"\ndata_center = \"nl-ams-01\"", []string{`no object has this name; there are: Public Network - AMS`}},
		"no such data centre ID":     {`data_center_id = "dc_none"`, []string{`data_center_id = "dc_none"`, `data_center_not_found`}},
		"no such data centre":        {`data_center = "nowhere"`, []string{`data_center = "nowhere"`, `data_center_not_found`}},
		"another data centre": {
			"id = \"" + london + "\"\ndata_center = \"nl-ams-01\"",
			[]string{`data_center = "nl-ams-01"`, `network "Public Network" \(` + london + `\) is in uk-lon-01`},
		},
		"no default":       {``, []string{`no default data centre is configured`, `set data_center in the provider block`}},
		"two keys":         {"id = \"a\"\npermalink = \"b\"", []string{`cannot be configured together: \[id,permalink,name\]`}},
		"two data centres": {"data_center = \"a\"\ndata_center_id = \"b\"", []string{`cannot be configured together: \[data_center_id,data_center\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_network", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefixAndDataCenter(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, network.Object)
	w.Reads("katapult_networks", map[string]string{
		"networks.#": "2", "networks.0.id": london, "networks.0.permalink": "uk-lon-01-public", "networks.0.name": "Public Network",
		"networks.0.default": "true", "networks.0.data_center_id": inLondon, "networks.1.id": amsterdam,
	}, ``, `name_prefix = "Public"`)
	w.Reads("katapult_networks", map[string]string{"networks.#": "1", "networks.0.id": amsterdam},
		`name_prefix = "Public Network -"`, `data_center = "nl-ams-01"`, `data_center = "`+inAmsterdam+`"`)
	w.Reads("katapult_networks", map[string]string{"networks.#": "0"}, "name_prefix = \"Public Network -\"\ndata_center = \"uk-lon-01\"")
	w.Refuses("katapult_networks", `data_center = "nowhere"`, `data_center = "nowhere"`, `data_center_not_found`)
}
