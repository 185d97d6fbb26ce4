package disk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "katapult_disk.data"
	creates = "POST /organizations/organization/disks"
	reads   = "GET /disks/disk"
	patches = "PATCH /disks/disk"
	resizes = "PUT /disks/disk/resize"
	deletes = "DELETE /disks/disk"
	purges  = "DELETE /trash_objects/trash_object"

	fast = "diop_slvkma43oVxjJcRk"
)

// data is a configuration of a disk of 20 GB, with more arguments.
func data(arguments ...string) string { return sized(20, arguments...) }

func sized(gb int, arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_disk\" \"data\" {\n  name = \"data\"\n  data_center = \"uk-lon-01\"\n  size_in_gb = %d\n%s\n}\n", gb, strings.Join(arguments, "\n"))
}

func exactly(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

func id(name string) map[string]any { return map[string]any{"id": name} }

// give assigns a disk to a new machine, outside Terraform. On one that is started, it is
// attached.
func give(w *acctest.World, diskID, state string) (machine string) {
	machine = w.AddVirtualMachine(simulator.VM{Name: "web", State: state})
	assign(w, diskID, machine)
	if state == "started" {
		w.Change(diskID, map[string]any{"virtual_machine_disk": map[string]any{"state": "attached"}})
	}
	return machine
}

func unassign(w *acctest.World, diskID string) {
	w.Change(diskID, map[string]any{"virtual_machine_disk": map[string]any{"state": "detached"}})
	w.Do("POST", "/disks/disk/unassign", map[string]any{"disk": id(diskID)})
}

// only is the ID of the disk that no machine boots from.
func only(w *acctest.World) string {
	for _, d := range w.Objects("disk") {
		if d["name"] != "System Disk" {
			id, _ := d["id"].(string)
			return id
		}
	}
	return ""
}

func TestEveryArgumentChangesInPlace(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		same := statecheck.CompareValue(compare.ValuesSame())
		is := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
		changes := acctest.Plans(address, plancheck.ResourceActionUpdate)
		w.Run(
			resource.TestStep{Config: data(), ConfigStateChecks: []statecheck.StateCheck{
				is(), exactly("storage_speed", "nvme"), exactly("bus_type", "scsi"), exactly("io_profile_id", unrestricted), exactly("resize_method", "offline"),
				exactly("data_center", "uk-lon-01"), exactly("state", "built"), acctest.Has(address, "wwn", knownvalue.NotNull()), acctest.Has(address, "annotations", knownvalue.Null()),
			}},
			resource.TestStep{
				Config: strings.Replace(data(`bus_type = "virtio"`, `annotations = { team = "web" }`), `"data"`+"\n", "\"renamed\"\n", 1), ConfigPlanChecks: changes,
				ConfigStateChecks: []statecheck.StateCheck{is(), exactly("name", "renamed"), exactly("bus_type", "virtio")},
			},
			resource.TestStep{
				Config: data(`io_profile_id = "` + fast + `"`), ConfigPlanChecks: changes,
				ConfigStateChecks: []statecheck.StateCheck{is(), exactly("name", "data"), exactly("bus_type", "virtio"), exactly("io_profile_id", fast), acctest.Has(address, "annotations", knownvalue.Null())},
			},
			resource.TestStep{Config: sized(30), ConfigPlanChecks: changes, ConfigStateChecks: []statecheck.StateCheck{is(), acctest.Has(address, "size_in_gb", knownvalue.Int64Exact(30))}},
			resource.TestStep{Config: sized(30, `resize_method = "online"`), ConfigPlanChecks: changes, ConfigStateChecks: []statecheck.StateCheck{is()}},
			resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"resize_method"}},
		)
		if n := w.Count(patches); n != 2 {
			t.Errorf("%d requests to change what needs no task", n)
		}
		if left := len(w.Objects("trash_object")); left > 0 {
			t.Error("the disk is in the trash")
		}
	})
}

func TestOtherSpellingsAndLateArgumentsNeverReplaceADisk(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before, after string
		action        plancheck.ResourceActionType
	}{
		"data centre by ID":      {data(), strings.Replace(data(), "uk-lon-01", "loc_UUhPmoCbpic6UX0Y", 1), plancheck.ResourceActionNoop},
		"no data centre":         {data(), strings.Replace(data(), `data_center = "uk-lon-01"`, "", 1), plancheck.ResourceActionNoop},
		"file system is added":   {data(), data(`initial_file_system = "ext4"`), plancheck.ResourceActionUpdate},
		"file system is removed": {data(`initial_file_system = "ext4"`), data(), plancheck.ResourceActionUpdate},
		"another file system":    {data(`initial_file_system = "ext4"`), data(`initial_file_system = "xfs"`), plancheck.ResourceActionDestroyBeforeCreate},
		"another storage":        {data(), data(`storage_speed = "ssd"`), plancheck.ResourceActionDestroyBeforeCreate},
		"another data centre":    {data(), strings.Replace(data(), "uk-lon-01", "nl-ams-01", 1), plancheck.ResourceActionDestroyBeforeCreate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				w.Run(resource.TestStep{Config: test.before}, resource.TestStep{Config: test.after, ConfigPlanChecks: acctest.Plans(address, test.action)})
				if n := w.Count(patches) + w.Count(resizes); n > 0 {
					t.Errorf("%d changes", n)
				}
			})
		})
	}
}

// The matrix of sizes: whether a disk is attached decides how it can get another one.
func TestResizing(t *testing.T) {
	t.Parallel()
	const on = `resize_method = "online"`
	for name, test := range map[string]struct {
		state, method string
		size          int
		sends, says   string
	}{
		"grows unassigned":              {"", "", 30, "offline", ""},
		"grows unassigned, online":      {"", on, 30, "offline", ""},
		"grows detached":                {"stopped", on, 30, "offline", ""},
		"grows attached":                {"started", "", 30, "", `is attached, and grows only online: set resize_method = "online"`},
		"grows attached, online":        {"started", on, 30, "online", ""},
		"shrinks unassigned":            {"", on, 10, "offline", ""},
		"shrinks attached":              {"started", on, 10, "", `is attached, and shrinks only while it is detached`},
		"shrinks although it is detach": {"stopped", "", 10, "offline", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				step := resource.TestStep{
					PreConfig: func() {
						if test.state != "" {
							give(w, only(w), test.state)
						}
					},
					Config: sized(test.size, `initial_file_system = "ext4"`, test.method), Check: nil,
				}
				if test.says != "" {
					step.ExpectError = acctest.Matches(`Cannot plan katapult_disk`, `disk "data" \(disk_\w+\)`, test.says)
				}
				steps := []resource.TestStep{{Config: data(`initial_file_system = "ext4"`)}, step}
				w.Run(append(steps, resource.TestStep{
					PreConfig: func() {
						if test.state != "" {
							unassign(w, only(w))
						}
					},
					RefreshState: true, ExpectNonEmptyPlan: test.says != "",
				})...)
				sent := ""
				for _, r := range w.Requests() {
					if r.Operation == resizes {
						sent += map[bool]string{true: "online", false: "offline"}[strings.Contains(string(r.Body), `"online"`)]
					}
				}
				if sent != test.sends {
					t.Errorf("resized %q, want %q", sent, test.sends)
				}
			})
		})
	}
}

// The task is completed, and the disk keeps its size.
func TestShrinkThatDoesNotHappenSaysWhy(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		began := time.Now()
		w.Run(
			resource.TestStep{Config: data()},
			resource.TestStep{Config: sized(10), ExpectError: acctest.Matches(`Cannot update katapult_disk`, `size_in_gb = 10`, `completed the resize of disk "data"`, `still has 20 GB`, `a partition table, an ext4 file system`)},
			resource.TestStep{Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
		if waited := time.Since(began); waited > 5*time.Minute {
			t.Errorf("it took %s", waited)
		}
	})
}

func TestBootDiskIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.AddVirtualMachine(simulator.VM{Name: "web"})
		boot := w.Only("disk")
		w.Run(resource.TestStep{
			Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, boot) + data(), PlanOnly: true,
			ExpectError: acctest.Matches(`boots from disk "System Disk" \(`+boot+`\)`, `as system_disk`),
		})
		w.Remove(boot)
		shell := w.Shell(data())
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
		give(w, only(w), "started")
		w.Change(only(w), map[string]any{"virtual_machine_disk": map[string]any{"boot": true}})
		shell.Configure(w.ProviderBlock() + data(`bus_type = "virtio"`))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || !acctest.Matches(`Cannot update katapult_disk`, `boots from disk "data"`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		output, err := shell.Run("destroy", "-auto-approve", "-no-color")
		if err != nil || !acctest.Matches(`Warning: Boot disk in the state`, `boots from disk "data"`, `its destroy leaves the disk as it is`, `Warning: Boot disk left alone`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		if w.Count(patches)+w.Count(deletes) > 0 {
			t.Error("the boot disk was changed")
		}
	})
}

func TestCreateWhoseAnswerIsLostMakesOneDisk(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				other := w.AddDisk("data")
				time.Sleep(time.Hour)
				w.Inject(fault.On(creates))
				w.Run(resource.TestStep{Config: sized(10)}, resource.TestStep{Config: sized(10), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)})
				if _, exists := w.Object(other); !exists {
					t.Error("the disk that was there before is gone")
				}
			})
		})
	}
}

func TestDiskWhoseBuildFailsIsReplaced(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.FailNextTask("Build disk")
		w.Run(
			resource.TestStep{Config: data(), ExpectError: acctest.Matches(`Cannot create katapult_disk`, `Creating "data" \(disk_\w+\) failed`, `the task "Build disk"`)},
			resource.TestStep{Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
		)
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.Run(
			resource.TestStep{Config: data()},
			resource.TestStep{PreConfig: func() { w.Remove(only(w)) }, Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		)
	})
}

func TestLostResponsesOfADeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{deletes, purges} {
		for name, fault := range acctest.LostResponses() {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					w := acctest.New(t, disk.Object)
					w.Run(resource.TestStep{Config: data()}, resource.TestStep{PreConfig: func() { w.Inject(fault.On(operation)) }, Config: data(), Destroy: true})
					if left := len(w.Objects("trash_object")); left > 0 {
						t.Error("the disk is in the trash")
					}
				})
			})
		}
	}
}

// A disk is deleted after its assignment, whichever Terraform reaches first, and not while
// somebody else uses it.
func TestAssignedDiskIsDeletedOnlyWithItsAssignment(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object, diskassignment.Object)
		shell := w.Shell(data())
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
		machine := give(w, only(w), "started")
		output, err := shell.Run("destroy", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`Cannot delete katapult_disk`, `is assigned to virtual machine web.acme.katapult.cloud \(`+machine+`\)`, `Nothing was deleted`, `Destroy its katapult_disk_assignment first`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		shell.Configure(w.ProviderBlock() + data() + "resource \"katapult_disk_assignment\" \"data\" {\n  virtual_machine_id = \"" + machine + "\"\n  disk_id = katapult_disk.data.id\n}\n")
		for _, command := range []string{"apply", "destroy"} {
			if output, err := shell.Run(command, "-auto-approve", "-no-color"); err != nil {
				t.Error(err, output)
			}
		}
	})
}

func TestInvalidArgumentsFailAtPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"too small":   {sized(9), []string{`size_in_gb`, `at least 10`}},
		"file system": {data(`initial_file_system = "ntfs"`), []string{`initial_file_system`, `"ext4"`}},
		"nowhere":     {strings.Replace(data(), `data_center = "uk-lon-01"`, "", 1), []string{`no default data centre is configured`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, disk.Object).Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

// A refresh of many disks takes them from one list.
func TestPlanOfManyDisksNeedsOneList(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		many := "resource \"katapult_disk\" \"data\" {\n  count = 100\n  name = \"data-${count.index}\"\n  data_center = \"uk-lon-01\"\n  size_in_gb = 10\n}\n"
		shell := w.Shell(many)
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
		before := [2]int{w.Count(reads), w.Count(lists)}
		if output, err := shell.Run("plan", "-no-color"); err != nil || !strings.Contains(output, "No changes") {
			t.Error(err, output)
		}
		if got := [2]int{w.Count(reads) - before[0], w.Count(lists) - before[1]}; got != [2]int{3, 1} {
			t.Errorf("%d single reads and %d lists", got[0], got[1])
		}
		if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
			t.Fatal(err, output)
		}
	})
}

func TestQueryListsWholeDisks(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.AddDisk("logs")
		first := w.AddDisk("data")
		got := w.List("katapult_disk", map[string]string{"name_prefix": "da"}, 0)
		if len(got) != 1 || got[0].Identity["id"] != first || got[0].Resource["bus_type"] != "scsi" {
			t.Errorf("%+v", got)
		}
	})
}
