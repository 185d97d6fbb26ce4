package loadbalancer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestTargetsChangeTheirTypeInOneRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	machine, group, tag := w.AddVirtualMachine(katapult.VM{}), w.AddGroup("web"), w.AddTag("web", "red")
	step := func(machines, groups, tags knownvalue.Check, arguments ...string) resource.TestStep {
		return resource.TestStep{
			Config: inLondon(w, append([]string{named}, arguments...)...),
			ConfigStateChecks: has(map[string]knownvalue.Check{
				"virtual_machine_ids": machines, "virtual_machine_group_ids": groups, "tag_ids": tags,
			}),
		}
	}
	w.Run(
		step(only(machine), none(), none(), fmt.Sprintf("virtual_machine_ids = [%q]", machine)),
		step(none(), only(group), none(), fmt.Sprintf("virtual_machine_group_ids = [%q]", group)),
		step(none(), none(), only(tag), fmt.Sprintf("tag_ids = [%q]\nvirtual_machine_ids = []\nvirtual_machine_group_ids = []", tag)),
		step(only(machine), none(), none(), fmt.Sprintf("virtual_machine_ids = [%q]\ntag_ids = []", machine)),
		step(none(), none(), none()), // without the argument there are none
	)
	want := []string{
		fmt.Sprintf(`"resource_type":"virtual_machine_groups","resource_ids":[%q]`, group), fmt.Sprintf(`"resource_type":"tags","resource_ids":[%q]`, tag),
		fmt.Sprintf(`"resource_type":"virtual_machines","resource_ids":[%q]`, machine), `"resource_type":"virtual_machines","resource_ids":[]`,
	}
	sent := changes(w)
	if len(sent) != len(want) {
		t.Fatalf("%d requests: %q", len(sent), sent)
	}
	for i := range want {
		if !strings.Contains(sent[i], want[i]) {
			t.Errorf("sent %s, want %s", sent[i], want[i])
		}
	}
}

func TestMachineThatJoinsAGroupOrGetsATagPlansNothing(t *testing.T) {
	t.Parallel()
	for name, weights := range map[string]string{"without weights": "", "with a weight": "enable_weighting = true\nweights = { %q = 7 }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			group, tag := w.AddGroup("web"), w.AddTag("web", "red")
			first := w.AddVirtualMachine(katapult.VM{Name: "web-1", Group: group, TagNames: []string{"web"}})
			if weights != "" {
				weights = fmt.Sprintf(weights, first)
			}
			for i, targets := range []string{fmt.Sprintf("virtual_machine_group_ids = [%q]", group), fmt.Sprintf("tag_ids = [%q]", tag)} {
				config := inLondon(w, named, targets, weights)
				w.Run(
					resource.TestStep{Config: config},
					resource.TestStep{
						PreConfig: func() {
							w.AddVirtualMachine(katapult.VM{Name: fmt.Sprintf("new-%d", i), Group: group, TagNames: []string{"web"}})
						},
						Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
					},
				)
			}
		})
	}
}

// What a configuration cannot know yet is refused when it is known.
func TestTargetsOfSeveralTypesThatTurnOutLate(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object, virtualmachinegroup.Object)
	machine := w.AddVirtualMachine(katapult.VM{})
	config := func(ids string) string {
		return "resource \"katapult_virtual_machine_group\" \"web\" {\n  name = \"web\"\n}\n" + inLondon(w, named,
			fmt.Sprintf("virtual_machine_ids = katapult_virtual_machine_group.web.created_at == \"\" ? [] : %s", ids),
			"virtual_machine_group_ids = [katapult_virtual_machine_group.web.id]")
	}
	w.Run(
		resource.TestStep{
			Config:      config(fmt.Sprintf("[%q]", machine)),
			ExpectError: acctest.Matches(`nly one of virtual_machine_ids`),
		},
		resource.TestStep{Config: config("[]")},
	)
	if n := w.Count(creates); n != 1 {
		t.Errorf("%d load balancers were asked for", n)
	}
}

// Nothing of a target that does not exist is made, and its argument is named.
func TestRefusedTargetsAreSaidAtTheirArgument(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"virtual_machine_ids", "virtual_machine_group_ids", "tag_ids", "standby_virtual_machine_ids"} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			w.Run(resource.TestStep{
				Config: inLondon(w, named, argument+` = ["x_none"]`),
				ExpectError: acctest.Matches(`Cannot create katapult_load_balancer`, argument+` = \["x_none"\]`, `Creating "web" failed`,
					`must be of objects that exist`, `422 validation_error`),
			})
		})
	}
}

// A machine that is destroyed leaves the load balancer by itself.
func TestDestroyedMachineIsDrift(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	one, other := w.AddVirtualMachine(katapult.VM{Name: "a"}), w.AddVirtualMachine(katapult.VM{Name: "b"})
	w.Run(
		resource.TestStep{Config: inLondon(w, named, fmt.Sprintf("virtual_machine_ids = [%q, %q]", one, other))},
		resource.TestStep{
			PreConfig: func() { w.Remove(one) },
			Config:    inLondon(w, named, fmt.Sprintf("virtual_machine_ids = [%q]", other)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}
