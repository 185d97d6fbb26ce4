package virtualmachinenetworkinterface_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// refusals are addresses that an interface cannot have, with the expected errors.
var refusals = map[string]struct {
	prepare func(w world) (arguments []string)
	says    []string
}{
	"of another machine": {
		func(w world) []string {
			ip := w.addAddress()
			other := world{w.World, w.AddVirtualMachine(simulator.VM{Name: "other"})}
			w.Change(ip, map[string]any{kind: ref(other.addInterface())})
			return []string{manages(ip)}
		},
		[]string{`is taken: [0-9a-f.:]+ belongs to VirtualMachine vm_\w+, to its network interface "[^"]+" \(vmnet_\w+\)`, `Nothing was changed`, `Release the address`, `create_before_destroy`},
	},
	"of another interface of the machine": {
		func(w world) []string {
			ip := w.addAddress()
			w.Change(ip, map[string]any{kind: ref(w.addInterface())})
			return []string{manages(ip)}
		},
		[]string{`belongs to VirtualMachine vm_\w+, to its network interface "[^"]+" \(vmnet_\w+\), which may be left over`, `Release the address`},
	},
	"of another network": {
		func(w world) []string {
			return []string{manages(w.made("/organizations/organization/ip_addresses", "ip_address", map[string]any{
				"organization": map[string]any{"sub_domain": "acme"}, "network": ref("netw_gnlxBcgtF7xyMslK"), "version": "ipv4",
			}))}
		},
		[]string{`is of network "Public Network - AMS" \(netw_gnlxBcgtF7xyMslK\), and the interface is on ` + publicNetwork, `Nothing was changed`},
	},
	"no such address": {
		func(w world) []string { return []string{manages(w.addAddress(), "ip_none")} },
		[]string{`reading IP address ip_none`, `404 ip_address_not_found`, `Check the ID`},
	},
}

// A partly created interface would be tainted. With create_before_destroy each apply
// would then create another one.
func TestInterfaceWhoseAddressesAreRefusedIsNotMade(t *testing.T) {
	t.Parallel()
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			config := w.on(test.prepare(w)...)
			before := len(w.Objects(kind))
			w.ResetRequests()
			w.Run(resource.TestStep{
				Config:      config,
				ExpectError: acctest.Matches(append([]string{`Cannot create ` + typeName, `ip_address_ids\s+= \[`}, test.says...)...),
			})
			if n, all := w.Count(creates), len(w.Objects(kind)); n > 0 || all != before {
				t.Errorf("%d requests to create it, %d interfaces of %d", n, all, before)
			}
		})
	}
}

// All checks come before the first change.
func TestUpdateWhoseAddressesAreRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			ip := w.addAddress()
			made := w.on(manages(ip))
			var nic string
			w.Run(
				resource.TestStep{Config: made},
				resource.TestStep{
					Config:      w.on(append(test.prepare(w), `network_speed_profile = "10gbps"`, "attached = false")...),
					ExpectError: acctest.Matches(append([]string{`Cannot update ` + typeName, `ip_address_ids\s+= \[`}, test.says...)...),
				},
				resource.TestStep{Config: made, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if n := w.Count(speeds) + w.Count(allocates); n > 1 {
				t.Errorf("%d requests to change %s, want the one of its creation", n, nic)
			}
		})
	}
}

func TestAddressesOnAVirtualNetworkAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(resource.TestStep{
		Config: w.on(`virtual_network_id = "vnet_x"`, manages("ip_x")), PlanOnly: true,
		ExpectError: acctest.Matches(`ip_address_ids\s+= \[`, `a virtual network takes no IP addresses`, `set network_id instead`),
	})
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests for a configuration that cannot work", n)
	}
}

// Values that are unknown at plan time are rejected before anything is created.
func TestAddressesOnAVirtualNetworkThatIsKnownLateAreRefusedWithNothingMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("resource \"terraform_data\" \"network\" {\n  input = %q\n}\n", w.addVirtualNetwork()) +
			w.on("virtual_network_id = terraform_data.network.output", manages(w.addAddress())),
		ExpectError: acctest.Matches(`ip_address_ids\s+= \[`, `virtual network takes no IP addresses`),
	})
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d requests to create it", n)
	}
}

func TestNullAndBlankAddressesAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for element, says := range map[string]string{"null": "an element is null", `""`: "an element is blank"} {
		t.Run(element, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(resource.TestStep{
				Config: w.on(`ip_address_ids = ["ip_x", ` + element + `]`), PlanOnly: true,
				ExpectError: acctest.Matches(`ip_address_ids\s+= \[`, says),
			})
		})
	}
}

// An interface that cannot be deleted stays usable.
func TestDestroyWithAddressesThatAreNotManagedChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	managed, foreign := w.addAddress(), w.addAddress()
	w.Run(
		resource.TestStep{Config: w.on(manages(managed))},
		resource.TestStep{
			PreConfig: func() { w.Change(foreign, map[string]any{kind: ref(w.Only(kind))}) },
			Config:    w.on(manages(managed)), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete `+typeName, `Deleting "Public Network on web" \(vmnet_\w+\) failed`,
				`addresses that are not in ip_address_ids`, `[0-9a-f.:]+ \(`+foreign+`\)`, `Nothing was changed`, `Add them to ip_address_ids`),
		},
		resource.TestStep{
			Config: w.on(manages(managed)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), Check: w.allocated(managed, foreign),
			ConfigStateChecks: is(true, "attached"),
		},
		resource.TestStep{Config: w.on(manages(managed, foreign))}, // as it says
	)
	if d, u := w.Count(detaches), w.Count(unallocates); d != 1 || u != 2 {
		t.Errorf("detached %d times and released %d addresses, want that of the destroy in the end alone", d, u)
	}
}
