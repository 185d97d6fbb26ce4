package virtualmachinepower_test

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinepower"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	power     = "katapult_virtual_machine_power"
	starts    = "POST /virtual_machines/virtual_machine/start"
	stops     = "POST /virtual_machines/virtual_machine/stop"
	shutdowns = "POST /virtual_machines/virtual_machine/shutdown"
	resets    = "POST /virtual_machines/virtual_machine/reset"
)

func TestEachOperationIsDoneOnceAndConfirmed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, operation, request, after string
	}{
		"start":                   {"stopped", "start", starts, "started"},
		"stop":                    {"started", "stop", stops, "stopped"},
		"shutdown":                {"started", "shutdown", shutdowns, "stopped"},
		"reset":                   {"started", "reset", resets, "started"},
		"start of a started one":  {"started", "start", "", "started"},
		"stop of a stopped one":   {"stopped", "stop", "", "stopped"},
		"shutdown of a stopped 1": {"stopped", "shutdown", "", "stopped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachinepower.Object)
				machine := w.AddVirtualMachine(simulator.VM{Name: "web", State: test.before})
				got := w.Invoke(power, map[string]any{"virtual_machine_id": machine, "operation": test.operation})
				if len(got.Errors) > 0 {
					t.Error(got.Errors)
				}
				if now := w.Objects("virtual_machine")[0]["state"]; now != test.after {
					t.Errorf("the machine is %v", now)
				}
				var sent []string
				for _, r := range w.Requests() {
					if strings.HasPrefix(r.Operation, "POST") {
						sent = append(sent, r.Operation)
					}
				}
				if want := slices.DeleteFunc([]string{test.request}, func(s string) bool { return s == "" }); !slices.Equal(sent, want) {
					t.Errorf("sent %v, want %v", sent, want)
				}
				if len(got.Progress) == 0 || !strings.Contains(got.Progress[len(got.Progress)-1], `virtual machine "web" (`+machine+`) is `+test.after) {
					t.Errorf("progress: %q", got.Progress)
				}
			})
		})
	}
}

func TestMachineThatDoesNotShutDownIsTurnedOffOnlyIfAllowed(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachinepower.Object)
		machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
		w.SetTaskTime("Shutdown virtual machine", 0, 24*60*60)
		got := w.Invoke(power, map[string]any{"virtual_machine_id": machine, "operation": "shutdown", "timeout": "2m"})
		if len(got.Errors) != 1 || !acctest.Matches(`the shutdown of virtual machine "web" \(`+machine+`\) failed`, `it took longer than the timeout of 2m0s`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
		other := w.AddVirtualMachine(simulator.VM{Name: "db"})
		got = w.Invoke(power, map[string]any{"virtual_machine_id": other, "operation": "shutdown", "timeout": "10m", "shutdown_fallback_to_stop": true})
		if now, _ := w.Object(other); len(got.Errors) > 0 || now["state"] != "stopped" || w.Count(stops) != 1 {
			t.Errorf("%q, %v", got.Errors, now["state"])
		}
	})
}

func TestRefusalsNameTheMachine(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachinepower.Object)
		got := w.Invoke(power, map[string]any{"virtual_machine_id": "vm_none", "operation": "start"})
		if len(got.Errors) != 1 || !acctest.Matches(`virtual_machine_not_found`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
		machine := w.AddVirtualMachine(simulator.VM{Name: "web", State: "stopped"})
		w.FailNextTask("Start virtual machine")
		got = w.Invoke(power, map[string]any{"virtual_machine_id": machine, "operation": "start"})
		if len(got.Errors) != 1 || !acctest.Matches(`the start of virtual machine "web" \(`+machine+`\) failed`, `the task "Start virtual machine"`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
	})
}
