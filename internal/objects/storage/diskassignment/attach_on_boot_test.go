package diskassignment_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func TestAttachOnBootWithoutArgumentIsTheSameAsAttached(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config(`attach_on_boot = false`), ConfigStateChecks: is(true, false, "attached")},
		resource.TestStep{ // the argument is removed
			Config: p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(true, true, "attached"),
		},
		resource.TestStep{ // somebody changes it in the console
			PreConfig: func() { p.change(map[string]any{"attach_on_boot": false}) },
			Config:    p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: is(true, true, "attached"),
		},
	)
}

// TestStateOfTheAttachmentIsWhatItIsAfterARepairOfAttachOnBoot: somebody starts
// the machine between plan and apply.
func TestStateOfTheAttachmentIsWhatItIsAfterARepairOfAttachOnBoot(t *testing.T) {
	t.Parallel()
	p := newPair(t, "stopped")
	shell := p.Shell(p.config())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	p.change(map[string]any{"attach_on_boot": false})
	if output, err := shell.Between(func() { p.Change(p.machine, map[string]any{"state": "started"}) }); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if state := shell.Read("terraform.tfstate"); !acctest.Matches(`"attach_on_boot": true`, `"attached": true`, `"attachment_state": "attached"`).MatchString(state) {
		t.Error(state)
	}
}

// TestDestroyThatFailsHalfwayLeavesWhatHappensOnBoot: nothing would bring it
// back, as long as the disk is assigned.
func TestDestroyThatFailsHalfwayLeavesWhatHappensOnBoot(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(p pair){
		"failed to detach":    func(p pair) { p.FailNextTask("Detach disk from virtual machine") },
		"refused to detach":   func(p pair) { p.Inject(simulator.Fault{Operation: detaches, Status: 403, Code: "permission_denied"}) },
		"refused unassign":    func(p pair) { p.Inject(simulator.Fault{Operation: unassigns, Status: 422, Code: "unable_to_unassign"}) },
		"lost every unassign": func(p pair) { p.Inject(simulator.Fault{Operation: unassigns, Times: attempts, DropBefore: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell(p.config())
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			fails(p)
			if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err == nil {
				t.Error(output)
			}
			if p.owner() != p.machine || p.assignment()["attach_on_boot"] != true {
				t.Errorf("%v", p.assignment())
			}
		})
	}
}

// TestMachineThatStartsWhileItsDiskIsReleasedLosesIt: the start attaches the
// disk again between its detachment and its unassignment.
func TestMachineThatStartsWhileItsDiskIsReleasedLosesIt(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	shell := p.Shell(p.config())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	p.once(2, "GET /disks/disk", func() { p.change(map[string]any{"state": "attached"}) })
	if output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color"); err != nil || p.assignment() != nil {
		t.Errorf("%v: %v\n%s", p.assignment(), err, output)
	}
	if n := p.Count(detaches); n != 2 {
		t.Errorf("%d requests to detach", n)
	}
}
