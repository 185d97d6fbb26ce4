package diskassignment_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	shutdowns = "POST /virtual_machines/virtual_machine/shutdown"
	starts    = "POST /virtual_machines/virtual_machine/start"
)

// destroys applies the arguments, and destroys after something has happened.
func (p pair) destroys(t *testing.T, meanwhile func(), arguments ...string) (output string, err error) {
	t.Helper()
	shell := p.Shell(p.config(arguments...))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	p.ResetRequests()
	if meanwhile != nil {
		meanwhile()
	}
	return shell.Run("destroy", "-auto-approve", "-no-color")
}

func (p pair) state() any {
	machine, _ := p.Object(p.machine)
	return machine["state"]
}

// sent lists the requests that change something, in their order.
func (p pair) sent() (all []string) {
	for _, r := range p.Requests() {
		if r.Method != http.MethodGet {
			all = append(all, r.Operation)
		}
	}
	return all
}

func TestSkippedDestroyLeavesTheDiskWithAWarning(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	output, err := p.destroys(t, nil, `skip_destroy = true`)
	if err != nil || !acctest.Matches(`Warning: Disk stays assigned`, p.disk, `stays assigned to virtual machine `+p.machine, `skip_destroy`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if len(p.sent()) > 0 || p.assignment()["state"] != "attached" {
		t.Errorf("%v, sent %v", p.assignment(), p.sent())
	}
}

func TestMachineIsShutDownAndStartedAgainForTheDetachment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments, state string
		want             []string
	}{
		"started":         {"", "started", []string{shutdowns, unassigns, starts}},
		"stopped":         {"", "stopped", []string{unassigns}},
		"of its detached": {"attached = false", "started", []string{unassigns}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				p := newPair(t, test.state)
				output, err := p.destroys(t, nil, `stop_before_detach = true`, test.arguments)
				if err != nil || p.assignment() != nil || p.state() != test.state {
					t.Errorf("%v\n%s\n%v on a machine that is %v", err, output, p.assignment(), p.state())
				}
				if sent := p.sent(); !slices.Equal(sent, test.want) {
					t.Errorf("sent %v, want %v", sent, test.want)
				}
			})
		})
	}
}

// It was not running before, so it must not run afterwards.
func TestStoppedMachineIsNotStartedForTheDetachment(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		p := newPair(t, "stopped")
		output, err := p.destroys(t, func() { p.change(map[string]any{"state": "attached"}) }, `stop_before_detach = true`)
		if p.state() != "stopped" || p.Count(starts) > 0 || p.Count(unassigns)+p.Count(detaches) == 0 {
			t.Errorf("%v\n%s\nsent %v", err, output, p.sent())
		}
	})
}

// Whatever becomes of the disk, the machine runs again.
func TestFailuresOfADetachmentWithShutdown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		breaks func(p pair)
		fails  bool
		says   []string
		state  string
	}{
		"the shutdown fails": {
			func(p pair) { p.FailNextTask("Shutdown virtual machine") }, true,
			[]string{`could not be shut down before disk "data"`, `the task "Shutdown virtual machine"`},
			"started",
		},
		"the disk stays": {
			func(p pair) {
				p.Inject(simulator.Fault{Operation: unassigns, Times: -1, Status: 422, Code: "unable_to_unassign"})
			}, true,
			[]string{`unable_to_unassign`},
			"started",
		},
		"the start fails": {
			func(p pair) { p.FailNextTask("Start virtual machine") }, false,
			[]string{`Warning: Virtual machine left stopped`, `could not be started again`, `katapult_virtual_machine_power`},
			"stopped",
		},
		"both fail": {
			func(p pair) {
				p.FailNextTask("Start virtual machine")
				p.Inject(simulator.Fault{Operation: unassigns, Times: -1, Status: 422, Code: "unable_to_unassign"})
			}, true,
			[]string{`unable_to_unassign`, `virtual machine "db" \(vm_\w+\) was shut down, and could not be started again`},
			"stopped",
		},
		"the machine is deleted": {
			func(p pair) { p.Trash(p.machine) }, false, nil, "stopped",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				p := newPair(t, "started")
				p.AllowLeak(p.disk)
				output, err := p.destroys(t, func() { test.breaks(p) }, `stop_before_detach = true`)
				if (err != nil) != test.fails || !acctest.Matches(test.says...).MatchString(output) || p.state() != test.state {
					t.Errorf("%v\n%s\nthe machine is %v", err, output, p.state())
				}
			})
		})
	}
}

func TestWhatADestroyWillDoChangesWithoutARequest(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	shell := p.Shell(p.config())
	for _, arguments := range [][]string{nil, {`skip_destroy = true`, `stop_before_detach = true`}, {`skip_destroy = false`}, nil} {
		p.ResetRequests()
		shell.Configure(p.ProviderBlock() + p.config(arguments...))
		if output, err := shell.Run("apply", "-auto-approve", "-refresh=false", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if n := p.Count("GET /disks/disk") + p.Count("GET /virtual_machines/virtual_machine") + len(p.sent()); n > 0 && p.Count(assigns) == 0 {
			t.Errorf("%v: %v", arguments, p.Requests())
		}
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Errorf("%v: %v\n%s", arguments, err, output)
		}
	}
}

// Those who wait for the machine count: it is shut down and started once.
func TestDisksOfOneMachineShareAShutdown(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = 2 * time.Second }, diskassignment.Object)
		p := pair{World: w, machine: w.AddVirtualMachine(katapult.VM{Name: "db"})}
		var config strings.Builder
		for i := range 5 {
			disk := w.AddDisk(fmt.Sprint("data-", i))
			w.Change(disk, map[string]any{"state": "built"})
			fmt.Fprintf(&config, "resource \"katapult_disk_assignment\" \"d%d\" {\n  virtual_machine_id = %q\n  disk_id = %q\n  stop_before_detach = true\n}\n", i, p.machine, disk)
		}
		shell := w.Shell(config.String())
		for _, command := range []string{"apply", "destroy"} {
			if output, err := shell.Run(command, "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
		}
		if w.Count(shutdowns) != 1 || w.Count(starts) != 1 || w.Count(unassigns) != 5 || p.state() != "started" {
			t.Errorf("%d shutdowns, %d starts, %d unassigned, and it is %v", w.Count(shutdowns), w.Count(starts), w.Count(unassigns), p.state())
		}
	})
}

// What others do during the shutdown, or right after it.
func TestChangeByOthersDuringADetachmentWithShutdown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		happens   func(p pair)
		says      []string
		state     any
		want      []string
	}{
		"moved":           {shutdowns, func(p pair) { p.AllowLeak(p.moved() + "/" + p.disk) }, []string{`Disk left alone`}, "started", []string{shutdowns, starts}},
		"unassigned":      {shutdowns, pair.unassigned, nil, "started", []string{shutdowns, starts}},
		"machine deleted": {unassigns, func(p pair) { p.Remove(p.machine) }, nil, nil, []string{shutdowns, unassigns, starts}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				p := newPair(t, "started")
				output, err := p.destroys(t, func() { p.once(1, test.operation, func() { test.happens(p) }) }, `stop_before_detach = true`)
				if err != nil || !acctest.Matches(test.says...).MatchString(output) || test.says == nil && strings.Contains(output, "Warning") || p.state() != test.state {
					t.Errorf("%v\n%s\nit is %v", err, output, p.state())
				}
				if sent := p.sent(); !slices.Equal(sent, test.want) {
					t.Errorf("sent %v, want %v", sent, test.want)
				}
			})
		})
	}
}

func TestDiskThatADestroyWouldLeaveCannotMove(t *testing.T) {
	t.Parallel()
	const (
		refused  = `disk disk_\w+ cannot move: skip_destroy leaves it on virtual machine vm_\w+\. Set skip_destroy = false`
		replaced = `2 to add, 0 to change, 1 to destroy`
	)
	for name, test := range map[string]struct {
		prior, next string
		machine     func(other string) string
		disk, fails bool
		says        string
	}{
		"to another machine":           {"true", "true", func(other string) string { return `"` + other + `"` }, false, true, refused},
		"and the argument goes":        {"true", "false", func(other string) string { return `"` + other + `"` }, false, true, refused},
		"to one that is not known yet": {"true", "true", func(string) string { return `terraform_data.later.id` }, false, false, replaced},
		"without the argument":         {"false", "false", func(other string) string { return `"` + other + `"` }, false, false, replaced},
		"before it was applied":        {"false", "true", func(other string) string { return `"` + other + `"` }, false, false, replaced},
		"with another disk":            {"true", "true", func(other string) string { return `"` + other + `"` }, true, false, replaced},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPair(t, "started")
			other := p.AddVirtualMachine(katapult.VM{Name: "other"})
			shell := p.Shell(p.config(`skip_destroy = ` + test.prior))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			moved := strings.Replace(p.config(`skip_destroy = `+test.next), `"`+p.machine+`"`, test.machine(other), 1)
			if test.disk {
				moved = strings.Replace(moved, p.disk, p.AddDisk("another"), 1)
			}
			shell.Configure(p.ProviderBlock() + "resource \"terraform_data\" \"later\" {}\n" + moved)
			output, err := shell.Run("plan", "-no-color")
			if (err != nil) != test.fails || !acctest.Matches(test.says).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if test.fails && !acctest.Matches(`Cannot plan katapult_disk_assignment`, `virtual_machine_id = "`).MatchString(output) {
				t.Errorf("not at the argument:\n%s", output)
			}
		})
	}
}

func TestAdoptedDiskThatADestroyWouldLeaveIsToldSo(t *testing.T) {
	t.Parallel()
	p := newPair(t, "started")
	p.Do("POST", "/disks/disk/assign", map[string]any{"disk": map[string]any{"id": p.disk}, "virtual_machine": map[string]any{"id": p.machine}})
	output, err := p.Shell(p.config(`skip_destroy = true`)).Run("apply", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`taken over`, `stays when the resource is destroyed, because of skip_destroy`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}
