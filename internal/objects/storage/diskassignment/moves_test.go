package diskassignment_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// estate is two machines and two disks, of which nothing is assigned yet.
type estate struct {
	*acctest.World
	machines, disks [2]string
}

func newEstate(t *testing.T) estate {
	t.Helper()
	e := estate{World: acctest.New(t, diskassignment.Object)}
	for i := range 2 {
		e.machines[i] = e.AddVirtualMachine(simulator.VM{Name: fmt.Sprint("db-", i)})
		e.disks[i] = e.Simulator.AddDisk(fmt.Sprint("data-", i))
	}
	return e
}

// locals name the machines and disks in a configuration.
func (e estate) locals() string {
	return fmt.Sprintf("variable \"swapped\" {\n  default = false\n}\nlocals {\n  machines = [%q, %q]\n  disks = [%q, %q]\n}\n",
		e.machines[0], e.machines[1], e.disks[0], e.disks[1])
}

// disk is what the simulator has of the assignment of a disk.
func (e estate) disk(i int) pair { return pair{e.World, "", e.disks[i]} }

func (e estate) expect(t *testing.T, swapped bool) {
	t.Helper()
	for i, p := range []pair{e.disk(0), e.disk(1)} {
		want := e.machines[i]
		if swapped {
			want = e.machines[1-i]
		}
		if p.owner() != want || p.assignment()["state"] != "attached" || p.assignment()["attach_on_boot"] != true {
			t.Errorf("disk %d should be attached to %s, with swapped = %t: %v", i, want, swapped, p.assignment())
		}
	}
}

// hold lets the detachment of a disk wait until two have asked for the disk: its
// machine's destroy, and the create that needs it and finds it taken. Late, that
// create is answered only when the destroy is over.
func (e estate) hold(t *testing.T, i int, late bool) {
	t.Helper()
	var (
		mu                    sync.Mutex
		asked, over           = make(chan struct{}), make(chan struct{})
		askedOnce, overOnce   = sync.OnceFunc(func() { close(asked) }), sync.OnceFunc(func() { close(over) })
		asks                  int
		unassigned, detaching bool
	)
	e.Observe(func(x simulator.Exchange) {
		of := func(i int) bool {
			return bytes.Contains(x.Body, []byte(e.disks[i])) || x.Query.Get("disk[id]") == e.disks[i]
		}
		mu.Lock()
		answered := late && unassigned && detaching
		switch {
		case x.Operation == detaches && of(i):
			detaching = true
			mu.Unlock()
			await(t, asked)
			return
		case x.Operation == unassigns && of(1-i):
			unassigned = true
		case x.Operation == assigns && of(1-i):
			overOnce()
		case x.Operation == "GET /disks/disk" && of(i):
			if asks++; asks == 2 {
				askedOnce()
			}
			if answered && asks == 2 {
				mu.Unlock()
				await(t, over)
				return
			}
		}
		mu.Unlock()
	})
}

func await(t *testing.T, happened <-chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(50 * time.Second):
		t.Error("what was waited for has not happened")
	case <-t.Context().Done():
	}
}

// TestSwapOfTwoDisksWorksInOneApply: each of two resources gets the disk that
// the other one has, and one of them finds it still taken.
func TestSwapOfTwoDisksWorksInOneApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		held int // the disk that is released last
		late bool
	}{
		"the first comes last":           {0, false},
		"the second comes last":          {1, false},
		"released while it is asked for": {1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEstate(t)
			shell := e.Shell(e.locals() + `resource "katapult_disk_assignment" "this" {
  count              = 2
  virtual_machine_id = local.machines[count.index]
  disk_id            = local.disks[var.swapped ? 1 - count.index : count.index]
}
`)
			run(t, shell, "apply", "-auto-approve")
			e.hold(t, test.held, test.late)
			run(t, shell, "apply", "-auto-approve", "-var=swapped=true")
			e.expect(t, true)
			run(t, shell, "plan", "-detailed-exitcode", "-var=swapped=true")
		})
	}
}

// TestDisksMoveBetweenResourcesOfOneApply: two resources go and two come, in an
// order that nobody knows. Whoever held a machine while waiting for a disk would
// keep the other one from releasing it.
func TestDisksMoveBetweenResourcesOfOneApply(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	shell := e.Shell(e.locals() + `resource "katapult_disk_assignment" "this" {
  for_each = { for i in [0, 1] :
    "${local.machines[i]}/${local.disks[var.swapped ? 1 - i : i]}" => [local.machines[i], local.disks[var.swapped ? 1 - i : i]]
  }
  virtual_machine_id = each.value[0]
  disk_id            = each.value[1]
}
`)
	run(t, shell, "apply", "-auto-approve")
	for _, swapped := range []bool{true, false, true} {
		run(t, shell, "apply", "-auto-approve", fmt.Sprint("-var=swapped=", swapped))
		e.expect(t, swapped)
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=swapped=true")
}

// TestCreateBeforeDestroyThatIsImposedIsSaid: the configuration of the
// assignment does not mention it. The advice helps.
func TestCreateBeforeDestroyThatIsImposedIsSaid(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	shell := e.Shell(e.locals() + `resource "katapult_disk_assignment" "data" {
  virtual_machine_id = local.machines[var.swapped ? 1 : 0]
  disk_id            = local.disks[0]
}

resource "terraform_data" "target" {
  triggers_replace = katapult_disk_assignment.data.virtual_machine_id
  lifecycle {
    create_before_destroy = true
  }
}
`)
	run(t, shell, "apply", "-auto-approve")
	output, err := shell.Run("apply", "-auto-approve", "-no-color", "-var=swapped=true")
	if err == nil || !acctest.Matches(`Cannot create katapult_disk_assignment`, `disk_id\s+= `,
		`"data-0" \(`+e.disks[0]+`\) is assigned to another virtual machine, db-0\.\S+ \(`+e.machines[0]+`\)`, `no other operation of this run unassigned it within \S+s`,
		`look for create_before_destroy`, `imposes it on everything that a resource with it depends on`, `Remove create_before_destroy from the resource that imposes it`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if p := e.disk(0); p.owner() != e.machines[0] || p.assignment()["state"] != "attached" {
		t.Errorf("%v", p.assignment())
	}
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "create_before_destroy = true", "", 1))
	run(t, shell, "apply", "-auto-approve", "-var=swapped=true")
	if p := e.disk(0); p.owner() != e.machines[1] || p.assignment()["state"] != "attached" {
		t.Errorf("%v", p.assignment())
	}
}

func run(t *testing.T, shell *acctest.Shell, arguments ...string) {
	t.Helper()
	if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
}
