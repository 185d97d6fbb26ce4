package diskassignment_test

import (
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
)

// newBootPair is a machine and the disk that it boots from.
func newBootPair(t *testing.T, state string) pair {
	t.Helper()
	p := newPair(t, state)
	for _, d := range p.Objects("disk") {
		if assignment, ok := d["virtual_machine_disk"].(map[string]any); ok && assignment["boot"] == true {
			p.disk, _ = d["id"].(string)
		}
	}
	return p
}

func TestBootDiskIsNotImported(t *testing.T) {
	t.Parallel()
	p := newBootPair(t, "started")
	shell := p.Shell(p.config() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, p.machine+"/"+p.disk))
	output, err := shell.Run("plan", "-no-color")
	if err == nil || !acctest.Matches(`virtual machine \S*`+p.machine, `boots from disk "System Disk" \(`+p.disk+`\)`, `cannot be managed by itself`,
		`Take the resource or its import block out of the configuration`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// TestBootDiskInTheStateIsSaidAndStaysAsItIs: an older version imported it, or
// the machine boots from it by now. The destroy leaves it on a machine that runs,
// and attached to the next start of one that does not.
func TestBootDiskInTheStateIsSaidAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	for machine, attachment := range map[string]string{"started": "attached", "stopped": "detached"} {
		t.Run(machine, func(t *testing.T) {
			t.Parallel()
			p := newBootPair(t, machine)
			shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" + p.config("attached = var.attached"))
			shell.WriteState("katapult_disk_assignment", "data", fmt.Sprintf(
				`{"id": "%s/%s", "virtual_machine_id": %q, "disk_id": %q, "attached": true, "attach_on_boot": true, "attachment_state": %q, "timeouts": null}`,
				p.machine, p.disk, p.machine, p.disk, attachment))
			for _, step := range []struct {
				arguments []string
				fails     bool
				says      []string
			}{
				{[]string{"plan", "-detailed-exitcode"}, false, []string{`No changes`, `Warning: Boot disk in the state`, `its destroy leaves the disk as it is`}},
				{[]string{"apply", "-auto-approve", "-var=attached=false"}, true, []string{`Cannot update`, `disk_id\s+= "`, `boots from disk`, `Nothing was changed`}},
				{[]string{"destroy", "-auto-approve"}, false, []string{`Warning: Boot disk left alone`, p.disk, `stays assigned as it is`, `Destroy complete`}},
			} {
				output, err := shell.Run(append(step.arguments, "-no-color")...)
				if (err != nil) != step.fails || !acctest.Matches(step.says...).MatchString(output) {
					t.Errorf("%v: %v\n%s", step.arguments, err, output)
				}
			}
			if p.owner() != p.machine || p.assignment()["state"] != attachment || p.assignment()["attach_on_boot"] != true {
				t.Errorf("%v", p.assignment())
			}
			if n := p.Count(detaches) + p.Count(unassigns) + p.Count("PATCH /disks/disk"); n > 0 {
				t.Errorf("%d requests to change something", n)
			}
		})
	}
}

func TestImportOfADiskOfAnotherMachineSaysWhich(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	other := p.moved()
	shell := p.Shell(p.config() + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, p.machine+"/"+p.disk))
	output, err := shell.Run("plan", "-no-color")
	if err == nil || !acctest.Matches(`"data" \(`+p.disk+`\) is assigned to another virtual machine, other\.\S+ \(`+other+`\)`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}
