package ipallocation

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/simulator"
	cloud "terraform-provider-katapult/internal/simulator/katapult"
)

// The machine has the address while the allocation is created. Adopted, it would be taken
// away again by the operation that has announced its release.
func TestAddressThatIsAboutToBeReleasedIsNotTakenOver(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	machine := w.AddVirtualMachine(cloud.VM{Name: "web", Interface: true})
	address := w.Only("ip_address")
	api := katapult.New(katapult.Options{URL: w.URL, Token: acctest.Token, Organization: "acme", ReleaseGrace: time.Minute})
	done := api.IPAddresses.AnnounceRelease(address)
	taken := make(chan struct{}, 100)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == "GET /virtual_machines/virtual_machine/network_interfaces" {
			taken <- struct{}{} // it looks whose the address is
		}
	})
	plan := model{IPAddressID: types.StringValue(address), VirtualMachineID: types.StringValue(machine)}
	created := make(chan error)
	go func() { created <- create(t.Context(), api, &plan) }()
	select {
	case <-taken:
	case err := <-created:
		t.Fatalf("it was created: %v", err)
	}
	w.Change(address, map[string]any{"virtual_machine_network_interface": nil})
	done()
	if err := <-created; err != nil || w.Count("POST /virtual_machines/virtual_machine/allocate_ip") != 1 {
		t.Errorf("allocated %d times: %v", w.Count("POST /virtual_machines/virtual_machine/allocate_ip"), err)
	}
}
