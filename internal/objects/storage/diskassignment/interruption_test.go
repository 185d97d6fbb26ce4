package diskassignment_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// TestInterruptedWaitEndsAtOnceAndIsContinued presses Ctrl-C while a task is
// waited for that would never end, and goes on with the task still at work.
func TestInterruptedWaitEndsAtOnceAndIsContinued(t *testing.T) {
	t.Parallel()
	const attach, detach = "Attach disk to virtual machine", "Detach disk from virtual machine"
	for what, test := range map[string]struct {
		exists   bool
		run      []string
		task     string
		assigned bool // what is in the state afterwards, and in the end
	}{
		"create": {false, []string{"apply"}, attach, true},
		"update": {true, []string{"apply", "-var=attached=false"}, detach, true},
		"delete": {true, []string{"destroy"}, detach, false},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w, clock := acctest.NewSteppingClock(t, diskassignment.Object)
			p := pair{w, w.AddVirtualMachine(simulator.VM{Name: "db"}), w.Simulator.AddDisk("data")}
			shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" + p.config("attached = var.attached"))
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
			output, err := p.Interrupt(shell, "GET /tasks/task", append(test.run, "-auto-approve", "-no-color")...)
			if err == nil || !acctest.Matches(`Cannot `+what+` katapult_disk_assignment`, p.machine+`/`+p.disk+` failed`,
				`the task "`+test.task+`" \(task_\w+\) on disk `+p.disk+` was still (pending|running)`, `Terraform was interrupted`,
				`Run Terraform again to pick up where it stands`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if state := shell.Read("terraform.tfstate"); !strings.Contains(state, p.disk) {
				t.Errorf("the assignment is not in the state: %s", state)
			}
			run(append(test.run, "-auto-approve")...)
			if (p.assignment() != nil) != test.assigned {
				t.Errorf("%v", p.assignment())
			}
			if test.assigned {
				run(append([]string{"plan", "-detailed-exitcode"}, test.run[1:]...)...)
			}
		})
	}
}

func TestTimeoutsOfUpdateAndDeleteNameTheTaskAndAreContinued(t *testing.T) {
	t.Parallel()
	w, clock := acctest.NewSteppingClock(t, diskassignment.Object)
	p := pair{w, w.AddVirtualMachine(simulator.VM{Name: "db"}), w.Simulator.AddDisk("data")}
	shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" +
		p.config("attached = var.attached", "timeouts {\n    update = \"1s\"\n    delete = \"1s\"\n  }"))
	refused := func(says string, arguments ...string) {
		t.Helper()
		clock.Stop()
		output, err := shell.Run(append(arguments, "-auto-approve", "-no-color")...)
		if err == nil || !acctest.Matches(`the task "\w+ disk \w+ virtual machine" \(task_\w+\) on disk `+p.disk+` was still (pending|running)`,
			says, `Run Terraform again to pick up where it stands`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		clock.Flow()
	}
	run := func(arguments ...string) {
		t.Helper()
		if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
			t.Fatalf("%v: %v\n%s", arguments, err, output)
		}
	}
	clock.Flow()
	run("apply", "-auto-approve")
	refused(`update timeout of 1s`, "apply", "-var=attached=false")
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), `update = "1s"`, `update = "1m"`, 1))
	run("apply", "-auto-approve", "-var=attached=false")
	run("plan", "-detailed-exitcode", "-var=attached=false")
	run("apply", "-auto-approve")
	refused(`delete timeout of 1s`, "destroy")
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), `delete = "1s"`, `delete = "1m"`, 1))
	run("apply", "-auto-approve")
	run("destroy", "-auto-approve")
	if p.assignment() != nil {
		t.Errorf("%v", p.assignment())
	}
}
