package objectstoragebucket_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func TestCreateWhoseAnswerIsLostMakesOneBucket(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: assets(``)},
				resource.TestStep{Config: assets(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

// The name belongs to somebody else, whose bucket is not taken for the lost one.
func TestBucketThatWasThereBeforeIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.AddBucket("acme-assets", nil)
			w.Change(w.ID(kind, "name", "acme-assets"), map[string]any{"created_at": time.Now().Add(-time.Hour).Unix()})
			w.Inject(fault.On(creates))
			w.Run(resource.TestStep{Config: assets(``), ExpectError: acctest.Matches(`name = "acme-assets"`, `Name has already been taken`)})
			if len(w.Objects(kind)) != 1 {
				t.Error("the bucket is gone")
			}
		})
	}
}

func TestLostBucketThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: reads, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output := run(t, w.Shell(assets(``)), false, "apply", "-auto-approve")
	if !acctest.Matches(`Creating "acme-assets" \(acme-assets/uk-lon-1\) failed: the object storage bucket may have been created`, `Searching for it failed`, `403 scope_not_granted`).MatchString(output) {
		t.Error(output)
	}
}

func TestBucketWithObjectsIsNotDestroyed(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(assets(``))
	run(t, shell, true, "apply", "-auto-approve")
	w.AddStoredObject("acme-assets", "a.txt", 42)
	output := run(t, shell, false, "destroy", "-auto-approve")
	if !acctest.Matches(`Cannot delete katapult_object_storage_bucket`, `Deleting "acme-assets" \(acme-assets/uk-lon-1\) failed`, `The bucket is not empty`,
		`403 object_storage_bucket_deletion_error`, `Remove the objects in it with an S3 client`).MatchString(output) {
		t.Error(output)
	}
	w.EmptyBucket("acme-assets")
	run(t, shell, true, "destroy", "-auto-approve")
	if len(w.Objects(kind)) > 0 {
		t.Error("it is still there")
	}
}

func TestPassingFailuresOfChangesDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	faults := acctest.LostResponses()
	faults["to a network error"] = simulator.Fault{Status: http.StatusGatewayTimeout, Code: "network_error"}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			steps := []resource.TestStep{
				{Config: assets(``)},
				{PreConfig: func() { w.Inject(fault.On(updates)) }, Config: assets(`label = "x"`)},
				{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: assets(`label = "x"`), Destroy: true},
			}
			if fault.Code == "network_error" {
				steps = append(steps[:1], steps[2]) // changes have no such error
			}
			w.Run(steps...)
		})
	}
}

func TestRefusalsAreBlamedOnTheirArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"a key that does not exist": {assets(`read_key_ids = ["objkey_none"]`), []string{`read_key_ids = \["objkey_none"\]`, `Read key ids must be of access keys that exist`}},
		"a region without any":      {strings.Replace(assets(``), "uk-lon-1", "nl-ams-1", 1), []string{`region = "nl-ams-1"`, `object_storage_account_not_found`, `katapult_object_storage_account`}},
		"a region of no Cloud":      {strings.Replace(assets(``), "uk-lon-1", "mars-1", 1), []string{`region = "mars-1"`, `object_storage_cluster_not_found`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world(t).Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

// An account in the trash says nothing of its buckets.
func TestBucketOfAnAccountInTheTrashStaysInTheState(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(assets(``))
	run(t, shell, true, "apply", "-auto-approve")
	entry := w.Trash(w.ID("object_storage_account", "region", "uk-lon-1"))
	if output := run(t, shell, false, "plan"); !acctest.Matches(`406 object_in_trash`).MatchString(output) {
		t.Error(output)
	}
	w.Do("POST", "/trash_objects/trash_object/restore", map[string]any{"trash_object": map[string]any{"id": entry}})
	if output := run(t, shell, true, "plan"); !strings.Contains(output, "No changes") {
		t.Error(output)
	}
}

// Terraform deletes and creates in any order when an address changes without a moved block.
func TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"the creation is first": {Operation: deletes, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"the deletion is first": {Operation: creates, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := world(t)
				shell := w.Shell(w.ProviderBlock() + assets(``))
				for step := range 2 {
					if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
						t.Fatalf("%d: %v\n%s", step, err, output)
					}
					w.Inject(fault)
					shell.Configure(w.ProviderBlock() + strings.ReplaceAll(assets(``), `" "assets"`, `" "renamed"`))
				}
				if len(w.Objects(kind)) != 1 || w.Count(deletes) == 0 {
					t.Errorf("%v, %d deletions", w.Objects(kind), w.Count(deletes))
				}
			})
		})
	}
}

// A run that was killed leaves a bucket that is in nobody's state.
func TestBucketOfTheNameIsNamedForAnImport(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := world(t)
		w.AddBucket("acme-assets", nil)
		shell := w.Shell(w.ProviderBlock() + assets(``))
		output, err := shell.Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`name\s+= "acme-assets"`, `a bucket in uk-lon-1 has this name: .*already been taken`, `left over from a run that was interrupted`,
			`to = katapult_object_storage_bucket.NAME`, `id = "acme-assets/uk-lon-1"`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		shell.Configure(w.ProviderBlock() + assets(``) + acctest.ImportBlock(output, "assets"))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	})
}
