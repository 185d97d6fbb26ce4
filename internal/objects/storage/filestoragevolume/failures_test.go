package filestoragevolume_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/filestoragevolume"
	"terraform-provider-katapult/internal/simulator"
	katapult "terraform-provider-katapult/internal/simulator/katapult"
)

func run(t *testing.T, shell *acctest.Shell, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return output
}

func fails(t *testing.T, shell *acctest.Shell, says []string, arguments ...string) {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err == nil || !acctest.Matches(says...).MatchString(output) {
		t.Errorf("%v: %v\n%s", arguments, err, output)
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		fault  *simulator.Fault
		says   []string
	}{
		"by a rule": {
			data(`associations = ["vm_a"]`),
			&simulator.Fault{Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Associations must be of machines"}}},
			[]string{`associations`, `Creating "data" failed`, `Associations must be of machines`, `422 validation_error`},
		},
		"for a data centre that does not exist": {strings.Replace(data(), "uk-lon-01", "nowhere", 1), nil, []string{`data_center = "nowhere"`, `404 data_center_not_found`}},
		"by a restriction": {
			data(), &simulator.Fault{Operation: creates, Status: http.StatusForbidden, Code: "resource_creation_restricted", Detail: map[string]any{"errors": []string{"Limit reached"}}},
			[]string{`Creating "data" failed`, `Limit reached`, `403 resource_creation_restricted`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				if test.fault != nil {
					w.Inject(*test.fault)
				}
				w.Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(append([]string{`Cannot create katapult_file_storage_volume`}, test.says...)...)})
			})
		})
	}
}

func TestTakenNameNamesTheVolumeThatHasIt(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		other := w.AddFileStorageVolume("data")
		fails(t, w.Shell(data()), []string{
			`Cannot create katapult_file_storage_volume`, `name\s+= "data"`, `the organization has a file storage volume "data" already, which is ` + other,
			`left over from a run that was interrupted`, `import {`, `id = "` + other + `"`,
		}, "apply", "-auto-approve")
		if n := w.Count(creates); n > 0 {
			t.Errorf("%d requests to create it", n)
		}
		shell := w.Shell(named("logs"))
		run(t, shell, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + data())
		fails(t, shell, []string{`Cannot update katapult_file_storage_volume`, `name\s+= "data"`, `file storage volume ` + other + ` has this name`, `422 validation_error`}, "apply", "-auto-approve")
		run(t, shell, "destroy", "-auto-approve")
	})
}

// The trash does not tell names, so that each deleted volume may have it.
func TestNameOfAVolumeInTheTrashIsExplained(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		other := w.AddFileStorageVolume("data")
		w.Trash(other)
		w.Trash(w.AddDisk("data"))
		shell := w.Shell(data())
		says := []string{
			`name\s+= "data"`, `Name has already been taken`, `No volume has this name, except perhaps one in the trash`, other + ` \(kept until \d{4}-\S+\)`,
			`katapult_trash_object_purge`, `choose another name`,
		}
		fails(t, shell, append([]string{`Cannot create katapult_file_storage_volume`}, says...), "apply", "-auto-approve")
		output, _ := shell.Run("apply", "-auto-approve", "-no-color")
		if strings.Contains(output, "disk_") {
			t.Errorf("a disk has no name of a volume: %s", output)
		}
		w.Inject(simulator.Fault{Operation: "GET /organizations/organization/trash_objects", Status: http.StatusForbidden, Code: "scope_not_granted"})
		fails(t, shell, []string{`name\s+= "data"`, `Name has already been taken`, `422 validation_error`}, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + named("logs"))
		run(t, shell, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + data())
		fails(t, shell, append([]string{`Cannot update katapult_file_storage_volume`}, says...), "apply", "-auto-approve")
		run(t, shell, "destroy", "-auto-approve")
	})
}

func TestCreateWhoseAnswerIsLostMakesOneVolume(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				w.Inject(fault.On(creates))
				w.Run(
					resource.TestStep{Config: data()},
					resource.TestStep{Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		})
	}
}

func TestLostVolumeThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
		w.Inject(simulator.Fault{Operation: lists, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
		fails(t, w.Shell(data()), []string{
			`Creating "data" failed: the file storage volume may have been created`, `Searching for it failed`, `403 scope_not_granted`, `If so, import it; otherwise run Terraform again`,
		}, "apply", "-auto-approve")
	})
}

// A wait that ends early leaves a tainted volume in the state, and no orphan.
func TestUnfinishedCreateIsReplacedByTheNextApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(w *acctest.World)
		says    []string
	}{
		"failed": {func(w *acctest.World) { w.FailNextTask("") }, []string{`has failed; the API does not say why`, `Look at it in the Katapult console`}},
		"interrupted": {func(w *acctest.World) {
			w.Inject(simulator.Fault{Operation: reads, Status: http.StatusForbidden, Code: "scope_not_granted"})
		}, []string{`is pending after`, `scope_not_granted`}},
		"too slow": {func(*acctest.World) {}, []string{`is configuring after 12s`, `create timeout of 12s`, `timeouts = { create = `}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.NewWith(t, realTimes, filestoragevolume.Object)
				shell := w.Shell(data())
				shell.Serve(acctest.Released)
				if name == "too slow" {
					shell.Configure(w.ProviderBlock() + data(`timeouts = { create = "12s" }`))
				}
				test.prepare(w)
				fails(t, shell, append([]string{`Cannot create katapult_file_storage_volume`, `Creating "data" \(fsv_\w+\) failed`}, test.says...), "apply", "-auto-approve")
				shell.Configure(w.ProviderBlock() + data())
				if output := run(t, shell, "apply", "-auto-approve"); !strings.Contains(output, "1 added, 0 changed, 1 destroyed") {
					t.Errorf("%s", output)
				}
				run(t, shell, "destroy", "-auto-approve")
				if left := append(w.Objects(kind), w.Objects("trash_object")...); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			})
		})
	}
}

func TestVolumeThatFailsLaterIsSaid(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + data(`associations = ["vm_a"]`))
		w.FailNextTask("Configure file storage volume")
		fails(t, shell, []string{`Cannot update katapult_file_storage_volume`, `file storage volume "data" \(fsv_\w+\) has failed`, `apply with -replace`}, "apply", "-auto-approve")
		if output := run(t, shell, "plan"); !acctest.Matches(`Warning: File storage volume has failed`, `"data" \(fsv_\w+\), and does not say why`).MatchString(output) {
			t.Errorf("%s", output)
		}
		run(t, shell, "destroy", "-auto-approve")
	})
}

// Katapult goes on to show a volume as ready before it configures it, and sometimes nobody
// sees that it does.
func TestApplyReturnsWhenTheVolumeIsConfigured(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wait, run int
		seen      bool
	}{
		"soon":   {4, 20, true},
		"late":   {9, 20, true},
		"unseen": {1, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.NewWith(t, realTimes, filestoragevolume.Object)
				shell := w.Shell(data())
				shell.Serve(acctest.Released)
				run(t, shell, "apply", "-auto-approve")
				w.SetTaskTime("Configure file storage volume", test.wait, test.run)
				shell.Configure(w.ProviderBlock() + data(`associations = ["vm_a"]`))
				var (
					mu           sync.Mutex
					began, ended time.Time
					seen         bool
				)
				w.Observe(func(e simulator.Exchange) {
					mu.Lock()
					defer mu.Unlock()
					switch e.Operation {
					case updates:
						began = e.Time
					case reads:
						ended, seen = e.Time, seen || strings.Contains(string(e.ResponseBody), `"configuring"`)
					}
				})
				run(t, shell, "apply", "-auto-approve")
				if took := int(ended.Sub(began).Seconds()); seen != test.seen || took < test.wait+test.run || !test.seen && took < 15 {
					t.Errorf("it returned after %d s, and has seen the work: %t", took, seen)
				}
				run(t, shell, "destroy", "-auto-approve")
			})
		})
	}
}

func TestVolumeInTheTrashIsSaidWithTheWayBack(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		id := w.Only(kind)
		entry := w.Trash(id)
		output := run(t, shell, "plan")
		if !acctest.Matches(`1 to add`, `Warning: Deleted object can be restored`, `katapult_file_storage_volume "data" \(`+id+`\) is deleted and leaves the state`,
			`It is in the trash as `+entry+` and kept until \d{4}-`, `action katapult_trash_object_restore`,
			`import {`, `to = katapult_file_storage_volume.NAME`, `id = "`+id+`"`).MatchString(output) {
			t.Errorf("%s", output)
		}
		// Without a refresh the destroy meets the volume in the trash.
		run(t, shell, "destroy", "-refresh=false", "-auto-approve")
		if left := len(w.Objects("trash_object")); left > 0 {
			t.Error("the volume is in the trash")
		}
	})
}

// The volume has its name until it is purged.
func TestDestroyThatCouldNotPurgeIsCompletedByTheNextRun(t *testing.T) {
	t.Parallel()
	for name, next := range map[string][]string{
		"destroy": {"destroy", "-auto-approve"},
		"apply":   {"apply", "-auto-approve"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				w.AllowUndocumented(http.StatusUnprocessableEntity)
				shell := w.Shell(data())
				run(t, shell, "apply", "-auto-approve")
				w.Inject(simulator.Fault{Operation: purges, Status: http.StatusUnprocessableEntity, Code: "validation_error"})
				fails(t, shell, []string{`Cannot delete katapult_file_storage_volume`, `422 validation_error`}, "destroy", "-auto-approve")
				run(t, shell, next...)
				if left := len(w.Objects("trash_object")); left > 0 {
					t.Error("the volume is in the trash")
				}
				if volumes := len(w.Objects(kind)); (volumes == 1) != (name == "apply") {
					t.Errorf("%d volumes", volumes)
				}
				run(t, shell, "destroy", "-auto-approve")
			})
		})
	}
}

// Its name is free then, and the same for each attempt.
func TestVolumeThatIsKeptInTheTrashIsRenamed(t *testing.T) {
	t.Parallel()
	for name, wanted := range map[string]func(id string) string{
		"data":                   func(id string) string { return "data-" + id },
		strings.Repeat("é", 128): func(id string) string { return strings.Repeat("é", 107) + "-" + id },
	} {
		t.Run(name[:4], func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				block := w.ProviderBlock("skip_trash_object_purge = true")
				shell := w.Shell("")
				shell.Configure(block + named(name))
				run(t, shell, "apply", "-auto-approve")
				id := w.Only(kind)
				w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusForbidden, Code: "permission_denied"})
				fails(t, shell, []string{`Cannot delete katapult_file_storage_volume`, `403 permission_denied`}, "destroy", "-auto-approve")
				run(t, shell, "destroy", "-auto-approve")
				if v, exists := w.Object(id); !exists || v["name"] != wanted(id) || w.Count(purges) > 0 || w.Count(updates) != 1 {
					t.Errorf("%v, renamed %d times", v, w.Count(updates))
				}
				run(t, shell, "apply", "-auto-approve")
				w.Trash(w.Only(kind))
				run(t, shell, "destroy", "-refresh=false", "-auto-approve")
				if w.Count(purges) > 0 {
					t.Error("it was purged")
				}
			})
		})
	}
}

func TestLostResponsesOfADeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{deletes, purges} {
		for name, fault := range acctest.LostResponses() {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					w := acctest.New(t, filestoragevolume.Object)
					w.Run(resource.TestStep{Config: data()}, resource.TestStep{PreConfig: func() { w.Inject(fault.On(operation)) }, Config: data(), Destroy: true})
					if left := len(w.Objects("trash_object")); left > 0 {
						t.Error("the volume is in the trash")
					}
				})
			})
		}
	}
}

func TestLostResponsesOfAnUpdateDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				changed := named("renamed", `associations = ["vm_a"]`, `annotations = { team = "web" }`)
				w.Run(
					resource.TestStep{Config: data()},
					resource.TestStep{PreConfig: func() { w.Inject(fault.On(updates)) }, Config: changed, ConfigStateChecks: []statecheck.StateCheck{exactly("name", "renamed"), exactly("state", "ready"), mayMount(1)}},
					resource.TestStep{Config: changed, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		})
	}
}

// What was done before the wait ended is in the state.
func TestUpdateWhoseWaitEndsEarlyIsInTheState(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		shell := w.Shell(data())
		run(t, shell, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + named("renamed", `associations = ["vm_a"]`))
		w.Inject(simulator.Fault{Operation: reads, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
		fails(t, shell, []string{`Cannot update katapult_file_storage_volume`, `"renamed" \(fsv_\w+\) is ready after`, `403 scope_not_granted`}, "apply", "-auto-approve")
		run(t, shell, "plan", "-refresh=false", "-detailed-exitcode")
		run(t, shell, "destroy", "-auto-approve")
	})
}

func TestVolumeOfRunningMachinesIsDeleted(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		config := data(`associations = ["` + w.AddVirtualMachine(katapult.VM{Name: "web"}) + `"]`)
		w.Run(resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{mayMount(1)}})
	})
}

// Terraform deletes and creates in any order when an address changes without a moved block.
// While the old volume is in the trash, no list has it, and it keeps its name.
func TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted(t *testing.T) {
	t.Parallel()
	busy := func(operation string, times int) simulator.Fault {
		return simulator.Fault{Operation: operation, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: times}
	}
	for name, faults := range map[string][]simulator.Fault{
		"the creation is first":   {busy(deletes, 2)},
		"the old one is in trash": {busy(lists, 1), busy(purges, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				shell := w.Shell(w.ProviderBlock() + data())
				run(t, shell, "apply", "-auto-approve")
				first := w.Only(kind)
				for _, fault := range faults {
					w.Inject(fault)
				}
				shell.Configure(w.ProviderBlock() + strings.ReplaceAll(data(), `" "data"`, `" "renamed"`))
				run(t, shell, "apply", "-auto-approve")
				if w.Only(kind) == first {
					t.Error("the volume is the old one")
				}
			})
		})
	}
}
