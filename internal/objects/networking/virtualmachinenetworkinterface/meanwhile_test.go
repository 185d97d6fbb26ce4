package virtualmachinenetworkinterface_test

import (
	"sync/atomic"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// once does something at the nth response to an operation from now on.
func (w world) once(nth int32, operation string, do func()) {
	var seen atomic.Int32
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == operation && seen.Add(1) == nth {
			do()
		}
	})
}

// The interface has changed since the plan was saved.
func TestChangeByOthersBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	const (
		create, update, destroy = "", "-var=speed=10gbps", "-destroy"

		noMachine = `404 virtual_machine_not_found`
	)
	gone := func(w world) { w.Remove(w.Only(kind)) }
	machineGone := func(w world) { w.Remove(w.machine) }
	changed := func(w world) {
		w.change(map[string]any{"state": "detached", "speed_profile": map[string]any{"id": tenGigabit}})
	}
	for name, test := range map[string]struct {
		argument string
		happens  func(w world)
		says     []string // of an error
	}{
		"machine deleted before a create":    {create, machineGone, []string{`virtual_machine_id\s+= "`, noMachine, `Check the ID`}},
		"interface deleted before an update": {update, gone, []string{`"Public Network on web" \(vmnet_\w+\) failed`, `404 ` + kind + `_not_found`, `deleted after the plan was made`}},
		"machine deleted before an update":   {update, machineGone, []string{`virtual_machine_id\s+= "`, `"Public Network on web" \(vmnet_\w+\) failed`, noMachine}},
		"changed before an update":           {update, changed, nil},
		"interface deleted before a destroy": {destroy, gone, nil},
		"machine deleted before a destroy":   {destroy, machineGone, nil},
		"changed before a destroy":           {destroy, changed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			shell := w.Shell("variable \"speed\" {\n  default = \"1gbps\"\n}\n" + w.on("network_speed_profile = var.speed"))
			arguments := []string{test.argument}
			if test.argument == create {
				arguments = nil
			} else if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { test.happens(w) }, arguments...)
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if left := w.Objects(kind); test.argument == destroy && len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if test.argument == update && test.says == nil {
				if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", update); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
			}
		})
	}
}

// Others delete the interface, alone or with its machine, during an attach, a change
// or a detach.
func TestChangeByOthersWhileATaskIsWaitedFor(t *testing.T) {
	t.Parallel()
	gone := func(w world) { w.Remove(w.Only(kind)) }
	machineGone := func(w world) { w.Remove(w.machine) }
	const again = `run Terraform again`
	for name, test := range map[string]struct {
		exists    bool
		run       []string
		operation string
		happens   func(w world)
		says      []string // of an error
	}{
		"deleted while attached": {false, []string{"apply"}, attaches, gone, []string{`the task "Attach network interface" \(task_\w+\) on network interface vmnet_\w+ failed`, again}},
		"deleted while changed":  {true, []string{"apply", "-var=speed=10gbps"}, speeds, gone, []string{`Cannot update`, `\(vmnet_\w+\) failed`, kind + `_not_found`, `deleted after the plan was made`}},
		"deleted while detached": {true, []string{"destroy"}, detaches, gone, nil},

		"machine deleted while attached": {false, []string{"apply"}, attaches, machineGone, []string{`the task "Attach network interface" \(task_\w+\) on network interface vmnet_\w+ failed`, again}},
		"machine deleted while detached": {true, []string{"destroy"}, detaches, machineGone, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			shell := w.Shell("variable \"speed\" {\n  default = \"1gbps\"\n}\n" + w.on("network_speed_profile = var.speed"))
			if test.exists {
				if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
					t.Fatalf("%v\n%s", err, output)
				}
			}
			w.once(1, test.operation, func() { test.happens(w) })
			output, err := shell.Run(append(test.run, "-auto-approve", "-no-color")...)
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if _, machine := w.Object(w.machine); !machine || test.says == nil {
				return
			}
			output, err = shell.Run(append(test.run, "-auto-approve", "-no-color")...) // makes it anew
			if err != nil || w.state() != "attached" {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestMachineThatIsDeletedWhileItIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Change(w.machine, map[string]any{"state": "starting"})
	w.once(3, "GET /virtual_machines/virtual_machine", func() { w.Remove(w.machine) })
	output, err := w.Shell(w.on()).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`virtual_machine_id\s+= "`, `virtual machine "web" \(`+w.machine+`\) is starting after`, `404 virtual_machine_not_found`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d requests to create it", n)
	}
}
