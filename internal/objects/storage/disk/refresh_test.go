package disk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/disk"
)

// run runs a command that has to succeed, and returns its output.
func run(t *testing.T, shell *acctest.Shell, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return output
}

// several is a configuration of ten disks. The arguments are those of the first.
func several(arguments string) string {
	const others = "resource \"katapult_disk\" \"others\" {\n  count = 9\n  name = \"other-${count.index}\"\n  data_center = \"uk-lon-01\"\n  size_in_gb = 10\n}\n"
	return data(arguments) + others
}

// changeAll gives all disks another bus outside Terraform.
func changeAll(w *acctest.World, bus string) {
	for _, d := range w.Objects("disk") {
		id, _ := d["id"].(string)
		w.Change(id, map[string]any{"bus_type": bus})
	}
}

// named is the ID of the disk with a name.
func named(w *acctest.World, name string) string {
	for _, d := range w.Objects("disk") {
		if d["name"] == name {
			id, _ := d["id"].(string)
			return id
		}
	}
	return ""
}

// A list has no bus_type, so a disk whose configuration sets it is read by itself.
func TestWhatTheConfigurationSetsIsReadAlsoAmongManyDisks(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell(several(`bus_type = "scsi"`))
		run(t, shell, "apply", "-auto-approve")
		changeAll(w, "virtio")
		w.ResetRequests()
		if output := run(t, shell, "plan"); !strings.Contains(output, "0 to add, 1 to change, 0 to destroy") {
			t.Errorf("%s", output)
		}
		if got := [2]int{w.Count(reads), w.Count(lists)}; got != [2]int{4, 1} {
			t.Errorf("%d single reads and %d lists, want one read of the disk that needs it, three of others, and one list", got[0], got[1])
		}
		run(t, shell, "apply", "-auto-approve")
		if d, _ := w.Object(named(w, "data")); d["bus_type"] != "scsi" || w.Count(patches) != 1 {
			t.Errorf("%v after %d changes", d["bus_type"], w.Count(patches))
		}
		run(t, shell, "destroy", "-auto-approve")
	})
}

// The state has the bus of the creation. A configuration that sets the same one later is a
// change if the disk has another one by now, and none otherwise.
func TestArgumentThatIsSetLaterIsComparedWithTheDisk(t *testing.T) {
	t.Parallel()
	for changed, want := range map[bool]string{true: "0 to add, 1 to change, 0 to destroy", false: "No changes"} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				shell := w.Shell(several(""))
				run(t, shell, "apply", "-auto-approve")
				run(t, shell, "apply", "-refresh-only", "-auto-approve")
				if changed {
					w.Change(named(w, "data"), map[string]any{"bus_type": "virtio"})
				}
				shell.Configure(w.ProviderBlock() + several(`bus_type = "scsi"`))
				// The first three disks are read by themselves, whichever they are.
				if output := run(t, shell, "plan", "-refresh=false"); !strings.Contains(output, want) {
					t.Errorf("%s", output)
				}
				run(t, shell, "apply", "-refresh=false", "-auto-approve")
				if d, _ := w.Object(named(w, "data")); d["bus_type"] != "scsi" {
					t.Errorf("the disk has %v", d["bus_type"])
				}
				run(t, shell, "destroy", "-auto-approve")
			})
		})
	}
}

// What the configuration leaves out belongs to others, also where the state is out of date.
func TestUpdateLeavesAloneWhatTheConfigurationLeavesOut(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell(several(""))
		run(t, shell, "apply", "-auto-approve")
		w.Change(named(w, "data"), map[string]any{"bus_type": "virtio", "io_profile": map[string]any{"id": fast}})
		shell.Configure(w.ProviderBlock() + strings.Replace(several(""), `"data"`+"\n", "\"renamed\"\n", 1))
		run(t, shell, "apply", "-refresh=false", "-auto-approve")
		d, _ := w.Object(named(w, "renamed"))
		profile, _ := d["io_profile"].(map[string]any)
		if d["bus_type"] != "virtio" || profile["id"] != fast {
			t.Errorf("%v", d)
		}
		run(t, shell, "destroy", "-auto-approve")
	})
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		config := data(`io_profile_id = "`+unrestricted+`"`, `annotations = { team = "web" }`)
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{
				PreConfig: func() {
					w.Change(only(w), map[string]any{
						"name": "edited", "io_profile": map[string]any{"id": fast},
						"annotations": []any{map[string]any{"key": "owner", "value": "them"}},
					})
				},
				Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("name", "data"), exactly("io_profile_id", unrestricted)},
			},
		)
		for _, r := range w.Requests() {
			if r.Operation == patches && !strings.Contains(string(r.Body), `[{"key":"owner","value":"them"},{"key":"team","value":"web"}]`) {
				t.Errorf("annotations of others are lost: %s", r.Body)
			}
		}
	})
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"ID": `id = %q`, "identity": `identity = { id = %q }`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, disk.Object)
				id := w.AddDisk("data")
				w.Change(id, map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "web"}}})
				w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
					Config: fmt.Sprintf("import {\n  to = "+address+"\n  "+by+"\n}\n", id) + sized(10, `annotations = { team = "web" }`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				})
				if w.Count(patches)+w.Count(resizes)+w.Count("PUT /disks/disk/io_profile") > 0 {
					t.Error("the import changed the disk")
				}
			})
		})
	}
}

func TestImportOfAnotherKindSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	acctest.New(t, disk.Object).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"vm_doesnotexist00\"\n}\n" + data(), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot import katapult_disk`, `"vm_doesnotexist00" is not of the form ID, such as disk_…`),
	})
}

// A state of the krystal/katapult provider has no data centre and no annotations.
func TestStateOfTheOfficialProviderPlansNothing(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		id := w.AddDisk("data")
		d, _ := w.Object(id)
		shell := w.Shell("resource \"katapult_disk\" \"data\" {\n  name = \"data\"\n  size_in_gb = 10\n  initial_file_system = \"ext4\"\n}\n")
		shell.WriteState("katapult_disk", "data", fmt.Sprintf(
			`{"id": %q, "name": "data", "size_in_gb": 10, "initial_file_system": "ext4", "storage_speed": "nvme", "bus_type": "scsi", "io_profile_id": %q, "resize_method": "offline", "wwn": %q, "state": "built", "timeouts": null}`,
			id, unrestricted, d["wwn"]))
		run(t, shell, "plan", "-detailed-exitcode")
		run(t, shell, "destroy", "-auto-approve")
	})
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		w.Run(resource.TestStep{Config: data()}, resource.TestStep{Config: data("timeouts {\n  update = \"3h\"\n}")})
		if n := w.Count(patches) + w.Count(resizes); n > 0 {
			t.Errorf("%d requests to change nothing", n)
		}
	})
}

// Machines boot from some disks, and those cannot be imported.
func TestQueryListsWhatCanBeImported(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		free, used := w.AddDisk("a"), w.AddDisk("b")
		trashed := w.AddDisk("c")
		machine := give(w, used, "started")
		w.Trash(trashed)
		w.Change(free, map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "web"}}})
		w.Change(used, map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "db"}}})
		for filter, want := range map[string]string{"": free + " " + used, "team=web": free, "team=db": used, "team=": "", "owner=web": ""} {
			filters := map[string]string{}
			if filter != "" {
				filters["annotation"] = filter
			}
			if got := strings.Join(w.ListIdentities("katapult_disk", filters), " "); got != want {
				t.Errorf("%q: got %q, want %q", filter, got, want)
			}
		}
		if config := w.ImportsListed("katapult_disk", map[string]string{"annotation": "team=web"}); !strings.Contains(config, "annotations") {
			t.Errorf("%s", config)
		}
		w.ResetRequests()
		w.ListIdentities("katapult_disk", nil)
		if got := [3]int{w.Count(lists), w.Count("GET /virtual_machines/virtual_machine/disks"), w.Count(reads)}; got != [3]int{1, 1, 0} {
			t.Errorf("%v requests for the disks of %s", got, machine)
		}
	})
}

// The response to the creation has everything, and the task tells when the disk is built.
func TestNewDiskIsNotReadBack(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, disk.Object)
		shell := w.Shell(data(`annotations = { team = "web" }`))
		run(t, shell, "apply", "-auto-approve")
		if n := w.Count(reads); n > 0 {
			t.Errorf("%d reads of a new disk", n)
		}
		run(t, shell, "plan", "-detailed-exitcode")
	})
}
