package chaos_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// releasing are the operations that take a disk or an address from what has it.
// They name that one alone, so a repetition takes it from whoever has it by then.
var releasing = []string{"POST /disks/disk/unassign", "POST /disks/disk/detach", "POST /ip_addresses/ip_address/unallocate"}

// TestLostReleaseTakesNothingFromTheNextOwner loses the first response to every
// release while disks and addresses move between resources.
func TestLostReleaseTakesNothingFromTheNextOwner(t *testing.T) {
	t.Parallel()
	for _, way := range losses {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) { loseReleases(t, way.fault) })
		})
	}
}

func loseReleases(t *testing.T, fault simulator.Fault) {
	t.Helper()
	w := newWorld(t)
	s := newStack(t, w, "stack", 1, 4, chaos.Builds{Servers: 2, Recipients: 2}, 0)
	for _, layout := range []chaos.Layout{{}, {Shift: 1}, {Renamed: true, Shift: 2}, {Shift: 3}} {
		wanted := s.configure(w, layout)
		lost := 0
		fault.Latency = 30 * time.Millisecond // in which the next owner can come
		w.InjectFunc(func(operation string) *simulator.Fault {
			for _, o := range releasing {
				// Every second one is the repetition of a lost one, as a rule.
				if o == operation {
					if lost++; lost%2 == 1 {
						return &fault
					}
				}
			}
			return nil
		})
		output, err := s.shell.Run("apply", "-auto-approve", "-no-color", allAtOnce)
		w.InjectFunc(nil)
		if err != nil || strings.Contains(output, "left alone") {
			t.Fatalf("%+v: %v\n%s", layout, err, output)
		}
		s.agrees(t, w, wanted, fmt.Sprintf("move to %+v", layout))
	}
}

// TestTwoResourcesForOneObjectAreRefused has two addresses mean one assignment:
// one of them has it, the other one is an error that says so.
func TestTwoResourcesForOneObjectAreRefused(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, refuseSecondResource)
}

func refuseSecondResource(t *testing.T) {
	w := newWorld(t)
	fixture := chaos.NewFixture(t, w, 1)
	pair := fixture.Machines[0] + "/" + fixture.Disks[0]
	assignment := func(name string) string {
		return fmt.Sprintf("resource \"katapult_disk_assignment\" %q {\n  virtual_machine_id = %q\n  disk_id = %q\n}\n",
			name, fixture.Machines[0], fixture.Disks[0])
	}
	shell := w.Shell(assignment("one") + assignment("other"))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || strings.Count(output, "Error: ") != 1 || !acctest.Matches("another resource of this configuration has written katapult_disk_assignment "+pair).MatchString(output) {
		t.Fatalf("%v\n%s", err, output)
	}
	wanted := map[string]int{pair: 1}
	if audit := compare(t, w, wanted, shell); !audit.Clean() {
		t.Errorf("%s", audit)
	}
	kept := "one"
	if strings.Contains(shell.Read("terraform.tfstate"), `"name": "other"`) {
		kept = "other"
	}
	shell.Configure(w.ProviderBlock() + assignment(kept))
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
