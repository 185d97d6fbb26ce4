package chaos_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// releasing are the operations that take a disk or an address from what has it.
// They name that one alone, so a repetition takes it from whoever has it by then.
var releasing = []string{"POST /disks/disk/unassign", "POST /disks/disk/detach", "POST /ip_addresses/ip_address/unallocate"}

// TestLostReleaseTakesNothingFromTheNextOwner loses the first answer to every
// release while disks and addresses move between resources.
func TestLostReleaseTakesNothingFromTheNextOwner(t *testing.T) {
	t.Parallel()
	for _, way := range losses {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewWith(t, func(s *simulator.Options) { s.TaskTime = time.Millisecond }, registry.All()...)
			fixture := chaos.NewFixture(t, w, 4)
			shell := w.CLIShell("")
			shell.WaitForReleases()
			for _, layout := range []chaos.Layout{{}, {Shift: 1}, {Renamed: true, Shift: 2}, {Shift: 3}} {
				config, wanted := fixture.Stack("group", 1, layout)
				shell.Configure(w.ProviderBlock() + config)
				lost, fault := 0, way.fault
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
				output, err := shell.Run("apply", "-auto-approve", "-no-color", allAtOnce)
				w.InjectFunc(nil)
				if err != nil || strings.Contains(output, "left alone") {
					t.Fatalf("%+v: %v\n%s", layout, err, output)
				}
				agrees(t, w, shell, fixture, wanted, fmt.Sprintf("move to %+v", layout))
			}
		})
	}
}

// TestTwoResourcesForOneObjectAreRefused has two addresses mean one assignment:
// one of them has it, the other one is an error that says so.
func TestTwoResourcesForOneObjectAreRefused(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(s *simulator.Options) { s.TaskTime = time.Millisecond }, registry.All()...)
	fixture := chaos.NewFixture(t, w, 1)
	pair := fixture.Machines[0] + "/" + fixture.Disks[0]
	assignment := func(name string) string {
		return fmt.Sprintf("resource \"katapult_disk_assignment\" %q {\n  virtual_machine_id = %q\n  disk_id = %q\n}\n",
			name, fixture.Machines[0], fixture.Disks[0])
	}
	shell := w.CLIShell(assignment("one") + assignment("other"))
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
