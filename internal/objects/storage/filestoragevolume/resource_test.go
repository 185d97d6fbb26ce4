package filestoragevolume_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/filestoragevolume"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "katapult_file_storage_volume.data"
	kind    = "file_storage_volume"
	creates = "POST /organizations/organization/file_storage_volumes"
	lists   = "GET /organizations/organization/file_storage_volumes"
	reads   = "GET /file_storage_volumes/file_storage_volume"
	updates = "PATCH /file_storage_volumes/file_storage_volume"
	deletes = "DELETE /file_storage_volumes/file_storage_volume"
	purges  = "DELETE /trash_objects/trash_object"
)

// data is a configuration of a volume named data, with more arguments.
func data(arguments ...string) string { return named("data", arguments...) }

func named(name string, arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_file_storage_volume\" \"data\" {\n  name = %q\n  data_center = \"uk-lon-01\"\n%s\n}\n", name, strings.Join(arguments, "\n"))
}

func exactly(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

// mayMount checks how many machines are associated.
func mayMount(machines int) statecheck.StateCheck {
	return acctest.Has(address, "associations", knownvalue.SetSizeExact(machines))
}

// realTimes has tasks take as long as was measured.
func realTimes(o *simulator.Options) { o.TaskTime = 0 }

func TestEveryArgumentChangesInPlace(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, realTimes, filestoragevolume.Object)
		same := statecheck.CompareValue(compare.ValuesSame())
		is := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
		changes := acctest.Plans(address, plancheck.ResourceActionUpdate)
		one, two := w.AddVirtualMachine(simulator.VM{Name: "one"}), w.AddVirtualMachine(simulator.VM{Name: "two"})
		w.Run(
			resource.TestStep{Config: data(), ConfigStateChecks: []statecheck.StateCheck{
				is(), mayMount(0), exactly("data_center", "uk-lon-01"), exactly("state", "ready"), acctest.Has(address, "annotations", knownvalue.Null()),
				acctest.Has(address, "nfs_location", knownvalue.StringRegexp(acctest.Matches(`^nfs2.nlc.storage.katapult.io:/katapult/fsv_\w+$`))),
			}},
			resource.TestStep{
				Config: named("renamed", fmt.Sprintf("associations = [%q, %q]", two, one), `annotations = { team = "web" }`), ConfigPlanChecks: changes,
				ConfigStateChecks: []statecheck.StateCheck{is(), exactly("name", "renamed"), mayMount(2), exactly("state", "ready")},
			},
			resource.TestStep{
				Config: named("renamed", fmt.Sprintf("associations = [%q, %q]", one, two), `annotations = { team = "web" }`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			},
			resource.TestStep{
				Config: named("renamed", `annotations = { team = "web" }`), ConfigPlanChecks: changes,
				ConfigStateChecks: []statecheck.StateCheck{is(), mayMount(0)},
			},
			resource.TestStep{Config: named("renamed", `annotations = { team = "db" }`), ConfigPlanChecks: changes, ConfigStateChecks: []statecheck.StateCheck{is()}},
			resource.TestStep{Config: data(), ConfigPlanChecks: changes, ConfigStateChecks: []statecheck.StateCheck{is(), acctest.Has(address, "annotations", knownvalue.Null())}},
			resource.TestStep{Config: data(`timeouts = { create = "5m" }`), ConfigPlanChecks: changes, ConfigStateChecks: []statecheck.StateCheck{is()}},
			resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts"}},
		)
		if n := w.Count(updates); n != 4 {
			t.Errorf("%d updates", n)
		}
		if left := len(w.Objects("trash_object")); left > 0 {
			t.Error("the volume is in the trash")
		}
	})
}

func TestOtherSpellingsOfTheDataCentreAreNoChange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		after  string
		action plancheck.ResourceActionType
	}{
		"by ID":    {strings.Replace(data(), "uk-lon-01", "loc_UUhPmoCbpic6UX0Y", 1), plancheck.ResourceActionNoop},
		"left out": {strings.Replace(data(), `data_center = "uk-lon-01"`, "", 1), plancheck.ResourceActionNoop},
		"another":  {strings.Replace(data(), "uk-lon-01", "nl-ams-01", 1), plancheck.ResourceActionDestroyBeforeCreate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				w.Run(resource.TestStep{Config: data()}, resource.TestStep{Config: test.after, ConfigPlanChecks: acctest.Plans(address, test.action)})
				if n := w.Count(updates); n > 0 {
					t.Errorf("%d updates", n)
				}
			})
		})
	}
}

// What others have annotated stays.
func TestAnnotationsOfOthersStay(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		config := data(`annotations = { team = "web" }`)
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{
				PreConfig: func() {
					w.Change(w.Only(kind), map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "web"}, map[string]any{"key": "backup", "value": "daily"}}})
				},
				Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			},
			resource.TestStep{Config: data(`annotations = { team = "db" }`)},
		)
		for _, r := range w.Requests() {
			if r.Operation == updates && !strings.Contains(string(r.Body), `"backup"`) {
				t.Errorf("%s", r.Body)
			}
		}
	})
}

// Many volumes are read from a list, which lacks annotations.
func TestAnnotationsOfManyVolumesAreSeen(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		config := "resource \"katapult_file_storage_volume\" \"data\" {\n  count = 8\n  name = \"data-${count.index}\"\n  data_center = \"uk-lon-01\"\n  annotations = { team = \"web\" }\n}\n"
		shell := w.Shell(config)
		run(t, shell, "apply", "-auto-approve")
		run(t, shell, "plan", "-detailed-exitcode")
		for _, v := range w.Objects(kind) {
			id, _ := v["id"].(string)
			annotate(w, id, "db")
		}
		if output := run(t, shell, "plan"); !strings.Contains(output, "0 to add, 8 to change, 0 to destroy") {
			t.Errorf("%s", output)
		}
		run(t, shell, "destroy", "-auto-approve")
	})
}

func TestInvalidArgumentsFailAtPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"blank":    {named(" "), []string{`name`, `must not be blank`}},
		"too long": {named(strings.Repeat("é", 129)), []string{`name`, `at most 128`}},
		"nowhere":  {strings.Replace(data(), `data_center = "uk-lon-01"`, "", 1), []string{`no default data centre is configured`}},
		"block":    {data("timeouts {\n  create = \"5m\"\n}"), []string{`timeouts`}},
		"no time":  {data(`timeouts = { delete = "-1s" }`), []string{`resource "katapult_file_storage_volume" "data"`, `longer than zero`}},
		"update":   {data(`timeouts = { update = "1m" }`), []string{`timeouts`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, filestoragevolume.Object).Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		w.Run(
			resource.TestStep{Config: data()},
			resource.TestStep{
				PreConfig: func() { w.Change(w.Only(kind), map[string]any{"name": "other", "associations": []any{"vm_a"}}) },
				Config:    data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{exactly("name", "data"), mayMount(0)},
			},
		)
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, filestoragevolume.Object)
		w.Run(
			resource.TestStep{Config: data()},
			resource.TestStep{PreConfig: func() { w.Remove(w.Only(kind)) }, Config: data(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			resource.TestStep{PreConfig: func() { w.Remove(w.Only(kind)) }, Config: data(), Destroy: true},
		)
	})
}

// The states of the krystal/katapult provider have neither a data centre nor a state, and
// older ones null where nothing is associated.
func TestStatesOfTheOfficialProviderPlanNothing(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]string{
		"new": `{"id": %q, "name": "data", "associations": [], "nfs_location": %q, "timeouts": {"create": "5m", "delete": null}}`,
		"old": `{"id": %q, "name": "data", "associations": null, "nfs_location": %q, "timeouts": {"create": "5m", "delete": null, "update": null}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, filestoragevolume.Object)
				id := w.AddFileStorageVolume("data")
				shell := w.Shell(w.ProviderBlock(`data_center = "uk-lon-01"`) + "resource \"katapult_file_storage_volume\" \"data\" {\n  name = \"data\"\n  timeouts = { create = \"5m\" }\n}\n")
				shell.WriteState("katapult_file_storage_volume", "data", fmt.Sprintf(state, id, "nfs2.nlc.storage.katapult.io:/katapult/"+id))
				for _, arguments := range [][]string{{"plan", "-detailed-exitcode", "-refresh=false"}, {"plan", "-detailed-exitcode"}} {
					if output, err := shell.Run(arguments...); err != nil {
						t.Errorf("%v: %v\n%s", arguments, err, output)
					}
				}
			})
		})
	}
}

func TestImportOfWhatDoesNotExistFails(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, filestoragevolume.Object)
	trashed := w.AddFileStorageVolume("old")
	w.Trash(trashed)
	for id, says := range map[string]string{
		"fsv_0000000000000000": `non-existent`,
		"data":                 `is not of the form ID, such as fsv_`,
		trashed:                `non-existent`,
	} {
		w.Run(resource.TestStep{Config: data(), ResourceName: address, ImportState: true, ImportStateId: id, ExpectError: acctest.Matches(says)})
	}
}
