package diskassignment_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address   = "katapult_disk_assignment.data"
	assigns   = "POST /disks/disk/assign"
	attaches  = "POST /disks/disk/attach"
	detaches  = "POST /disks/disk/detach"
	unassigns = "POST /disks/disk/unassign"
)

// pair is a machine and a disk that does not belong to it yet.
type pair struct {
	*acctest.World
	machine, disk string
}

func newPair(t *testing.T, state string) pair {
	t.Helper()
	w := acctest.New(t, diskassignment.Object)
	return pair{w, w.AddVirtualMachine(simulator.VM{Name: "db", State: state}), w.AddDisk("data")}
}

func (p pair) config(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_disk_assignment\" \"data\" {\n  virtual_machine_id = %q\n  disk_id = %q\n  %s\n}\n",
		p.machine, p.disk, strings.Join(arguments, "\n  "))
}

// assignment is what the simulator has of the disk's assignment.
func (p pair) assignment() map[string]any {
	disk, _ := p.Object(p.disk)
	assignment, _ := disk["virtual_machine_disk"].(map[string]any)
	return assignment
}

// change changes fields of the assignment outside Terraform.
func (p pair) change(fields map[string]any) {
	p.Change(p.disk, map[string]any{"virtual_machine_disk": fields})
}

func is(attached, onBoot bool, state string) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "attached", knownvalue.Bool(attached)), acctest.Has(address, "attach_on_boot", knownvalue.Bool(onBoot)), acctest.Has(address, "attachment_state", knownvalue.StringExact(state)),
	}
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{
			Config: p.config(),
			ConfigStateChecks: append(is(true, true, "attached"),
				acctest.Has(address, "id", knownvalue.StringExact(p.machine+"/"+p.disk))),
		},
		resource.TestStep{
			Config: p.config(`attached = false`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(false, false, "detached"),
		},
		resource.TestStep{
			Config: p.config(`attached = false`, `attach_on_boot = true`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(false, true, "detached"),
		},
		resource.TestStep{
			Config: p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(true, true, "attached"),
		},
		resource.TestStep{
			Config: p.config(`attach_on_boot = false`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(true, false, "attached"),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: p.machine + "/" + p.disk,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "id",
		},
	)
	if p.assignment() != nil {
		t.Errorf("still assigned after destroy: %v", p.assignment())
	}
}

func TestStoppedMachineGetsThePolicyAndIsNotStarted(t *testing.T) {
	t.Parallel()
	p := newPair(t, "stopped")
	p.Run(
		resource.TestStep{Config: p.config(), ConfigStateChecks: is(true, true, "detached")},
		resource.TestStep{Config: p.config(`attached = false`), ConfigStateChecks: is(false, false, "detached")},
		resource.TestStep{Config: p.config(`attached = true`), ConfigStateChecks: is(true, true, "detached")},
	)
	if n := p.Count(attaches) + p.Count(detaches); n > 0 {
		t.Errorf("%d requests to attach or detach on a stopped machine", n)
	}
}

func TestDriftIsSeenBothWays(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config()},
		resource.TestStep{
			PreConfig: func() { p.change(map[string]any{"state": "detached"}) },
			Config:    p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(true, true, "attached"),
		},
		resource.TestStep{Config: p.config(`attached = false`)},
		resource.TestStep{
			PreConfig: func() { p.change(map[string]any{"state": "attached"}) },
			Config:    p.config(`attached = false`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(false, false, "detached"),
		},
	)
}

func TestMachineStoppedOutsideIsNoDrift(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config()},
		resource.TestStep{
			PreConfig: func() {
				p.change(map[string]any{"state": "detached"})
				p.Change(p.machine, map[string]any{"state": "stopped"})
			},
			Config: p.config(), PlanOnly: true,
		},
	)
}

func TestTransitionIsNeverAPlan(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ attached, before, during string }{
		{"true", "attached", "attaching"},
		{"true", "attached", "detaching"},
		{"false", "detached", "attaching"},
		{"false", "detached", "detaching"},
	} {
		t.Run(test.attached+"/"+test.during, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			config := p.config(`attached = ` + test.attached)
			p.Run(
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig: func() { p.change(map[string]any{"state": test.during}) },
					Config:    config, PlanOnly: true,
				},
				resource.TestStep{ // over again, so that destroy need not wait for its end
					PreConfig: func() { p.change(map[string]any{"state": test.before}) },
					Config:    config, PlanOnly: true,
				},
			)
		})
	}
}

func TestUnassignedOutsideIsAssignedAgain(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config()},
		resource.TestStep{
			PreConfig: func() { p.Change(p.disk, map[string]any{"virtual_machine_disk": nil}) },
			Config:    p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
			ConfigStateChecks: is(true, true, "attached"),
		},
	)
}

func TestInterruptedApplyIsTakenOver(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Do("POST", "/disks/disk/assign", map[string]any{
		"disk": map[string]any{"id": p.disk}, "virtual_machine": map[string]any{"id": p.machine},
	})
	shell := p.Shell(p.config())
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`Warning: Existing disk assignment taken over`, `"data" \(`+p.disk+`\)`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if n := p.Count(assigns); n != 1 {
		t.Errorf("assigned %d times", n)
	}
	if p.assignment()["state"] != "attached" {
		t.Errorf("%v", p.assignment())
	}
}

func TestDiskOfAnotherMachineIsRefusedBeforeAnythingIsChanged(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	other := p.AddVirtualMachine(simulator.VM{Name: "other"})
	p.Do("POST", "/disks/disk/assign", map[string]any{
		"disk": map[string]any{"id": p.disk}, "virtual_machine": map[string]any{"id": other},
	})
	p.ResetRequests()
	p.Run(resource.TestStep{
		Config: p.config(),
		ExpectError: acctest.Matches(`disk_id = "`, `"data" \(`+p.disk+`\) is assigned to another virtual machine, other\.\S+ \(`+other+`\)`,
			`no other operation of this run unassigned it within \S+s`, `another configuration`, `unassign it there first`),
	})
	for _, r := range p.Requests() {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

func TestBootDiskIsRefused(t *testing.T) {
	t.Parallel()
	p := newBootPair(t, "started")
	p.Run(resource.TestStep{Config: p.config(), ExpectError: acctest.Matches(`disk_id = "`, `boots from disk`, `cannot be managed by itself`)})
}

func TestFailureAfterAssignIsTaintedAndRepairedByTheNextApply(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.FailNextTask("Attach disk to virtual machine")
	p.Run(
		resource.TestStep{
			Config: p.config(),
			ExpectError: acctest.Matches(`Cannot create katapult_disk_assignment`, p.machine+`/`+p.disk,
				`the task "Attach disk to virtual machine" \(task_\w+\) on disk `+p.disk+` failed after`, `Katapult console`),
		},
		resource.TestStep{
			Config: p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: is(true, true, "attached"),
		},
	)
}

func TestDiskOfAnotherMachineByNowIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	other := p.AddVirtualMachine(simulator.VM{Name: "other"})
	shell := p.Shell(p.config())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	p.change(map[string]any{"virtual_machine": map[string]any{"id": other}})
	output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`Warning: Disk left alone`, `another virtual machine by now`, other).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if p.assignment() == nil {
		t.Error("it was unassigned from the other machine")
	}
}

func TestMachineInTransitionIsWaitedFor(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = 4 * time.Second }, diskassignment.Object)
		p := pair{w, w.AddVirtualMachine(simulator.VM{Name: "db", State: "stopped"}), w.AddDisk("data")}
		p.Change(p.disk, map[string]any{"state": "built"})
		p.Do("POST", "/virtual_machines/virtual_machine/start", map[string]any{"virtual_machine": map[string]any{"id": p.machine}})
		p.Run(resource.TestStep{Config: p.config(), ConfigStateChecks: is(true, true, "attached")})
	})
}

func TestTimeoutNamesTheTask(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = time.Hour }, diskassignment.Object)
		p := pair{w, w.AddVirtualMachine(simulator.VM{Name: "db"}), w.AddDisk("data")}
		shell := p.Shell(p.config("timeouts {\n    create = \"3s\"\n  }"))
		output, err := shell.Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`the task "Attach disk to virtual machine" \(task_\w+\) on disk `+p.disk+` was still (pending|running)`,
			`create timeout of 3s`, `Run Terraform again to pick up where it stands`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		if state := shell.Read("terraform.tfstate"); !strings.Contains(state, p.disk) || !strings.Contains(state, "tainted") {
			t.Errorf("the assignment is not in the state: %s", state)
		}
	})
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	for _, step := range []string{"assign", "attach"} {
		body := map[string]any{"disk": map[string]any{"id": p.disk}}
		if step == "assign" {
			body["virtual_machine"] = map[string]any{"id": p.machine}
		}
		p.Do("POST", "/disks/disk/"+step, body)
	}
	p.change(map[string]any{"state": "attached"})
	shell := p.Shell(p.config())
	shell.WriteState("katapult_disk_assignment", "data", fmt.Sprintf(
		`{"id": "%s/%s", "virtual_machine_id": %q, "disk_id": %q, "attached": true, "attach_on_boot": true, "attachment_state": "attached", "timeouts": null}`,
		p.machine, p.disk, p.machine, p.disk))
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
