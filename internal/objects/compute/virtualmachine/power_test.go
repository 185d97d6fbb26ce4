package virtualmachine_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
)

const (
	starts    = "POST /virtual_machines/virtual_machine/start"
	shutdowns = "POST /virtual_machines/virtual_machine/shutdown"
	resizes   = "PUT /disks/disk/resize"
)

// powered counts the requests that change the power state.
func powered(w *acctest.World) [3]int {
	return [3]int{w.Count(starts), w.Count(shutdowns), w.Count(stops)}
}

func TestPowerIsLeftAloneUnlessTheConfigurationSaysSo(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		stop := func() { w.Change(w.Only("virtual_machine"), map[string]any{"state": "stopped"}) }
		w.Run(
			resource.TestStep{Config: web(basic)},
			resource.TestStep{
				PreConfig: stop, Config: web(basic), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{exactly("state", "stopped"), acctest.Has(address, "powered_on", knownvalue.Bool(false))},
			},
			resource.TestStep{ // another change does not start it
				Config: web(basic, `description = "x"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("state", "stopped")},
			},
			resource.TestStep{
				Config: web(basic, `powered_on = true`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("state", "started")},
			},
			resource.TestStep{
				PreConfig: stop, Config: web(basic, `powered_on = true`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("state", "started")},
			},
		)
		if got, want := powered(w), [3]int{2, 0, 1}; got != want { // the destroy turns it off
			t.Errorf("starts, shutdowns and stops: %v, want %v", got, want)
		}
	})
}

func TestMachineCanBeBuiltToBeOff(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		config := web(basic, `powered_on = false`)
		w.Run(
			resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{exactly("state", "stopped"), acctest.Has(address, "powered_on", knownvalue.Bool(false))}},
			resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
	})
}

// What needs a machine that is stopped, and how it is allowed.
func TestChangesThatNeedAStoppedMachine(t *testing.T) {
	t.Parallel()
	size := func(gb, method string) string {
		return "system_disk = {\n size_in_gb = " + gb + "\n" + method + "\n}"
	}
	online := `resize_method = "online"`
	for name, test := range map[string]struct {
		before, after string
		online        bool
		says          string
	}{
		"smaller package":   {web(basic), with("package", `"rock-1"`), false, `it gets smaller, from 1 vCPU and 3 GB of memory to 1 vCPU and 1 GB`},
		"larger package":    {with("package", `"rock-1"`), web(basic), true, ``},
		"disk grows":        {web(basic, size("25", "")), web(basic, size("30", "")), false, `the system disk grows offline`},
		"disk grows online": {web(basic, size("25", "")), web(basic, size("30", online)), true, ``},
		"disk shrinks":      {web(basic, size("25", "")), web(basic, size("20", online)), false, `the system disk shrinks`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				refused := resource.TestStep{Config: test.after, ExpectError: acctest.Matches(`Cannot plan katapult_virtual_machine`, `has to be stopped for this change: `+test.says, `Set allow_power_cycle = true`)}
				if test.online {
					w.Run(resource.TestStep{Config: test.before}, resource.TestStep{Config: test.after, ConfigStateChecks: []statecheck.StateCheck{exactly("state", "started")}})
					if got := powered(w); got != [3]int{0, 0, 1} {
						t.Errorf("starts, shutdowns and stops: %v", got)
					}
					return
				}
				allowed := strings.Replace(test.after, "data_center", "allow_power_cycle = true\ndata_center", 1)
				w.Run(
					resource.TestStep{Config: test.before},
					refused,
					resource.TestStep{Config: allowed, ConfigStateChecks: []statecheck.StateCheck{exactly("state", "started")}},
					resource.TestStep{Config: allowed, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
				if got := powered(w); got != [3]int{1, 1, 1} {
					t.Errorf("starts, shutdowns and stops: %v", got)
				}
			})
		})
	}
}

func TestStoppedMachineNeedsNoPermissionForAChange(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		w.Run(
			resource.TestStep{Config: web(basic)},
			resource.TestStep{
				PreConfig: func() { w.Change(w.Only("virtual_machine"), map[string]any{"state": "stopped"}) },
				Config:    with("package", `"rock-1"`, "system_disk = {\n size_in_gb = 40\n name = \"root\"\n}"),
				ConfigStateChecks: []statecheck.StateCheck{
					exactly("state", "stopped"), exactly("package", "rock-1"),
					at(tfjsonpath.New("system_disk").AtMapKey("size_in_gb"), knownvalue.Int64Exact(40)),
					at(tfjsonpath.New("system_disk").AtMapKey("name"), knownvalue.StringExact("root")),
				},
			},
		)
	})
}

// A change that fails while the machine is off for it leaves it running.
func TestFailedChangeStartsTheMachineAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		smaller := with("package", `"rock-1"`, `allow_power_cycle = true`)
		w.Run(
			resource.TestStep{Config: web(basic)},
			resource.TestStep{
				PreConfig: func() { w.FailNextTask("Change package") }, Config: smaller,
				ExpectError: acctest.Matches(`Cannot update katapult_virtual_machine`, `rock-1`, `the task "Change package"`),
			},
			resource.TestStep{RefreshState: true, ExpectNonEmptyPlan: true, Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr(address, "state", "started"), resource.TestCheckResourceAttr(address, "package", "rock-3"))},
		)
	})
}

// A guest without ACPI never shuts down.
func TestMachineThatDoesNotShutDownIsTurnedOff(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachine.Object)
		shell := w.Shell("variable \"on\" {\n default = true\n}\n" + web(basic, `powered_on = var.on`))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
		w.FailNextTask("Shutdown virtual machine")
		output, err := shell.Run("apply", "-auto-approve", "-no-color", "-var=on=false")
		if err == nil || !acctest.Matches(`powered_on`, `Shutdown virtual machine`).MatchString(output) {
			t.Errorf("a shutdown that fails: %v\n%s", err, output)
		}
		w.SetTaskTime("Shutdown virtual machine", 0, 24*60*60)
		output, err = shell.Run("apply", "-auto-approve", "-no-color", "-var=on=false")
		if err != nil || !acctest.Matches(`Warning: Virtual machine turned off`, `did not shut down within 5m0s`).MatchString(output) {
			t.Errorf("a shutdown that does not end: %v\n%s", err, output)
		}
		if machine := w.Objects("virtual_machine")[0]; machine["state"] != "stopped" {
			t.Errorf("the machine is %v", machine["state"])
		}
		if output, err := shell.Run("destroy", "-auto-approve", "-no-color", "-var=on=false"); err != nil {
			t.Fatal(err, output)
		}
	})
}
