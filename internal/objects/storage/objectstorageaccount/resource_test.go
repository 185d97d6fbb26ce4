package objectstorageaccount_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccesskey"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccount"
	"terraform-provider-katapult/internal/objects/storage/objectstoragebucket"
)

const (
	address  = "katapult_object_storage_account.london"
	kind     = "object_storage_account"
	region   = "uk-lon-1"
	creates  = "POST /organizations/organization/object_storage/object_storage_cluster"
	reads    = "GET /organizations/organization/object_storage/object_storage_cluster"
	deletes  = "DELETE /organizations/organization/object_storage/object_storage_cluster"
	keys     = "GET /organizations/organization/object_storage/access_keys"
	purges   = "DELETE /trash_objects/trash_object"
	restores = "POST /trash_objects/trash_object/restore"
)

func london(arguments string) string {
	return fmt.Sprintf("resource \"katapult_object_storage_account\" \"london\" {\nregion = %q\n%s\n}\n", region, arguments)
}

// world offers the account alone, storage all that is in one.
func world(t *testing.T) *acctest.World {
	t.Helper()
	return acctest.New(t, objectstorageaccount.Object)
}

func storage(t *testing.T) *acctest.World {
	t.Helper()
	return acctest.New(t, objectstorageaccount.Object, objectstorageaccesskey.Object, objectstoragebucket.Object)
}

// id is that of the account, which the API does not tell.
func id(w *acctest.World) string { return w.ID(kind, "region", region) }

func TestAccountIsProvisionedAndPurged(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{
			Config: london(``),
			ConfigStateChecks: []statecheck.StateCheck{
				acctest.Has(address, "region", knownvalue.StringExact(region)),
				acctest.Has(address, "adopt_existing", knownvalue.Bool(false)),
				acctest.Has(address, "provisioning_state", knownvalue.StringExact("provisioned")),
				acctest.Has(address, "data_center_id", knownvalue.StringExact("loc_UUhPmoCbpic6UX0Y")),
				acctest.Has(address, "created_at", knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`))),
			},
		},
		resource.TestStep{ // nothing that the API knows
			Config:           london(`adopt_existing = true`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				acctest.Has(address, "adopt_existing", knownvalue.Bool(true)), acctest.Has(address, "provisioning_state", knownvalue.StringExact("provisioned")),
			},
		},
		resource.TestStep{
			Config: london(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "region", ImportStateId: " " + region + "\n",
		},
		resource.TestStep{
			Config:           strings.Replace(london(``), region, "nl-ams-1", 1),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionReplace),
		},
	)
	if left := w.Objects("trash_object"); len(left) > 0 || len(w.Objects(kind)) > 0 {
		t.Errorf("left: %v", left)
	}
	if n := w.Count(creates); n != 2 {
		t.Errorf("%d creations", n)
	}
}

func TestImportByIDOrIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	for form, argument := range map[string]string{"ID": `id = "uk-lon-1"`, "identity": `identity = { region = "uk-lon-1" }`} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.AddObjectStorageAccount(region, time.Hour)
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           "import {\n  to = " + address + "\n  " + argument + "\n}\n" + london(``),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	world(t).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"uk-lon-1\"\n}\n" + london(``), PlanOnly: true,
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	})
}

func TestExistingAccountIsNotTakenOverByAccident(t *testing.T) {
	t.Parallel()
	w := world(t)
	account := w.AddObjectStorageAccount(region, time.Hour)
	w.Run(resource.TestStep{
		Config: london(``),
		ExpectError: acctest.Matches(`Cannot create katapult_object_storage_account`, `region = "uk-lon-1"`, `Creating uk-lon-1 failed: the organization has an object storage account in uk-lon-1 already`,
			`Import it`, `adopt_existing = true`),
	})
	if _, exists := w.Object(account); !exists || w.Count(creates)+w.Count(deletes) > 0 {
		t.Error("the account was touched")
	}
}

func TestExistingAccountIsAdoptedOnRequest(t *testing.T) {
	t.Parallel()
	w := world(t)
	account := w.AddObjectStorageAccount(region, time.Hour)
	w.Run(
		resource.TestStep{Config: london(`adopt_existing = true`), Check: func(*terraform.State) error {
			if id(w) != account || w.Count(creates) > 0 {
				return fmt.Errorf("%s was made", id(w))
			}
			return nil
		}},
		resource.TestStep{Config: london(`adopt_existing = true`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestAccountThatIsStillProvisionedIsAdoptedWhenItIsReady(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount(region, 0)
	w.Change(id(w), map[string]any{"provisioning_state": "provisioning"})
	w.Run(resource.TestStep{
		Config:            london(`adopt_existing = true`),
		ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "provisioning_state", knownvalue.StringExact("provisioned"))},
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: london(``)},
		resource.TestStep{
			PreConfig: func() { w.Remove(id(w)) }, Config: london(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestUnknownRegionIsBlamed(t *testing.T) {
	t.Parallel()
	world(t).Run(resource.TestStep{
		Config:      strings.Replace(london(``), region, "uk-lon-01", 1),
		ExpectError: acctest.Matches(`region = "uk-lon-01"`, `404 object_storage_cluster_not_found`, `such as uk-lon-1`),
	})
}

// A run of a plan costs one request for each account.
func TestPlanSendsOneRequest(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(london(``))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil || w.Count(reads) != 1 || len(w.Requests()) > 2 {
		t.Errorf("%v, %v\n%s", err, w.Requests(), output)
	}
}

func TestDataSourceFindsTheAccountOfARegion(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount(region, time.Hour)
	w.AddBucket("assets", nil)
	w.AddStoredObject("assets", "a.txt", 42)
	w.Reads("katapult_object_storage_account", map[string]string{
		"region": region, "provisioning_state": "provisioned", "bucket_count": "1", "size": "42", "data_center_id": "loc_UUhPmoCbpic6UX0Y",
	}, `region = "uk-lon-1"`)
	w.Refuses("katapult_object_storage_account", `region = "nl-ams-1"`, `region = "nl-ams-1"`, `object_storage_account_not_found`)
	w.Refuses("katapult_object_storage_account", `region = "mars-1"`, `region = "mars-1"`, `object_storage_cluster_not_found`)
	w.Refuses("katapult_object_storage_account", `region = " "`, `must not be blank`)
}
