package diskassignment_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// TestFiftyAssignmentsTakeFewRequests is at the real pace: tasks of two
// seconds, one after the other on each machine, and the provider as a program
// with its own settings. The time it logs depends on the machine, and on how
// many assignments Terraform has under way.
func TestFiftyAssignmentsTakeFewRequests(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		const (
			machines, disks = 5, 10
			taskTime        = 2 * time.Second
		)
		w := acctest.NewWith(t, func(o *simulator.Options) { o.TaskTime = taskTime }, diskassignment.Object)
		var config strings.Builder
		for m := range machines {
			machine := w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("db-%d", m)})
			for d := range disks {
				disk := w.AddDisk(fmt.Sprintf("data-%d-%d", m, d))
				w.Change(disk, map[string]any{"state": "built"})
				fmt.Fprintf(&config, "resource \"katapult_disk_assignment\" \"d%d_%d\" {\n  virtual_machine_id = %q\n  disk_id = %q\n}\n", m, d, machine, disk)
			}
		}
		shell := w.Shell(config.String())
		shell.Serve(acctest.Released)
		w.ResetRequests()
		start := time.Now()
		if output, err := shell.Run("apply", "-auto-approve", "-no-color", "-parallelism=50"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		took, requests := time.Since(start), len(w.Requests())
		work := disks * taskTime // machines work at the same time
		t.Logf("%d assignments: %.2f requests each, %s for %s of serialised work (%.2f times)",
			machines*disks, float64(requests)/(machines*disks), took.Round(time.Millisecond), work, took.Seconds()/work.Seconds())
		if requests > 5*machines*disks {
			t.Errorf("%d requests", requests)
		}
	})
}
