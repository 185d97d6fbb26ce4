package virtualmachinenetworkinterface

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

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
