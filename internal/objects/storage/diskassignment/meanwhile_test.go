package diskassignment_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// What others do meanwhile.

func (p pair) unassigned() { p.Change(p.disk, map[string]any{"virtual_machine_disk": nil}) }

// moved gives the disk to another machine, attached, and returns that.
func (p pair) moved() string {
	other := p.AddVirtualMachine(simulator.VM{Name: "other"})
	p.Change(p.disk, map[string]any{"virtual_machine_disk": map[string]any{
		"virtual_machine": map[string]any{"id": other}, "attach_on_boot": true, "boot": false, "state": "attached",
	}})
	return other
}

// owner is the machine that the disk is assigned to, or "".
func (p pair) owner() string {
	machine, _ := p.assignment()["virtual_machine"].(map[string]any)
	id, _ := machine["id"].(string)
	return id
}

// once does something when a request of an operation is answered for the nth
// time from now on.
func (p pair) once(nth int32, operation string, do func()) {
	var seen atomic.Int32
	p.Observe(func(e simulator.Exchange) {
		if e.Operation == operation && seen.Add(1) == nth {
			do()
		}
	})
}

// TestChangeByOthersBetweenPlanAndApply: a saved plan meets a disk that is no
// longer as it was.
func TestChangeByOthersBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	const (
		create, update, destroy = "", "-var=attached=false", "-destroy"

		taken = `"data" \(disk_\w+\) has been taken from the machine since the plan was made`
	)
	gone := func(p pair) { p.Remove(p.disk) }
	machineGone := func(p pair) { p.Remove(p.machine) }
	moved := func(p pair) { p.moved() }
	assigned := func(p pair) {
		p.Do("POST", "/disks/disk/assign", map[string]any{"disk": map[string]any{"id": p.disk}, "virtual_machine": map[string]any{"id": p.machine}})
	}
	for name, test := range map[string]struct {
		argument string
		happens  func(p pair)
		fails    bool
		says     []string
	}{
		"disk deleted before a create":     {create, gone, true, []string{`disk_id = "`, `404 disk_not_found`, `Check the ID`}},
		"machine deleted before a create":  {create, machineGone, true, []string{`virtual_machine_id = "`, `404 virtual_machine_not_found`, `Check the ID`}},
		"assigned before a create":         {create, assigned, false, []string{`Existing disk assignment taken over`}},
		"moved before a create":            {create, moved, true, []string{`is assigned to another virtual machine, other\.`, `unassign it there first`}},
		"disk deleted before an update":    {update, gone, true, []string{`disk_id = "`, `404 disk_not_found`, `Check the ID`}},
		"machine deleted before an update": {update, machineGone, true, []string{`virtual_machine_id = "`, `404 virtual_machine_not_found`, `Check the ID`}},
		"unassigned before an update":      {update, pair.unassigned, true, []string{`disk_id = "`, taken, `plan again`}},
		"moved before an update":           {update, moved, true, []string{`disk_id = "`, taken, `plan again`}},
		"detached before an update":        {update, func(p pair) { p.change(map[string]any{"state": "detached"}) }, false, nil},
		"disk deleted before a destroy":    {destroy, gone, false, nil},
		"machine deleted before a destroy": {destroy, machineGone, false, nil},
		"unassigned before a destroy":      {destroy, pair.unassigned, false, nil},
		"moved before a destroy":           {destroy, moved, false, []string{`Disk left alone`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell("variable \"attached\" {\n  default = true\n}\n" + p.config("attached = var.attached"))
			arguments := []string{test.argument}
			if test.argument == create {
				arguments = nil
			} else if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			before := 0
			output, err := shell.Between(func() { test.happens(p); before = p.Count(detaches) + p.Count("PATCH /disks/disk") }, arguments...)
			if (err != nil) != test.fails || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if n := p.Count(detaches) + p.Count("PATCH /disks/disk"); test.fails && n > before {
				t.Error("something was changed")
			}
			if owner := p.owner(); test.argument == destroy && owner == p.machine {
				t.Errorf("assigned to %s", owner)
			}
		})
	}
}

// TestChangeByOthersWhileDetaching: the machine that has the disk by then
// keeps it.
func TestChangeByOthersWhileDetaching(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		happens   func(p pair) (owner string)
	}{
		"unassigned":      {detaches, func(p pair) string { p.unassigned(); return "" }},
		"moved":           {detaches, pair.moved},
		"disk deleted":    {detaches, func(p pair) string { p.Remove(p.disk); return "" }},
		"machine deleted": {detaches, func(p pair) string { p.Remove(p.machine); return "" }},
		"moved when it was detached": {"GET /tasks/task", func(p pair) string {
			other := p.moved()
			p.change(map[string]any{"state": "detached"})
			return other
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell(p.config())
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			want := "never asked"
			p.once(1, test.operation, func() { want = test.happens(p) })
			output, err := shell.Run("destroy", "-auto-approve", "-no-color")
			if err != nil || strings.HasPrefix(name, "moved") && !acctest.Matches(`Disk left alone`, `another virtual machine by now`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if owner := p.owner(); owner != want {
				t.Errorf("assigned to %q, want %q", owner, want)
			}
		})
	}
}

// TestChangeByOthersWhileAttaching: an attachment that came to nothing is an
// error, and the next apply says what is left to do.
func TestChangeByOthersWhileAttaching(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(p pair)
		next    []string
	}{
		"unassigned":   {pair.unassigned, nil},
		"moved":        {func(p pair) { p.moved() }, []string{`is assigned to another virtual machine, other\.`, `unassign it there first`}},
		"disk deleted": {func(p pair) { p.Remove(p.disk) }, []string{`disk_id = "`, `404 disk_not_found`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			shell := p.Shell(p.config())
			p.once(1, attaches, func() { test.happens(p) })
			output, err := shell.Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`the task "Attach disk to virtual machine" \(task_\w+\) on disk `+p.disk+` failed`, `run Terraform again`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			output, err = shell.Run("apply", "-auto-approve", "-no-color")
			if (err == nil) != (test.next == nil) || !acctest.Matches(test.next...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// TestDiskThatMovesWhileItsMachineIsWaitedForStaysAsItIs: nothing is done to
// it on the machine that has it then.
func TestDiskThatMovesWhileItsMachineIsWaitedForStaysAsItIs(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = 50 * time.Millisecond }, diskassignment.Object)
	p := pair{w, w.AddVirtualMachine(simulator.VM{Name: "db"}), w.Simulator.AddDisk("data")}
	p.Run(
		resource.TestStep{Config: p.config("attached = false")},
		resource.TestStep{
			PreConfig: func() {
				p.Change(p.machine, map[string]any{"state": "starting"})
				p.once(3, "GET /virtual_machines/virtual_machine", func() {
					p.AllowLeak(p.moved() + "/" + p.disk)
					p.change(map[string]any{"state": "detached"})
					p.Change(p.machine, map[string]any{"state": "started"})
				})
			},
			Config:      p.config(),
			ExpectError: acctest.Matches(`disk_id = "`, `has been taken from the machine since the plan was made`),
		},
	)
	if p.assignment()["state"] != "detached" || p.owner() == p.machine {
		t.Errorf("%v", p.assignment())
	}
}

// TestMachineThatOthersStopMeanwhileKeepsWhatIsAssigned: the second disk is
// assigned when the machine was last seen to run.
func TestMachineThatOthersStopMeanwhileKeepsWhatIsAssigned(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	second := p.AddDisk("more")
	p.Change(second, map[string]any{"state": "built"})
	shell := p.Shell(p.config() + fmt.Sprintf(
		"resource \"katapult_disk_assignment\" \"more\" {\n  disk_id = %q\n  virtual_machine_id = %q\n  depends_on = [katapult_disk_assignment.data]\n}\n", second, p.machine))
	assigned := 0
	p.Observe(func(e simulator.Exchange) {
		if e.Operation == "POST /disks/disk/assign" {
			if assigned++; assigned == 2 {
				p.Change(p.machine, map[string]any{"state": "stopped"})
			}
		}
	})
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if disk, _ := p.Object(second); assigned != 2 || disk["virtual_machine_disk"].(map[string]any)["state"] != "detached" { //nolint:forcetypeassert // it is assigned
		t.Errorf("%v", disk)
	}
}
