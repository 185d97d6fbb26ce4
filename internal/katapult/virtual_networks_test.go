package katapult

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// newNetworks creates virtual networks in a data centre, given as JSON.
func newNetworks(center string, responses ...scriptedResponse) *made {
	return &made{list: "virtual_networks", single: "virtual_network", responses: responses, row: func(number int) string {
		return fmt.Sprintf(`{"id":"vnet_%d","name":"backend","data_center":%s}`, number, center)
	}}
}

// Rows of the list are complete, so a search reads nothing else.
func TestLostNetworkIsFoundInTheListAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ center, says string }{
		"in the data centre":  {`{"id":"dc_1","permalink":"uk-lon-01"}`, ""},
		"nobody knows where":  {`{}`, "does not say in which data centre virtual network vnet_1 is"},
		"in the wrong centre": {`{"id":"dc_2","permalink":"nl-ams-01"}`, "was not found after the response was lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				lost := []scriptedResponse{gateway, gateway, gateway, gateway, gateway}
				if test.says == "" {
					lost = lost[:1]
				}
				api := newNetworks(test.center, lost...)
				network, err := api.client().VirtualNetworks.Create(t.Context(), VirtualNetworkArguments{Name: "backend", DataCenterID: "dc_1"})
				switch {
				case test.says == "" && (err != nil || network.ID != "vnet_1" || api.sent != 1 || api.singles != 0):
					t.Errorf("sent %d times, read %d networks, %q is ours: %v", api.sent, api.singles, network.ID, err)
				case test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)):
					t.Error(err)
				}
			})
		})
	}
}
