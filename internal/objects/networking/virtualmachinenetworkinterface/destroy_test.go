package virtualmachinenetworkinterface_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// There is no refresh before the destroy, so the destroy itself must notice.
func TestDestroyOfWhatIsGone(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]func(w world){
		"interface deleted":          func(w world) { w.Remove(w.Only(kind)) },
		"machine deleted":            func(w world) { w.Remove(w.machine) },
		"machine in the trash":       func(w world) { w.Trash(w.machine) },
		"machine stopped":            func(w world) { w.Change(w.machine, map[string]any{"state": "stopped"}) },
		"detached":                   func(w world) { w.change(map[string]any{"state": "detached"}) },
		"detached while it is done":  func(w world) { w.Inject(simulator.Fault{Operation: detaches, DropAfter: true}) },
		"gone before it is detached": func(w world) { w.Inject(simulator.Fault{Operation: detaches, Status: 404, Code: kind + "_not_found"}) },
		"delete, answer lost":        func(w world) { w.Inject(simulator.Fault{Operation: deletes, DropAfter: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			shell := w.Shell(w.on())
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			happens(w)
			if output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if left := w.Objects(kind); len(left) > 0 && !strings.HasPrefix(name, "gone before") {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestDestroyWithTheMachineInTheTrashIsDoneAlsoIfTheAPIRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	shell := w.Shell(w.on())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.Trash(w.machine)
	w.Inject(simulator.Fault{Operation: deletes, Status: 422, Code: "validation_error", Detail: map[string]any{"errors": []string{"Machine is in the trash"}}})
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestMachineInTheTrashIsSaidWithHowToRestoreIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	shell := w.Shell(w.on())
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	trashed := w.Trash(w.machine)
	output, err := shell.Run("plan", "-detailed-exitcode", "-no-color")
	if err != nil || !acctest.Matches(`Warning: Virtual machine in the trash`, `VirtualMachine `+w.machine+` is in the trash as `+trashed+` and kept until \d`, `Restore the machine`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), `"1gbps"`, `"10gbps"`, 1))
	output, err = shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Error: Cannot update `+typeName, `virtual_machine_id\s+= "`, `406 object_in_trash`, `Restore it`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	w.Do("POST", "/trash_objects/trash_object/restore", map[string]any{"trash_object": ref(trashed)})
	w.Change(w.machine, map[string]any{"state": "started"})
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "0 added, 1 changed") {
		t.Errorf("%v\n%s", err, output)
	}
	if w.Only(kind); w.state() != "attached" {
		t.Errorf("%v", w.state())
	}
}

// No plan would show an interface that is left detached and without addresses.
func TestRefusedDeleteLeavesTheInterfaceAsItWas(t *testing.T) {
	t.Parallel()
	for code, refuse := range map[string]func(w world){
		"409 deletion_restricted": func(w world) { w.Restrict(w.Only(kind), "A load balancer uses it") },
		"422 validation_error": func(w world) {
			w.Inject(simulator.Fault{Operation: deletes, Status: 422, Code: "validation_error", Detail: map[string]any{"errors": []string{"A load balancer uses it"}}})
		},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			ip := w.addAddress()
			w.Run(
				resource.TestStep{Config: w.on(manages(ip))},
				resource.TestStep{
					PreConfig: func() { refuse(w) },
					Config:    w.on(manages(ip)), Destroy: true,
					ExpectError: acctest.Matches(`Cannot delete `+typeName, `Deleting "Public Network on web" \(vmnet_\w+\) failed`, `A load balancer uses it`, code),
				},
				resource.TestStep{ // as it was before
					PreConfig: func() { w.Restrict(w.Only(kind)) },
					Config:    w.on(manages(ip)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: is(true, "attached"), Check: w.allocated(ip),
				},
			)
		})
	}
}

func TestFailedDetachKeepsTheInterface(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			PreConfig: func() { w.FailNextTask("Detach network interface") },
			Config:    w.on(), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete `+typeName, `the task "Detach network interface"`, `failed after`),
		},
		resource.TestStep{Config: w.on(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}
