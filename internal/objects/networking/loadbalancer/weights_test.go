package loadbalancer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/simulator/katapult"
)

// weighted is a world with three machines, and the arguments that put them behind the load
// balancer.
func weighted(t *testing.T) (w *acctest.World, machines [3]string, behind string) {
	t.Helper()
	w = acctest.New(t, loadbalancer.Object)
	for i := range machines {
		machines[i] = w.AddVirtualMachine(katapult.VM{Name: fmt.Sprintf("web-%d", i)})
	}
	return w, machines, fmt.Sprintf("enable_weighting = true\nvirtual_machine_ids = [%q, %q, %q]", machines[0], machines[1], machines[2])
}

// weightsOf are those that the API has, by machine.
func weightsOf(w *acctest.World) map[string]string {
	weights := map[string]string{}
	b, _ := w.Object(w.Only(kind))
	list, _ := b["weights"].([]any)
	for _, pair := range list {
		pair, _ := pair.(map[string]any)
		weights[fmt.Sprint(pair["virtual_machine_id"])] = fmt.Sprint(pair["weight"])
	}
	return weights
}

func exactly(weights map[string]int64) knownvalue.Check {
	checks := map[string]knownvalue.Check{}
	for machine, weight := range weights {
		checks[machine] = knownvalue.Int64Exact(weight)
	}
	return knownvalue.MapExact(checks)
}

func TestOnlyConfiguredWeightsAreCompared(t *testing.T) {
	t.Parallel()
	w, m, behind := weighted(t)
	config := inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 10 }", m[0]))
	setOutside := func(weights map[string]any) func() {
		return func() { w.Change(w.Only(kind), map[string]any{"weights": weights}) }
	}
	w.Run(
		resource.TestStep{Config: config, ConfigStateChecks: has(map[string]knownvalue.Check{"weights": exactly(map[string]int64{m[0]: 10})})},
		resource.TestStep{
			PreConfig: setOutside(map[string]any{m[1]: 99}), Config: config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
		resource.TestStep{
			PreConfig: setOutside(map[string]any{m[0]: 11}), Config: config,
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has(map[string]knownvalue.Check{"weights": exactly(map[string]int64{m[0]: 10})}),
		},
		resource.TestStep{
			PreConfig: func() {
				if got, want := fmt.Sprint(weightsOf(w)), fmt.Sprint(map[string]string{m[0]: "10", m[1]: "99", m[2]: "128"}); got != want {
					t.Errorf("the weights are %s, want %s: those of others are not ours", got, want)
				}
			},
			Config: inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 20 }", m[2])), // the first gets the API's own weight again
		},
		resource.TestStep{
			PreConfig: func() {
				if got, want := fmt.Sprint(weightsOf(w)), fmt.Sprint(map[string]string{m[0]: "128", m[1]: "99", m[2]: "20"}); got != want {
					t.Errorf("the weights are %s, want %s", got, want)
				}
			},
			Config: inLondon(w, named, behind),
		},
		resource.TestStep{
			PreConfig: func() {
				if got, want := fmt.Sprint(weightsOf(w)), fmt.Sprint(map[string]string{m[0]: "128", m[1]: "99", m[2]: "128"}); got != want {
					t.Errorf("the weights are %s, want %s", got, want)
				}
			},
			Config: inLondon(w, named, behind), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

// It is not known whether the API keeps the weights that a request leaves out, so that none
// is left out.
func TestEveryWeightIsSent(t *testing.T) {
	t.Parallel()
	w, m, behind := weighted(t)
	w.Run(
		resource.TestStep{Config: inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 10 }", m[0]))},
		resource.TestStep{Config: inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 20 }", m[1]))},
		resource.TestStep{Config: inLondon(w, named, fmt.Sprintf("enable_weighting = true\nvirtual_machine_ids = [%q]\nweights = { %[1]q = 30 }", m[0]))},
	)
	sent := changes(w)
	for i, weights := range []map[string]int{{m[0]: 128, m[1]: 20, m[2]: 128}, {m[0]: 30}} {
		for machine, weight := range weights {
			if !strings.Contains(sent[i], fmt.Sprintf(`{"virtual_machine_id":%q,"weight":%d}`, machine, weight)) {
				t.Errorf("sent %s, without weight %d of %s", sent[i], weight, machine)
			}
		}
		if n := strings.Count(sent[i], `"weight":`); n != len(weights) {
			t.Errorf("sent %s, want %d weights", sent[i], len(weights))
		}
	}
}

// A machine may join the group later. The weight is set then.
func TestWeightOfAMachineThatIsNotInTheGroupYet(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	group, machine := w.AddGroup("web"), w.AddVirtualMachine(katapult.VM{})
	shell := w.Shell(inLondon(w, named, fmt.Sprintf("enable_weighting = true\nvirtual_machine_group_ids = [%q]\nweights = { %q = 7 }", group, machine)))
	if output := run(t, shell, "apply", "-auto-approve"); !acctest.Matches(`Warning: Weights without effect`, `"web" \(lb_\w+\) has not taken the weights of `+machine).MatchString(output) {
		t.Error(output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err == nil {
		t.Errorf("nothing says that the weight has no effect:\n%s", output)
	}
	w.Change(machine, map[string]any{"group": map[string]any{"id": group}})
	if output := run(t, shell, "apply", "-auto-approve"); strings.Contains(output, "without effect") {
		t.Error(output)
	}
	run(t, shell, "plan", "-detailed-exitcode")
	if got := weightsOf(w)[machine]; got != "7" {
		t.Errorf("the weight is %s", got)
	}
}

func TestWeightsThatAreOffAreAWarning(t *testing.T) {
	t.Parallel()
	w, m, behind := weighted(t)
	behind = strings.Replace(behind, "true", "false", 1)
	output := run(t, w.Shell(inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 10 }", m[0]))), "plan")
	if !acctest.Matches(`Warning: Weights without effect`, `only with enable_weighting = true`).MatchString(output) {
		t.Error(output)
	}
}

// Weights that nobody has given are the API's. An import leaves them out.
func TestImportKnowsTheWeightsThatSomebodyHasGiven(t *testing.T) {
	t.Parallel()
	w, m, behind := weighted(t)
	id := w.AddLoadBalancer(map[string]any{
		"enable_weighting": true, "resource_ids": m[:], "weights": []any{map[string]any{"virtual_machine_id": m[1], "weight": 5}},
	})
	w.Run(resource.TestStep{
		Config:            fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(named, behind, fmt.Sprintf("weights = { %q = 5 }", m[1])),
		ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
		ConfigStateChecks: has(map[string]knownvalue.Check{"weights": exactly(map[string]int64{m[1]: 5})}),
	})
}

func TestRefusedWeightIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	w, m, behind := weighted(t)
	w.Run(resource.TestStep{
		Config:      inLondon(w, named, behind, fmt.Sprintf("weights = { %q = 257 }", m[0])),
		ExpectError: acctest.Matches(`Cannot create katapult_load_balancer`, `weights = {`, `Weights must be between 0 and 256`, `422 validation_error`),
	})
}
