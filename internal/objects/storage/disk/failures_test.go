package disk_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	"terraform-provider-katapult/internal/simulator"
	katapult "terraform-provider-katapult/internal/simulator/katapult"
)

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		fault  *simulator.Fault
		says   []string
	}{
		"by a rule": {
			data(),
			&simulator.Fault{Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Size is too large"}}},
			[]string{`Creating "data" failed`, `Size is too large`, `422 validation_error`},
		},
		"for a data centre that does not exist": {strings.Replace(data(), "uk-lon-01", "nowhere", 1), nil, []string{`data_center = "nowhere"`, `404 data_center_not_found`}},
		"for an IO profile that does not exist": {data(`io_profile_id = "diop_none"`), nil, []string{`io_profile_id = "diop_none"`, `404 disk_io_profile_not_found`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				if test.fault != nil {
					w.Inject(*test.fault)
				}
				w.Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(append([]string{`Cannot create katapult_disk`}, test.says...)...)})
			})
		})
	}
}

// While the response is lost, somebody else creates a disk that looks the same.
func TestDisksThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
		var (
			once   sync.Once
			theirs string
		)
		w.Observe(func(e simulator.Exchange) {
			if e.Operation == "GET /organizations/organization/available_networks" {
				once.Do(func() { theirs = w.AddDisk("data") })
			}
		})
		output, err := w.Shell(sized(10)).Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`Cannot create katapult_disk`, `2 identical objects have appeared since`, theirs,
			`import {`, `to = katapult_disk\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

// The state has what was done before the failure.
func TestUpdateThatFailsHalfwayGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	for task, left := range map[string]string{"Change disk IO profile": "io_profile_id", "Grow disk": "size_in_gb"} {
		t.Run(task, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				after := strings.Replace(sized(30, `io_profile_id = "`+fast+`"`), `"data"`+"\n", "\"renamed\"\n", 1)
				shell := w.Shell(data())
				run(t, shell, "apply", "-auto-approve")
				w.FailNextTask(task)
				shell.Configure(w.ProviderBlock() + after)
				output, err := shell.Run("apply", "-auto-approve", "-no-color")
				if err == nil || !acctest.Matches(`Cannot update katapult_disk`, left+` = `, `the task "`+task+`"`).MatchString(output) {
					t.Errorf("%v\n%s", err, output)
				}
				if output := run(t, shell, "plan", "-refresh=false"); left == "size_in_gb" && strings.Contains(output, "io_profile_id") {
					t.Errorf("the state has the old IO profile: %s", output)
				}
				w.ResetRequests()
				run(t, shell, "apply", "-auto-approve")
				if n := w.Count(patches); n > 0 {
					t.Error("the disk was renamed again")
				}
				if d, _ := w.Object(only(w)); d["name"] != "renamed" || fmt.Sprint(d["size_in_gb"]) != "30" {
					t.Errorf("%v", d)
				}
				run(t, shell, "destroy", "-auto-approve")
			})
		})
	}
}

// A replacement needs no size that the old disk can get.
func TestDiskThatIsReplacedIsNotResized(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		give(w, only(w), "started")
		shell.Configure(w.ProviderBlock() + sized(10, `storage_speed = "ssd"`))
		if output := run(t, shell, "plan"); !strings.Contains(output, "1 to add, 0 to change, 1 to destroy") {
			t.Errorf("%s", output)
		}
		unassign(w, only(w))
		run(t, shell, "destroy", "-auto-approve")
	})
}

// Work on one machine is done one after the other.
func TestDisksOfOneMachineTakeTurns(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		config := func(gb int) string {
			return fmt.Sprintf("resource \"katapult_disk\" \"data\" {\n  count = 3\n  name = \"data\"\n  data_center = \"uk-lon-01\"\n  size_in_gb = %d\n  resize_method = \"online\"\n}\n", gb)
		}
		shell := w.Shell(config(10))
		run(t, shell, "apply", "-auto-approve")
		machine := w.AddVirtualMachine(katapult.VM{Name: "web"})
		for _, d := range w.Objects("disk") {
			if id, _ := d["id"].(string); d["name"] == "data" {
				assign(w, id, machine)
				w.Change(id, map[string]any{"virtual_machine_disk": map[string]any{"state": "attached"}})
			}
		}
		var (
			mu                 sync.Mutex
			running, alongside int
		)
		w.Observe(func(e simulator.Exchange) {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case e.Operation == resizes:
				running++
				alongside = max(alongside, running)
			case e.Operation == "GET /tasks/task" && strings.Contains(string(e.ResponseBody), `"completed"`):
				running--
			}
		})
		shell.Configure(w.ProviderBlock() + config(20))
		run(t, shell, "apply", "-auto-approve")
		if alongside != 1 {
			t.Errorf("%d disks of one machine were resized at a time", alongside)
		}
		for _, d := range w.Objects("disk") {
			if id, _ := d["id"].(string); d["name"] == "data" {
				unassign(w, id)
			}
		}
		run(t, shell, "destroy", "-auto-approve")
	})
}

// Neither resource refers to the other, so Terraform destroys both at once.
func TestDestroyWaitsForAnAssignmentOfTheSameRun(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object, diskassignment.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		machine := w.AddVirtualMachine(katapult.VM{Name: "web"})
		shell.Configure(w.ProviderBlock() + data() + fmt.Sprintf(
			"resource \"katapult_disk_assignment\" \"data\" {\n  virtual_machine_id = %q\n  disk_id = %q\n}\n", machine, only(w)))
		run(t, shell, "apply", "-auto-approve")
		run(t, shell, "destroy", "-auto-approve")
		if id := only(w); id != "" {
			t.Errorf("%s is left", id)
		}
	})
}

func TestDiskInTheTrashIsSaidWithTheWayBack(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		id := only(w)
		entry := w.Trash(id)
		output := run(t, shell, "plan")
		if !acctest.Matches(`1 to add`, `Warning: Deleted object can be restored`, `katapult_disk "data" \(`+id+`\) is deleted and leaves the state`,
			`It is in the trash as `+entry+` and kept until \d{4}-`, `action katapult_trash_object_restore`,
			`import {`, `to = katapult_disk.NAME`, `id = "`+id+`"`).MatchString(output) {
			t.Errorf("%s", output)
		}
		// Without a refresh the destroy meets the disk in the trash.
		run(t, shell, "destroy", "-refresh=false", "-auto-approve")
		if left := len(w.Objects("trash_object")); left > 0 {
			t.Error("the disk is in the trash")
		}
	})
}

func TestSkippedPurgeKeepsTheDisk(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell("")
		shell.Configure(w.ProviderBlock("skip_trash_object_purge = true") + data())
		run(t, shell, "apply", "-auto-approve")
		id := only(w)
		run(t, shell, "destroy", "-auto-approve")
		if _, exists := w.Object(id); !exists || w.Count(purges) > 0 {
			t.Errorf("the disk was purged")
		}
	})
}

func TestWaitThatEndsEarlyLeavesATaintedDiskAndNoOrphan(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.Inject(simulator.Fault{Operation: "GET /tasks/task", Status: http.StatusForbidden, Code: "scope_not_granted", Times: 1})
		w.Run(
			resource.TestStep{Config: data(), ExpectError: acctest.Matches(`Creating "data" \(disk_\w+\) failed`, `scope_not_granted`)},
			resource.TestStep{
				Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("state", "built")},
			},
		)
	})
}
