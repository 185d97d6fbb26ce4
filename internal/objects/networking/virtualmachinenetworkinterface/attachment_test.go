package virtualmachinenetworkinterface_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

func TestAttachedChangesInPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on("attached = false"), ConfigStateChecks: is(false, "detached")},
		resource.TestStep{Config: w.on("attached = true"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(true, "attached")},
		resource.TestStep{Config: w.on("attached = false"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(false, "detached")},
		resource.TestStep{Config: w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(true, "attached")},
	)
	if a, d := w.Count(attaches), w.Count(detaches); a != 2 || d != 2 {
		t.Errorf("attached %d times, detached %d times", a, d)
	}
}

func TestStoppedMachineIsNotStarted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "stopped")
	w.Run(
		resource.TestStep{Config: w.on(), ConfigStateChecks: is(true, "detached")},
		resource.TestStep{Config: w.on("attached = false"), ConfigStateChecks: is(false, "detached")},
		resource.TestStep{Config: w.on("attached = true"), ConfigStateChecks: is(true, "detached")},
		resource.TestStep{Config: w.on("attached = true", `network_speed_profile = "10gbps"`), ConfigStateChecks: is(true, "detached")},
		resource.TestStep{
			PreConfig: func() { w.Change(w.machine, map[string]any{"state": "started"}) },
			Config:    w.on(`network_speed_profile = "10gbps"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
		resource.TestStep{
			PreConfig: func() { w.Change(w.machine, map[string]any{"state": "stopped"}) },
			Config:    w.on(`network_speed_profile = "10gbps"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
	if n := w.Count(attaches) + w.Count(detaches); n > 0 {
		t.Errorf("%d requests to attach or detach", n)
	}
}

func TestDriftIsSeenBothWays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			PreConfig: func() { w.change(map[string]any{"state": "detached"}) },
			Config:    w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(true, "attached"),
		},
		resource.TestStep{Config: w.on("attached = false")},
		resource.TestStep{
			PreConfig: func() { w.change(map[string]any{"state": "attached"}) },
			Config:    w.on("attached = false"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(false, "detached"),
		},
	)
}

func TestTransitionIsNeverAPlan(t *testing.T) {
	t.Parallel()
	for _, attached := range []bool{true, false} {
		for _, state := range []string{"attaching", "detaching", "_none"} {
			t.Run(fmt.Sprintf("%s while %t is wanted", state, attached), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, "started")
				config := w.on(fmt.Sprintf("attached = %t", attached))
				w.Run(
					resource.TestStep{Config: config},
					resource.TestStep{PreConfig: func() { w.change(map[string]any{"state": state}) }, Config: config, PlanOnly: true},
					resource.TestStep{PreConfig: func() { w.change(map[string]any{"state": "detached"}) }, Config: config},
				)
			})
		}
	}
}

// settles ends the transition of the only interface after a few polls.
func (w world) settles(state string) {
	var looks atomic.Int32
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == reads && looks.Add(1) == 3 {
			w.change(map[string]any{"state": state})
		}
	})
}

func TestChangeWaitsForTransitions(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"attaching", "_none"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(
				resource.TestStep{Config: w.on()},
				resource.TestStep{
					PreConfig: func() { w.change(map[string]any{"state": state}) },
					Config:    w.on(`network_speed_profile = "10gbps"`),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), after{func() { w.settles("attached") }},
					}},
					ConfigStateChecks: is(true, "attached"),
				},
			)
			if n := w.Count(attaches); n != 1 {
				t.Errorf("attached %d times, although it was about to be", n)
			}
		})
	}
}

func TestCreateWaitsForTheMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "stopped")
	w.Do("POST", "/virtual_machines/virtual_machine/start", map[string]any{"virtual_machine": ref(w.machine)})
	w.Run(resource.TestStep{Config: w.on(), ConfigStateChecks: is(true, "attached")})
}

func TestAlreadyAttachedOrDetachedIsSuccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			Config: w.on("attached = false"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{after{func() {
				w.Inject(simulator.Fault{Operation: detaches, Status: 422, Code: kind + "_already_detached"})
			}}}},
			ExpectNonEmptyPlan: true, // nothing was detached really
		},
		resource.TestStep{Config: w.on("attached = false"), ConfigStateChecks: is(false, "detached")},
		resource.TestStep{
			Config: w.on(),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{after{
				func() { w.Inject(simulator.Fault{Operation: attaches, Status: 422, Code: kind + "_already_attached"}) },
			}}},
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{Config: w.on(), ConfigStateChecks: is(true, "attached")},
	)
}

func TestFailureAfterCreateIsTaintedAndRepairedByTheNextApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.FailNextTask(attach)
	w.Run(
		resource.TestStep{
			Config: w.on(),
			ExpectError: acctest.Matches(`Cannot create `+typeName, `the task "Attach network interface" \(task_\w+\) on network interface vmnet_\w+ failed`,
				`Katapult console`),
		},
		resource.TestStep{
			Config: w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), ConfigStateChecks: is(true, "attached"),
		},
	)
	if c, d := w.Count(creates), w.Count(deletes); c != 2 || d != 2 {
		t.Errorf("created %d and deleted %d times", c, d)
	}
}

func TestTimeoutNamesTheTaskAndKeepsTheInterface(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := newWorld(t, "started", func(o *simulator.Options) { o.TaskTime = time.Hour })
		shell := w.Shell(w.on("timeouts {\n    create = \"3s\"\n  }"))
		output, err := shell.Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`the task "Attach network interface" \(task_\w+\) on network interface vmnet_\w+ was still`, `create timeout of 3s`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		if state := shell.Read("terraform.tfstate"); !strings.Contains(state, w.Only(kind)) || !strings.Contains(state, "tainted") {
			t.Errorf("the interface is not in the state: %s", state)
		}
	})
}

func TestUpdateThatFailedHalfwayIsFinishedByTheNextApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	ip := w.addAddress()
	config := w.on(`network_speed_profile = "10gbps"`, fmt.Sprintf("ip_address_ids = [%q]", ip))
	w.Run(
		resource.TestStep{Config: w.on("attached = false")},
		resource.TestStep{
			PreConfig: func() { w.FailNextTask(attach) },
			Config:    config, ExpectError: acctest.Matches(`Cannot update `+typeName, `"Public Network on web" \(vmnet_\w+\)`, `failed after`),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: is(true, "attached")},
	)
	if n := w.Count(speeds); n != 1 {
		t.Errorf("the speed profile was changed %d times", n)
	}
}

func TestManyInterfacesOnOneMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	many := func(argument string) string { return w.on("count = 5", argument) }
	w.Run(
		resource.TestStep{Config: many("attached = true")},
		resource.TestStep{Config: many("attached = false")},
		resource.TestStep{Config: many(`network_speed_profile = "10gbps"`)},
	)
}

// TestCreateTakesFewRequests: the machine, the interface, its attachment, the
// task once or a few times, and the outcome.
func TestCreateTakesFewRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	shell := w.Shell(w.on())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for operation, most := range map[string]int{
		lists: 1, creates: 1, attaches: 1, reads: 1, "GET /virtual_machines/virtual_machine": 1, "GET /tasks/task": 2,
	} {
		if n := w.Count(operation); n > most {
			t.Errorf("%s %d times", operation, n)
		}
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if n, m := w.Count(reads), w.Count("GET /virtual_machines/virtual_machine"); n != 1 || m != 0 {
		t.Errorf("a plan read the interface %d times, and the machine %d times", n, m)
	}
}
