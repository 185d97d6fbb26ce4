package diskassignment_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
)

// TestUpdateThatFailsHalfwaySaysHowFarItGot looks at the state as the failure
// left it: no refresh has mended it yet, and none may come.
func TestUpdateThatFailsHalfwaySaysHowFarItGot(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" + p.config("attached = var.attached"))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	p.FailNextTask("Detach disk from virtual machine")
	if output, err := shell.Run("apply", "-var=attached=false", "-auto-approve", "-no-color"); err == nil {
		t.Fatal(output)
	}
	if state := shell.Read("terraform.tfstate"); !acctest.Matches(`"attach_on_boot": false`, `"attached": true`, `"attachment_state": "attached"`).MatchString(state) {
		t.Error(state)
	}
	for _, arguments := range [][]string{{"apply", "-refresh=false", "-auto-approve"}, {"plan", "-detailed-exitcode"}} {
		if output, err := shell.Run(append(arguments, "-var=attached=false", "-no-color")...); err != nil {
			t.Errorf("%v: %v\n%s", arguments, err, output)
		}
	}
	if n := p.Count("PATCH /disks/disk"); n != 1 {
		t.Errorf("what happens on boot was changed %d times", n)
	}
}
