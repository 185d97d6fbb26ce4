package diskbackuppolicy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskbackuppolicy"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName = "katapult_disk_backup_policy"
	address  = typeName + ".nightly"
	kind     = "disk_backup_policy"
	onDisk   = "POST /disks/disk/disk_backup_policies"
)

func nightly(arguments string) string {
	return fmt.Sprintf("resource %q \"nightly\" {\n%s\n}\n", typeName, arguments)
}

func ofDisk(disk string, more ...string) string {
	arguments := fmt.Sprintf("disk_id = %q\n", disk)
	for _, m := range more {
		arguments += m + "\n"
	}
	return nightly(arguments)
}

func TestEveryArgumentChangesInPlaceAndStaysWhenRemoved(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, diskbackuppolicy.Object)
		disk := w.AddDisk("data")
		has := func(retention int64, interval string, minute int64) []statecheck.StateCheck {
			return []statecheck.StateCheck{
				acctest.Has(address, "retention", knownvalue.Int64Exact(retention)),
				acctest.Has(address, "schedule", knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"interval": knownvalue.StringExact(interval), "minute": knownvalue.Int64Exact(minute),
				})),
				acctest.Has(address, "auto_move_to_trash_at", knownvalue.Null()),
			}
		}
		changed := acctest.Plans(address, plancheck.ResourceActionUpdate)
		w.Run(
			resource.TestStep{Config: ofDisk(disk), ConfigStateChecks: has(7, "daily", 0)},
			resource.TestStep{Config: ofDisk(disk, `retention = 3`), ConfigPlanChecks: changed, ConfigStateChecks: has(3, "daily", 0)},
			resource.TestStep{
				Config: ofDisk(disk, `retention = 3`, `schedule = { interval = "weekly", minute = 20 }`), ConfigPlanChecks: changed, ConfigStateChecks: has(3, "weekly", 20),
			},
			resource.TestStep{
				Config: ofDisk(disk, `schedule = { interval = "hourly", frequency = 2 }`), ConfigPlanChecks: changed, ConfigStateChecks: has(3, "hourly", 20),
			},
			resource.TestStep{Config: ofDisk(disk), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: has(3, "hourly", 20)},
			resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		)
		if left := len(w.Objects("trash_object")); left > 0 {
			t.Errorf("%d in the trash", left)
		}
	})
}

func TestPolicyOfAMachineIsImportedWithItsTarget(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, diskbackuppolicy.Object)
		machine, other := w.AddVirtualMachine(katapult.VM{Name: "web"}), w.AddVirtualMachine(katapult.VM{Name: "db"})
		of := func(machine string) string { return nightly(fmt.Sprintf("virtual_machine_id = %q", machine)) }
		w.Run(
			resource.TestStep{Config: of(machine)},
			resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
			resource.TestStep{Config: of(other), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionReplace)},
		)
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, diskbackuppolicy.Object)
		disk := w.AddDisk("data")
		w.Run(
			resource.TestStep{Config: ofDisk(disk)},
			resource.TestStep{PreConfig: func() { w.Remove(w.Only(kind)) }, Config: ofDisk(disk), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		)
	})
}

func TestCreateWhoseAnswerIsLostMakesOnePolicy(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, diskbackuppolicy.Object)
		disk := w.AddDisk("data")
		w.Inject(simulator.Fault{Operation: onDisk, DropAfter: true})
		w.Run(resource.TestStep{Config: ofDisk(disk)})
		if n := w.Count(onDisk); n != 1 {
			t.Errorf("%d requests to create it", n)
		}
	})
}

func TestRefusalsAreShownAtTheirArguments(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskbackuppolicy.Object)
	disk := w.AddDisk("data")
	w.Trash(disk)
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no such disk":        {ofDisk("disk_none"), []string{`disk_id = "disk_none"`, `disk_not_found`}},
		"a disk in the trash": {ofDisk(disk), []string{`disk_id = "` + disk, `object_in_trash`, `katapult_trash_object_restore`}},
		"no such machine":     {nightly(`virtual_machine_id = "vm_none"`), []string{`virtual_machine_id = "vm_none"`, `virtual_machine_not_found`}},
		"neither":             {nightly(``), []string{`\[virtual_machine_id,disk_id\]`}},
		"no interval":         {ofDisk("disk_x", `schedule = { interval = "yearly" }`), []string{`schedule.interval value must be one of`}},
		"no retention":        {ofDisk("disk_x", `retention = 0`), []string{`retention value must be at least 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

func TestScheduledDeletionIsSeen(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		const action = "katapult_disk_backup_policy_schedule_deletion"
		w := acctest.New(t, diskbackuppolicy.Object)
		disk := w.AddDisk("data")
		at := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
		w.Run(
			resource.TestStep{Config: ofDisk(disk)},
			resource.TestStep{
				PreConfig: func() {
					id := w.Only(kind)
					if got := w.Invoke(action, map[string]any{"id": id, "at": at}); len(got.Errors) > 0 || len(got.Progress) != 1 {
						t.Errorf("%q, %q", got.Errors, got.Progress)
					}
					for when, says := range map[string]string{time.Now().UTC().Format(time.RFC3339): "invalid_timestamp", "tomorrow": "RFC 3339"} {
						if got := w.Invoke(action, map[string]any{"id": id, "at": when}); len(got.Errors) != 1 || !acctest.Matches(says).MatchString(got.Errors[0]) {
							t.Errorf("%q", got.Errors)
						}
					}
				},
				Config: ofDisk(disk), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "auto_move_to_trash_at", knownvalue.StringExact(at))},
			},
			resource.TestStep{ // the answer to the change does not tell
				Config:            ofDisk(disk, `retention = 3`),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "auto_move_to_trash_at", knownvalue.StringExact(at))},
			},
		)
		if got := w.Invoke(action, map[string]any{"id": "dbp_none", "at": at}); len(got.Errors) != 1 || !acctest.Matches(`disk_backup_policy_not_found`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
	})
}

func TestDataSourcesAndQueryFindPolicies(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskbackuppolicy.Object)
	machine, disk := w.AddVirtualMachine(katapult.VM{Name: "web"}), w.AddDisk("data")
	add := func(path string) string {
		made := w.Do("POST", path+"/disk_backup_policies", map[string]any{"properties": map[string]any{"retention": 2}})
		return made[kind].(map[string]any)["id"].(string) //nolint:forcetypeassert // as simulated
	}
	onMachine, onDisk := add("/virtual_machines/"+machine), add("/disks/"+disk)
	w.Reads(typeName, map[string]string{
		"disk_id": disk, "virtual_machine_id": acctest.Null, "retention": "2", "interval": "daily", "frequency": "1", "minute": "0", "time": "0", "auto_move_to_trash_at": acctest.Null,
	}, `id = "`+onDisk+`"`)
	w.Refuses(typeName, `id = "dbp_none"`, `id = "dbp_none"`, `disk_backup_policy_not_found`)
	const many, rows = "katapult_disk_backup_policies", "disk_backup_policies."
	w.Reads(many, map[string]string{rows + "#": "2"}, "")
	w.Reads(many, map[string]string{rows + "#": "1", rows + "0.id": onMachine, rows + "0.virtual_machine_id": machine}, `virtual_machine_id = "`+machine+`"`)
	w.Reads(many, map[string]string{rows + "#": "1", rows + "0.id": onDisk, rows + "0.disk_id": disk}, `disk_id = "`+disk+`"`)
	w.Refuses(many, `disk_id = "disk_none"`, `disk_id = "disk_none"`, `disk_not_found`)
	for filter, want := range map[string]int{"": 2, "virtual_machine_id": 1, "disk_id": 1} {
		given := map[string]string{}
		if filter != "" {
			given[filter] = map[string]string{"virtual_machine_id": machine, "disk_id": disk}[filter]
		}
		if got := w.List(typeName, given, 0); len(got) != want || got[0].Resource["id"] != got[0].Identity["id"] {
			t.Errorf("%s: %+v", filter, got)
		}
	}
}

func TestPoliciesOfTheDisksOfAMachineAreIncludedOnRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, diskbackuppolicy.Object)
	machine, other := w.AddVirtualMachine(katapult.VM{Name: "web"}), w.AddDisk("data")
	boot, _ := w.Objects("disk")[0]["id"].(string)
	for _, path := range []string{"/virtual_machines/" + machine, "/disks/" + boot, "/disks/" + other} {
		w.Do("POST", path+"/disk_backup_policies", map[string]any{"properties": map[string]any{}})
	}
	of := `virtual_machine_id = "` + machine + `"`
	const many, rows = "katapult_disk_backup_policies", "disk_backup_policies."
	w.Reads(many, map[string]string{rows + "#": "1"}, of, of+"\ninclude_disks = false")
	w.Reads(many, map[string]string{rows + "#": "2", rows + "0.virtual_machine_id": machine, rows + "1.disk_id": boot}, of+"\ninclude_disks = true")
	w.Refuses(many, `include_disks = true`, `include_disks = true`, `"virtual_machine_id" must be specified when "include_disks" is specified`)
	if got := w.List(typeName, map[string]string{"virtual_machine_id": machine, "include_disks": "true"}, 0); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}
