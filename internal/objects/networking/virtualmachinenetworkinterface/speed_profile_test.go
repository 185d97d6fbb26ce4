package virtualmachinenetworkinterface_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func TestSpeedProfileChangesInPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	same := statecheck.CompareValue(compare.ValuesSame())
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	speed := func(text, permalink string) resource.TestStep {
		return resource.TestStep{
			Config:           w.on(fmt.Sprintf("network_speed_profile = %q", text)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(), acctest.Has(address, "network_speed_profile", knownvalue.StringExact(text)),
				statecheck.ExpectKnownValue(address, tfjsonpath.New("speed_profile").AtMapKey("permalink"), knownvalue.StringExact(permalink)),
			},
		}
	}
	w.Run(
		resource.TestStep{Config: w.on(), ConfigStateChecks: []statecheck.StateCheck{sameID()}},
		speed("10gbps", "10gbps"),
		speed(gigabit, "1gbps"),
		speed("unrestricted", "unrestricted"),
	)
	if n := w.Count(speeds); n != 3 {
		t.Errorf("changed %d times", n)
	}
}

func TestSameSpeedProfileWrittenOtherwiseIsNoChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	written := func(text string) string { return w.on(fmt.Sprintf("network_speed_profile = %q", text)) }
	w.Run(
		resource.TestStep{Config: written("1gbps")},
		resource.TestStep{Config: written(gigabit), PlanOnly: true},
		resource.TestStep{ // kept as it was written also where something else changes
			Config:            w.on(fmt.Sprintf("network_speed_profile = %q", gigabit), "attached = false"),
			ConfigStateChecks: append(is(false, "detached"), acctest.Has(address, "network_speed_profile", knownvalue.StringExact("1gbps"))),
		},
		resource.TestStep{Config: written(tenGigabit)},
		resource.TestStep{RefreshState: true, Check: resource.TestCheckResourceAttr(address, "network_speed_profile", tenGigabit)},
		resource.TestStep{Config: written("10gbps"), PlanOnly: true},
		resource.TestStep{Config: written(tenGigabit), PlanOnly: true},
	)
}

func TestSpeedProfileChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			PreConfig:         func() { w.change(map[string]any{"speed_profile": ref(tenGigabit)}) },
			Config:            w.on(),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "network_speed_profile", knownvalue.StringExact("1gbps"))},
		},
		resource.TestStep{ // changed back by somebody else before this apply gets to it
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: speeds, Status: 422, Code: "speed_profile_already_assigned"})
			},
			Config: w.on(`network_speed_profile = "10gbps"`), ExpectNonEmptyPlan: true,
		},
	)
}
