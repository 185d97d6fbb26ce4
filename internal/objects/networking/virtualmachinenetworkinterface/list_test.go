package virtualmachinenetworkinterface

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

// An import follows the configuration that a query has written, so both must agree.
func TestListedInterfaceIsTheImportedOne(t *testing.T) {
	t.Parallel()
	for _, addresses := range [][]katapult.IPAddress{nil, {{ID: "ip_1", Address: "203.0.113.7"}, {ID: "ip_2", Address: "2001:db8::7"}}} {
		now := katapult.VirtualMachineNetworkInterface{ID: "vmnet_1", State: katapult.Attached, IPAddresses: addresses}
		imported := model{ID: types.StringValue("vmnet_1")}
		imported.fill(now)
		var listed model
		if err := networkInterfaces.Fill(t.Context(), &listed, listedInterface{now, true}); err != nil {
			t.Error(err)
		}
		if got := ids(listed.IPAddressIDs); !listed.IPAddressIDs.Equal(imported.IPAddressIDs) || len(got) != len(addresses) || listed.IPAddressIDs.IsNull() {
			t.Errorf("listed with %s, imported with %s", listed.IPAddressIDs, imported.IPAddressIDs)
		}
	}
}

// The framework refuses duplicates in a set, and the API may list an address twice.
func TestAddressThatIsListedTwiceIsOneElementOfTheSets(t *testing.T) {
	t.Parallel()
	twice := katapult.IPAddress{ID: "ip_1", Address: "203.0.113.7"}
	var m model
	m.fill(katapult.VirtualMachineNetworkInterface{ID: "vmnet_1", IPAddresses: []katapult.IPAddress{twice, twice}})
	for name, set := range map[string]types.Set{"ip_address_ids": m.IPAddressIDs, "ip_addresses": m.IPAddresses} {
		if n := len(set.Elements()); n != 1 {
			t.Errorf("%s has %d elements: %s", name, n, set)
		}
	}
}
