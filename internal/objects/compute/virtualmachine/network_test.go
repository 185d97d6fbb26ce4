package virtualmachine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// nicsOn counts the interfaces on a virtual network.
func nicsOn(w *acctest.World, network string) int {
	n := 0
	for _, nic := range w.Objects("virtual_machine_network_interface") {
		if on, _ := nic["virtual_network"].(map[string]any); on["id"] == network {
			n++
		}
	}
	return n
}

// Interfaces that another resource or somebody has made belong to them.
func TestInterfacesOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		own, theirs := w.AddVirtualNetwork("own", "uk-lon-01"), w.AddVirtualNetwork("theirs", "uk-lon-01")
		connected := web(basic, `virtual_network_ids = ["`+own+`"]`)
		w.Run(
			resource.TestStep{Config: connected},
			resource.TestStep{
				PreConfig: func() { connectTo(w, w.Only("virtual_machine"), theirs) },
				Config:    connected, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{
					acctest.Has(address, "virtual_network_ids", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact(own)})),
					acctest.Has(address, "network_interfaces", knownvalue.ListSizeExact(2)),
				},
			},
			resource.TestStep{ // removing the argument disconnects what it has connected
				Config: web(basic), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "virtual_network_ids", knownvalue.SetExact(nil))},
				Check: func(*terraform.State) error {
					if nicsOn(w, own) != 0 || nicsOn(w, theirs) != 1 {
						return fmt.Errorf("%d own interfaces, %d of others", nicsOn(w, own), nicsOn(w, theirs))
					}
					return nil
				},
			},
		)
	})
}

func TestInterfaceThatVanishedIsMadeAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		network := w.AddVirtualNetwork("backend", "uk-lon-01")
		config := web(basic, `virtual_network_ids = ["`+network+`"]`, `network_speed_profile = "1gbps"`)
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{
				PreConfig: func() { w.Remove(w.Only("virtual_machine_network_interface")) },
				Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			},
		)
	})
}

// An import takes everything, and a configuration that names less forgets the rest.
func TestImportTakesAllNetworksAndForgetsWhatIsNotConfigured(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		machine := w.AddVirtualMachine(simulator.VM{Name: "Web", Hostname: "web-1", Interface: true})
		_, network := connect(w, machine)
		imports := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, machine)
		w.Run(
			resource.TestStep{
				Config:           imports + with("disk_template", "", `virtual_network_ids = ["`+network+`"]`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			},
			resource.TestStep{Config: with("disk_template", ""), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
			resource.TestStep{Config: with("disk_template", ""), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
	})
}

func TestAddressesOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		first, second := addAddress(w), addAddress(w)
		w.Run(
			resource.TestStep{Config: web(basic, `ip_address_ids = ["`+first+`"]`)},
			resource.TestStep{
				PreConfig: func() {
					w.Do("POST", "/virtual_machines/virtual_machine/allocate_ip", map[string]any{"virtual_machine": id(w.Only("virtual_machine")), "ip_address": id(second)})
				},
				Config: web(basic), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			},
			resource.TestStep{ // named, the set is all there are
				Config: web(basic, `ip_address_ids = ["`+first+`"]`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			},
		)
		if address, _ := w.Object(second); address["allocation_id"] != nil {
			t.Errorf("the second address is still allocated: %v", address)
		}
	})
}

// Two machines that swap their addresses in one apply.
func TestAddressesMoveBetweenMachinesInOneApply(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object, ip.Object)
		config := func(a, b string) string {
			machine := func(name, ip string) string {
				return fmt.Sprintf("resource \"katapult_virtual_machine\" %q {\n hostname = %q\n package = \"rock-1\"\n disk_template = \"ubuntu-18-04\"\n data_center = \"uk-lon-01\"\n ip_address_ids = [katapult_ip.%s.id]\n}\n", name, name, ip)
			}
			return "resource \"katapult_ip\" \"x\" {\n network_id = \"" + public + "\"\n}\nresource \"katapult_ip\" \"y\" {\n network_id = \"" + public + "\"\n}\n" +
				machine("a", a) + machine("b", b)
		}
		w.Run(resource.TestStep{Config: config("x", "y")}, resource.TestStep{Config: config("y", "x")})
	})
}

// A virtual network is deleted with the machine that was on it, in one destroy.
func TestStackIsDestroyedInOneRun(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object, virtualnetwork.Object, virtualmachinenetworkinterface.Object)
		w.Run(resource.TestStep{Config: `
resource "katapult_virtual_network" "backend" {
  name           = "backend"
  data_center_id = "` + inLondon + `"
}
resource "katapult_virtual_machine_network_interface" "own" {
  virtual_machine_id    = katapult_virtual_machine.web.id
  virtual_network_id    = katapult_virtual_network.backend.id
  network_speed_profile = "1gbps"
}
` + web(basic)}, resource.TestStep{Config: strings.ReplaceAll(web(basic), "\n\n", "\n")})
	})
}

// What terraform query writes plans nothing but imports.
func TestQueriedMachinesAreImportedWithoutAnEdit(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		group := w.AddGroup("web")
		bare := w.AddVirtualMachine(simulator.VM{Name: "bare", State: "stopped"})
		full := w.AddVirtualMachine(simulator.VM{Name: "full", Description: "Serves", Group: group, TagNames: []string{"web"}, Interface: true})
		connect(w, full)
		w.ImportsListed("katapult_virtual_machine", nil)
		got := w.List("katapult_virtual_machine", map[string]string{"name_prefix": "ba"}, 0)
		if len(got) != 1 || got[0].Identity["id"] != bare || got[0].Resource["state"] != "stopped" {
			t.Errorf("%+v", got)
		}
	})
}
