package objectstorageaccount_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccount"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestCreateWhoseAnswerIsLostMakesOneAccount(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: london(``)},
				resource.TestStep{Config: london(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

func TestAccountThatCannotBeProvisionedIsTaintedAndReplaced(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(london(``))
	created := false
	w.InjectFunc(func(operation string) *simulator.Fault {
		if created = created || operation == creates; created && operation == reads {
			return &simulator.Fault{Status: 403, Code: "object_storage_account_not_provisioned"}
		}
		return nil
	})
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_object_storage_account`, `the object storage account in uk-lon-1 is provisioning after`, `cannot be provisioned`).MatchString(output) {
		t.Fatalf("%v\n%s", err, output)
	}
	w.InjectFunc(nil)
	output, err = shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`1 added, 0 changed, 1 destroyed`).MatchString(output) || len(w.Objects(kind)) != 1 {
		t.Errorf("%v\n%s", err, output)
	}
}

// Terraform deletes buckets and keys side by side with the account where these do not refer
// to it. It takes longer than an account waits for what nobody has announced.
func TestDestroyWaitsForWhatTheSameRunDeletes(t *testing.T) {
	t.Parallel()
	const (
		key = `
resource "katapult_object_storage_access_key" "app" {
  name   = "app"
  region = "uk-lon-1"
}
`
		bucket = `
resource "katapult_object_storage_bucket" "assets" {
  count  = 2
  name   = "assets-${count.index}"
  region = "uk-lon-1"
}
`
	)
	for name, config := range map[string]string{
		"a key": key, "buckets": bucket,
		"buckets of a key": key + strings.Replace(bucket, "count ", "read_key_ids = [katapult_object_storage_access_key.app.id]\n  count ", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := storage(t)
			w.AddObjectStorageAccount(region, time.Hour)
			shell := w.Shell(london(`adopt_existing = true`) + config)
			run(t, shell, true, "apply", "-auto-approve")
			for _, operation := range []string{"DELETE /object_storage/object_storage_cluster/buckets/bucket", "DELETE /object_storage/access_keys/access_key"} {
				w.Inject(simulator.Fault{Operation: operation, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Latency: 800 * time.Millisecond})
			}
			output := run(t, shell, true, "destroy", "-auto-approve")
			if left := len(w.Objects(kind)) + len(w.Objects("trash_object")); left > 0 {
				t.Errorf("%d left\n%s", left, output)
			}
		})
	}
}

func TestAccountWithOtherBucketsIsNotDestroyed(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount(region, time.Hour)
	w.AddObjectStorageAccount("nl-ams-1", time.Hour)
	key := w.AddAccessKey("theirs", nil)
	w.AddBucket("their-assets", map[string]any{"access_control_list": map[string]any{"read_key_ids": []string{key}}})
	w.AddBucket("others", nil)
	shell := w.Shell(london(`adopt_existing = true`))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	output, err := shell.Run("destroy", "-auto-approve", "-no-color")
	if err == nil || w.Count(deletes) > 0 || !acctest.Matches(`Cannot delete katapult_object_storage_account`, `Deleting uk-lon-1 failed: it is not empty: it has access key "theirs" \(`+key+`\)`,
		`2 buckets, among them their-assets`, `waited .+ for this run`, `nothing was deleted`, `katapult_object_storage_account\.NAME\.region`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestKeysOfOtherRegionsDoNotMatter(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount(region, time.Hour)
	w.AddAccessKey("elsewhere", nil)
	config := strings.Replace(london(``), region, "nl-ams-1", 1)
	w.Run(resource.TestStep{Config: config})
}

func TestPurgeThatFailsGoesOnInTheNextDestroy(t *testing.T) {
	t.Parallel()
	for name, restored := range map[string]bool{"in the trash": false, "restored by others": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			shell := w.Shell(london(``))
			run(t, shell, true, "apply", "-auto-approve")
			w.FailNextTask("Purge items from trash")
			if output := run(t, shell, false, "destroy", "-auto-approve"); !acctest.Matches(`Cannot delete katapult_object_storage_account`, `Purge items from trash`).MatchString(output) {
				t.Error(output)
			}
			if restored {
				w.Do("POST", "/trash_objects/trash_object/restore", map[string]any{"trash_object": map[string]any{"id": w.Only("trash_object")}})
			}
			run(t, shell, true, "destroy", "-auto-approve", "-refresh=false")
			if left := len(w.Objects(kind)) + len(w.Objects("trash_object")); left > 0 || strings.Contains(shell.Read("terraform.tfstate"), region) {
				t.Errorf("%d left", left)
			}
		})
	}
}

// The destroy has failed, and the configuration has the account after all.
func TestApplyBringsAnAccountBackWhosePurgeHasFailed(t *testing.T) {
	t.Parallel()
	for name, purged := range map[string]bool{"in the trash": false, "purged meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			shell := w.Shell(london(``))
			run(t, shell, true, "apply", "-auto-approve")
			before := id(w)
			w.FailNextTask("Purge items from trash")
			run(t, shell, false, "destroy", "-auto-approve")
			if purged {
				w.Remove(before)
			}
			output := run(t, shell, true, "apply", "-auto-approve")
			if len(w.Objects(kind)) != 1 || (id(w) == before) == purged || !strings.Contains(output, "0 added, 1 changed") {
				t.Errorf("%s was %s\n%s", id(w), before, output)
			}
			for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
				if output := run(t, shell, true, "plan", refresh); !strings.Contains(output, "No changes") {
					t.Error(output)
				}
			}
			run(t, shell, true, "destroy", "-auto-approve")
			if left := len(w.Objects("trash_object")); left > 0 {
				t.Errorf("%d left", left)
			}
		})
	}
}

func run(t *testing.T, shell *acctest.Shell, succeeds bool, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if (err == nil) != succeeds {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return output
}

func TestDeletionWhoseAnswerIsLostIsPurged(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Inject(fault.On(deletes))
			w.Run(resource.TestStep{Config: london(``)})
			if left := len(w.Objects("trash_object")); left > 0 {
				t.Errorf("%d left in the trash", left)
			}
		})
	}
}

func TestAccountStaysInTheTrashOnRequest(t *testing.T) {
	t.Parallel()
	w := world(t)
	config := w.ProviderBlock("skip_trash_object_purge = true") + london(``)
	shell := w.Shell(config)
	run(t, shell, true, "apply", "-auto-approve")
	run(t, shell, true, "destroy", "-auto-approve")
	if w.Count(purges) > 0 || len(w.Objects("trash_object")) != 1 {
		t.Errorf("it was purged")
	}
	output := run(t, shell, false, "apply", "-auto-approve")
	if !acctest.Matches(`region = "uk-lon-1"`, `ObjectStorageAccount objacc_\w+ is in the trash as trsh_\w+ and kept until \d{4}-`,
		`Set adopt_existing = true to restore it`, `katapult_trash_object_purge`).MatchString(output) {
		t.Error(output)
	}
	before := id(w)
	shell.Configure(strings.Replace(config, "region =", "adopt_existing = true\nregion =", 1))
	if run(t, shell, true, "apply", "-auto-approve"); id(w) != before || len(w.Objects("trash_object")) > 0 {
		t.Errorf("%s is there, and %s was in the trash", id(w), before)
	}
}

func TestRestorationWhoseAnswerIsLostIsDone(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Trash(w.AddObjectStorageAccount(region, time.Hour))
			w.Inject(fault.On(restores))
			w.Run(resource.TestStep{Config: london(`adopt_existing = true`)})
		})
	}
}

func TestAccountThatOthersPutIntoTheTrashIsSaidWithTheWayBack(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(london(`adopt_existing = true`))
	run(t, shell, true, "apply", "-auto-approve")
	before := id(w)
	w.Trash(before)
	output := run(t, shell, true, "plan")
	if !acctest.Matches(`Deleted account can be restored`, `object storage account in uk-lon-1 is in the trash`, `adopt_existing = true`).MatchString(output) || !strings.Contains(output, "1 to add") {
		t.Error(output)
	}
	if run(t, shell, true, "apply", "-auto-approve"); id(w) != before || len(w.Objects("trash_object")) > 0 {
		t.Errorf("%s is there, and %s was in the trash", id(w), before)
	}
}

// The error of an object in the trash need not name its entry.
func TestTrashIsLookedThroughWhereAnErrorDoesNotNameTheEntry(t *testing.T) {
	t.Parallel()
	for name, others := range map[string]int{"the only account": 0, "one of two": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Trash(w.AddObjectStorageAccount(region, time.Hour))
			w.Trash(w.AddDisk("old"))
			for range others {
				w.Trash(w.AddObjectStorageAccount("nl-ams-1", time.Hour))
			}
			w.Inject(simulator.Fault{Operation: reads, Status: http.StatusNotAcceptable, Code: "object_in_trash", Detail: map[string]any{"trash_object": nil}})
			step := resource.TestStep{Config: london(`adopt_existing = true`)}
			if others > 0 {
				step.ExpectError = acctest.Matches(`could not be restored from the trash`, `the trash has 2 object storage accounts, and does not tell their regions`)
			}
			w.Run(step)
		})
	}
}

func TestSuspendedAccountStaysInTheState(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(london(``))
	run(t, shell, true, "apply", "-auto-approve")
	w.Inject(simulator.Fault{Operation: reads, Status: 403, Code: "object_storage_account_suspended"})
	if output := run(t, shell, false, "plan"); !acctest.Matches(`403 object_storage_account_suspended`).MatchString(output) {
		t.Error(output)
	}
	run(t, shell, true, "plan", "-detailed-exitcode")
}

func TestDestroyWaitsUntilANewAccountIsProvisioned(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = time.Second }, objectstorageaccount.Object)
	shell := w.Shell(london("timeouts {\ncreate = \"50ms\"\n}"))
	if output := run(t, shell, false, "apply", "-auto-approve"); !acctest.Matches(`the object storage account in uk-lon-1 is provisioning after`, `create timeout of 50ms`).MatchString(output) {
		t.Error(output)
	}
	run(t, shell, true, "destroy", "-auto-approve")
	if n := w.Count(deletes); n != 1 || len(w.Objects("trash_object")) > 0 {
		t.Errorf("%d deletions", n)
	}
}

// Terraform can replace it only if it is in the state.
func TestAccountThatIsNotProvisionedAnyMoreStaysInTheState(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(london(``))
	run(t, shell, true, "apply", "-auto-approve")
	w.Inject(simulator.Fault{Operation: reads, Status: 403, Code: "object_storage_account_not_provisioned"})
	run(t, shell, true, "apply", "-refresh-only", "-auto-approve")
	if state := shell.Read("terraform.tfstate"); !strings.Contains(state, `"provisioning_state": "failed"`) {
		t.Error(state)
	}
	run(t, shell, true, "destroy", "-auto-approve")
}
