package diskassignment_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func TestDiskInTheTrashIsOfferedAnew(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Run(
		resource.TestStep{Config: p.config()},
		resource.TestStep{
			PreConfig: func() { p.Trash(p.disk) },
			Config:    p.config(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
			ExpectError: acctest.Matches(`disk_id\s+= "`, `406 object_in_trash`, `Restore it from the trash`),
		},
	)
}

// TestMachineInTheTrashIsSaidAndKeepsItsDisk: what would leave the state would
// come back with the machine, and belong to nobody.
func TestMachineInTheTrashIsSaidAndKeepsItsDisk(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" + p.config("attached = var.attached"))
	run := func(fails bool, says []string, arguments ...string) {
		t.Helper()
		output, err := shell.Run(append(arguments, "-no-color")...)
		if (err != nil) != fails || !acctest.Matches(says...).MatchString(output) {
			t.Errorf("%v: %v\n%s", arguments, err, output)
		}
	}
	run(false, nil, "apply", "-auto-approve")
	trashed := p.Trash(p.machine)
	run(false, []string{
		`Warning: Virtual machine in the trash`, `"data" \(` + p.disk + `\)`,
		`VirtualMachine ` + p.machine + ` is in the trash as ` + trashed + ` and kept until \d`, `Restore the machine`,
	}, "plan", "-detailed-exitcode")
	run(true, []string{`Cannot update`, `virtual_machine_id\s+= "`, `406 object_in_trash`, `Restore it`}, "apply", "-auto-approve", "-var=attached=false")
	p.Do("POST", "/trash_objects/trash_object/restore", map[string]any{"trash_object": map[string]any{"id": trashed}})
	p.Change(p.machine, map[string]any{"state": "started"})
	run(false, []string{`No changes`}, "apply", "-auto-approve")
	if p.assignment()["state"] != "attached" {
		t.Errorf("%v", p.assignment())
	}
}

// TestDestroyWithSomethingInTheTrash destroys after a refresh, and without one.
func TestDestroyWithSomethingInTheTrash(t *testing.T) {
	t.Parallel()
	for what, pick := range map[string]func(pair) string{
		"disk": func(p pair) string { return p.disk }, "machine": func(p pair) string { return p.machine },
	} {
		for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
			t.Run(what+" "+refresh, func(t *testing.T) {
				t.Parallel()
				p := newPair(t, "started")
				shell := p.Shell(p.config())
				if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
					t.Fatalf("%v\n%s", err, output)
				}
				p.Trash(pick(p))
				if output, err := shell.Run("destroy", refresh, "-auto-approve", "-no-color"); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
				if p.assignment() != nil {
					t.Errorf("still assigned: %v", p.assignment())
				}
			})
		}
	}
}

// TestAssignmentThatOutlivesTheDestroyIsSaid: the API refuses to take the disk
// from a machine in the trash, from which it would come back.
func TestAssignmentThatOutlivesTheDestroyIsSaid(t *testing.T) {
	t.Parallel()
	inTrash := func(operation string) simulator.Fault {
		return simulator.Fault{Operation: operation, Status: 406, Code: "object_in_trash", Times: -1, Detail: map[string]any{"trash_object": map[string]any{
			"id": "trsh_x", "object_id": "vm_x", "object_type": "VirtualMachine", "keep_until": 1777882444,
		}}}
	}
	unable := simulator.Fault{
		Operation: unassigns, Status: 422, Code: "unable_to_unassign", Times: -1,
		Detail: map[string]any{"errors": []string{"The machine is in the trash"}},
	}
	for name, test := range map[string]struct {
		trashed  bool // before the destroy
		faults   []simulator.Fault
		left     bool
		comesOn  bool // with the start of the machine
		requests int  // to unassign
	}{
		"422":                               {true, []simulator.Fault{unable}, true, false, 1},
		"406":                               {true, []simulator.Fault{inTrash(unassigns)}, true, false, 1},
		"406, also to anything else":        {true, []simulator.Fault{inTrash(unassigns), inTrash("PATCH /disks/disk")}, true, true, 1},
		"trashed before it is detached":     {false, []simulator.Fault{inTrash(detaches), unable}, true, false, 1},
		"406 to all that it is detached by": {false, []simulator.Fault{inTrash(detaches), inTrash("PATCH /disks/disk"), unable}, true, true, 1},
		"trashed before it is unassigned":   {false, []simulator.Fault{inTrash(unassigns)}, true, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell(p.config())
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if test.trashed {
				p.Trash(p.machine)
			}
			for _, f := range test.faults {
				p.Inject(f)
			}
			output, err := shell.Run("destroy", "-auto-approve", "-no-color")
			if err != nil || !acctest.Matches(`Warning: Disk still assigned`, `"data" \(`+p.disk+`\)`, `db\.\S+ \(`+p.machine+`\)`, `in the trash`, `restored`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if p.owner() != p.machine || p.assignment()["attach_on_boot"] != test.comesOn || acctest.Matches(`attached when it starts`).MatchString(output) != test.comesOn {
				t.Errorf("%v\n%s", p.assignment(), output)
			}
			if n := p.Count(unassigns); n != test.requests {
				t.Errorf("%d requests to unassign", n)
			}
		})
	}
}
