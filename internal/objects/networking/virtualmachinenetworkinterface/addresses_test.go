package virtualmachinenetworkinterface_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	allocates   = "POST " + one + "/allocate_ip"
	unallocates = "POST /ip_addresses/ip_address/unallocate"
)

func manages(ids ...string) string { return `ip_address_ids = ["` + strings.Join(ids, `", "`) + `"]` }

// managed checks the managed addresses, and all those of the interface.
func (w world) managed(all int, ids ...string) []statecheck.StateCheck {
	var want []knownvalue.Check
	for _, id := range ids {
		want = append(want, knownvalue.StringExact(id))
	}
	return []statecheck.StateCheck{acctest.Has(address, "ip_address_ids", knownvalue.SetExact(want)), acctest.Has(address, "ip_addresses", knownvalue.SetSizeExact(all))}
}

// allocated checks which addresses the interface has.
func (w world) allocated(want ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		got := w.addressesOf(w.Only(kind))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("the interface has %v, want %v", got, want)
		}
		return nil
	}
}

func TestOnlyManagedAddressesAreTouched(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	first, second, foreign := w.addAddress(), w.addAddress(), w.addAddress()
	give := func() { w.Change(foreign, map[string]any{kind: ref(w.Only(kind))}) }
	w.Run(
		resource.TestStep{Config: w.on(manages(first)), ConfigStateChecks: w.managed(1, first), Check: w.allocated(first)},
		resource.TestStep{ // somebody else's does not plan anything
			PreConfig: give, Config: w.on(manages(first)), PlanOnly: true,
		},
		resource.TestStep{
			Config: w.on(manages(first, second)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: w.managed(3, first, second), Check: w.allocated(first, second, foreign),
		},
		resource.TestStep{Config: w.on(manages(second)), ConfigStateChecks: w.managed(2, second), Check: w.allocated(second, foreign)},
		resource.TestStep{Config: w.on(`ip_address_ids = []`), ConfigStateChecks: w.managed(1), Check: w.allocated(foreign)},
		resource.TestStep{Config: w.on(manages(first)), Check: w.allocated(first, foreign)},
		resource.TestStep{ // left out, the argument changes nothing
			Config: w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: w.managed(2, first), Check: w.allocated(first, foreign),
		},
		resource.TestStep{ // also not along with another change
			Config: w.on(`network_speed_profile = "10gbps"`), ConfigStateChecks: w.managed(2, first), Check: w.allocated(first, foreign),
		},
		resource.TestStep{Config: w.on(manages(foreign)), ConfigStateChecks: w.managed(1, foreign), Check: w.allocated(foreign)},
	)
	if n := w.Count(allocates); n != 3 {
		t.Errorf("allocated %d times, want 3: one was there already", n)
	}
	for _, id := range []string{first, second, foreign} {
		if object, _ := w.Object(id); object["allocation_id"] != nil {
			t.Errorf("still allocated: %v", object)
		}
	}
}

func TestAddressReleasedOutsideIsAllocatedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	ip := w.addAddress()
	w.Run(
		resource.TestStep{Config: w.on(manages(ip))},
		resource.TestStep{
			PreConfig: func() { w.Change(ip, map[string]any{kind: nil}) },
			Config:    w.on(manages(ip)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: w.managed(1, ip), Check: w.allocated(ip),
		},
	)
}

func TestAddressesOfAStoppedMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "stopped")
	ip := w.addAddress()
	w.Run(resource.TestStep{Config: w.on(manages(ip)), ConfigStateChecks: append(is(true, "detached"), w.managed(1, ip)...)})
}

// TestAddressThatSomethingElseHasByNowIsLeftAlone also has it on the same
// machine, where the allocation alone would not tell.
func TestAddressThatSomethingElseHasByNowIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, same := range []bool{false, true} {
		t.Run(fmt.Sprintf("same machine %t", same), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			other := w
			if !same {
				other.machine = w.AddVirtualMachine(simulator.VM{Name: "other"})
			}
			elsewhere := other.addInterface()
			ip := w.addAddress()
			shell := w.Shell(w.on(manages(ip)))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			w.Change(ip, map[string]any{kind: ref(elsewhere)})
			if output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if object, _ := w.Object(ip); object["allocation_id"] != other.machine {
				t.Errorf("%v", object)
			}
			if id := w.Only(kind); id != elsewhere {
				t.Errorf("left is %s", id)
			}
		})
	}
}

func TestAddressesAreReleasedFromAMachineInTheTrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	ip := w.addAddress()
	shell := w.Shell(w.on(manages(ip)))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.Trash(w.machine)
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if object, _ := w.Object(ip); object["allocation_id"] != nil {
		t.Errorf("%v", object)
	}
}

func TestPassingFailuresOfAddressesDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"allocate, answer lost":              {Operation: allocates, DropAfter: true},
		"unallocate, answer lost":            {Operation: unallocates, DropAfter: true},
		"unallocate, not allocated any more": {Operation: unallocates, Status: 422, Code: "no_allocation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			ip := w.addAddress()
			if fault.Code != "" {
				w.Run(
					resource.TestStep{Config: w.on(manages(ip))},
					resource.TestStep{
						Config:           w.on(`ip_address_ids = []`),
						ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{after{func() { w.Inject(fault) }}}},
					},
					resource.TestStep{Config: w.on(manages(ip))}, // so that it is released in the end
				)
				return
			}
			w.Inject(fault)
			w.Run(resource.TestStep{Config: w.on(manages(ip)), ConfigStateChecks: w.managed(1, ip), Check: w.allocated(ip)})
		})
	}
}

func TestFailureWhileAllocatingIsTaintedAndRepaired(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	first, second := w.addAddress(), w.addAddress()
	w.Inject(simulator.Fault{Operation: allocates, Skip: 1, Status: 422, Code: "ip_already_allocated"})
	w.Run(
		resource.TestStep{
			Config:      w.on(manages(first, second)),
			ExpectError: acctest.Matches(`Cannot create `+typeName, `ip_address_ids\s+= \[`, `allocating IP address ip_\w+`, `422 ip_already_allocated`, `Release the address`),
		},
		resource.TestStep{
			Config: w.on(manages(first, second)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: w.managed(2, first, second), Check: w.allocated(first, second),
		},
	)
}

// What it was given before the failure would otherwise belong to nobody, and
// keep the interface from being deleted.
func TestFailureOfAnUpdateKeepsWhatItHasAllocated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	first, second := w.addAddress(), w.addAddress()
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: allocates, Skip: 1, Status: 422, Code: "ip_already_allocated"})
			},
			Config:      w.on(manages(first, second)),
			ExpectError: acctest.Matches(`Cannot update `+typeName, `422 ip_already_allocated`),
		},
		resource.TestStep{Config: w.on(`ip_address_ids = []`), Check: w.allocated()},
	)
}
