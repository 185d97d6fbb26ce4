package diskassignment_test

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// TestFailedTakeOverLeavesTheDiskAsItWas: a tainted assignment would be
// replaced by the next apply, and the disk of a machine that runs detached.
func TestFailedTakeOverLeavesTheDiskAsItWas(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state    string // of the attachment before
		argument string
		fails    func(p pair)
		says     string
	}{
		"refused what happens on boot": {"attached", "attach_on_boot = false", func(p pair) {
			p.Inject(simulator.Fault{Operation: "PATCH /disks/disk", Status: http.StatusForbidden, Code: "permission_denied"})
		}, `403 permission_denied`},
		"lost what happens on boot": {"attached", "attach_on_boot = false", func(p pair) {
			p.Inject(simulator.Fault{Operation: "PATCH /disks/disk", Status: http.StatusBadGateway, AfterEffect: true, Body: "<html>"})
			p.Inject(simulator.Fault{Operation: "GET /disks/disk", Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted", Detail: map[string]any{"scopes": []string{"disks"}}})
		}, `it may or may not have taken effect`},
		"failed to detach": {"attached", "attached = false", func(p pair) { p.FailNextTask("Detach disk from virtual machine") }, `the task "Detach disk from virtual machine"`},
		"failed to attach": {"detached", "", func(p pair) { p.FailNextTask("Attach disk to virtual machine") }, `the task "Attach disk to virtual machine"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			p.Do("POST", "/disks/disk/assign", map[string]any{
				"disk": map[string]any{"id": p.disk}, "virtual_machine": map[string]any{"id": p.machine},
			})
			p.change(map[string]any{"state": test.state})
			test.fails(p)
			shell := p.Shell(p.config(test.argument))
			output, err := shell.Run("apply", "-auto-approve", "-no-color")
			if err == nil || strings.Contains(output, "taken over") || !acctest.Matches(`Cannot create katapult_disk_assignment`,
				`was assigned to the machine before, and stays so without being in the state`, test.says).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if p.owner() != p.machine || p.assignment()["state"] != test.state || p.assignment()["attach_on_boot"] != true {
				t.Errorf("%v", p.assignment())
			}
			before := p.Count(detaches) + p.Count(unassigns)
			shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "attached = false", "", 1))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "taken over") {
				t.Errorf("%v\n%s", err, output)
			}
			if p.Count(detaches)+p.Count(unassigns) > before || p.assignment()["state"] != "attached" {
				t.Errorf("it was taken from the machine: %v", p.assignment())
			}
		})
	}
}
