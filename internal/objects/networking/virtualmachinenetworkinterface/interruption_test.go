package virtualmachinenetworkinterface_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// It presses Ctrl-C during the wait for an endless task. The next run continues
// while the task still runs.
func TestInterruptedWaitEndsAtOnceAndIsContinued(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		exists bool
		run    []string
		task   string
		left   int
	}{
		"create": {false, []string{"apply"}, attach, 1},
		"update": {true, []string{"apply", "-var=speed=10gbps"}, "Change network interface speed profile", 1},
		"delete": {true, []string{"destroy"}, "Detach network interface", 0},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			made, clock := acctest.NewSteppingClock(t, virtualmachinenetworkinterface.Object)
			w := world{made, made.AddVirtualMachine(simulator.VM{Name: "web"})}
			shell := w.Shell("variable \"speed\" {\n  default = \"1gbps\"\n}\n" + w.on("network_speed_profile = var.speed"))
			run := func(arguments ...string) {
				t.Helper()
				clock.Flow()
				if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
					t.Fatalf("%v: %v\n%s", arguments, err, output)
				}
				clock.Stop()
			}
			if test.exists {
				run("apply", "-auto-approve")
			}
			output, err := w.Interrupt(shell, "GET /tasks/task", append(test.run, "-auto-approve", "-no-color")...)
			if err == nil || !acctest.Matches(`Cannot `+what+` `+typeName, `the task "`+test.task+`" \(task_\w+\) on network interface `+w.Only(kind)+` was still (pending|running)`,
				`Terraform was interrupted`, `Run Terraform again to pick up where it stands`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if state := shell.Read("terraform.tfstate"); !strings.Contains(state, w.Only(kind)) {
				t.Errorf("the interface is not in the state: %s", state)
			}
			run(append(test.run, "-auto-approve")...)
			if left := w.Objects(kind); len(left) != test.left || test.left > 0 && w.state() != "attached" {
				t.Errorf("%v", left)
			}
			if test.left > 0 {
				run(append([]string{"plan", "-detailed-exitcode"}, test.run[1:]...)...)
			}
		})
	}
}
