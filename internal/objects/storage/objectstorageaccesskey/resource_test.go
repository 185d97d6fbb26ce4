package objectstorageaccesskey_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccesskey"
	"terraform-provider-katapult/internal/objects/storage/objectstoragebucket"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address   = "katapult_object_storage_access_key.app"
	kind      = "object_storage_access_key"
	creates   = "POST /organizations/organization/object_storage/object_storage_cluster/access_keys"
	lists     = "GET /organizations/organization/object_storage/access_keys"
	reads     = "GET /object_storage/access_keys/access_key"
	updates   = "PATCH /object_storage/access_keys/access_key"
	deletes   = "DELETE /object_storage/access_keys/access_key"
	generates = "POST /object_storage/access_keys/access_key/generate_credentials"
	checks    = "GET /organizations/organization/available_networks"
)

// world has an account in uk-lon-1.
func world(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.New(t, objectstorageaccesskey.Object, objectstoragebucket.Object)
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	return w
}

func app(arguments string) string {
	return fmt.Sprintf("resource \"katapult_object_storage_access_key\" \"app\" {\nregion = \"uk-lon-1\"\n%s\n}\n", arguments)
}

func flags(buckets, read, write bool) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "all_buckets_read", knownvalue.Bool(buckets)),
		acctest.Has(address, "all_objects_read", knownvalue.Bool(read)),
		acctest.Has(address, "all_objects_write", knownvalue.Bool(write)),
	}
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := world(t)
	same := map[string]interface {
		AddStateValue(string, tfjsonpath.Path) statecheck.StateCheck
	}{}
	for _, attribute := range []string{"id", "access_key_id", "secret_access_key", "server_url", "created_at"} {
		same[attribute] = statecheck.CompareValue(compare.ValuesSame())
	}
	kept := func(more ...statecheck.StateCheck) []statecheck.StateCheck {
		for attribute, values := range same {
			more = append(more, values.AddStateValue(address, tfjsonpath.New(attribute)))
		}
		return more
	}
	w.Run(
		resource.TestStep{
			Config: app(`name = "app"`),
			ConfigStateChecks: kept(append(flags(false, false, false),
				acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^objkey_\w{16}$`))),
				acctest.Has(address, "name", knownvalue.StringExact("app")),
				acctest.Has(address, "read_buckets", knownvalue.SetExact(nil)),
				acctest.Has(address, "write_buckets", knownvalue.SetExact(nil)),
				acctest.Has(address, "access_key_id", knownvalue.StringRegexp(regexp.MustCompile(`^KATA`))),
				acctest.Has(address, "secret_access_key", knownvalue.StringRegexp(regexp.MustCompile(`^`+simulator.S3Secret))),
				acctest.Has(address, "server_url", knownvalue.StringExact("uk-lon-1.katapultobjects.com:443")),
				acctest.Has(address, "endpoint_url", knownvalue.StringExact("https://uk-lon-1.katapultobjects.com:443")),
				acctest.Has(address, "created_at", knownvalue.StringRegexp(regexp.MustCompile(`Z$`))),
				acctest.Has(address, "credentials_version", knownvalue.Null()),
			)...),
		},
		resource.TestStep{
			Config:            app("name = \"renamed\"\nall_buckets_read = true"),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: kept(append(flags(true, false, false), acctest.Has(address, "name", knownvalue.StringExact("renamed")))...),
		},
		resource.TestStep{
			Config:            app("name = \"renamed\"\nall_objects_read = true\nall_objects_write = true"),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: kept(flags(false, true, true)...),
		},
		resource.TestStep{ // cleared
			Config:            app(`name = "renamed"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: kept(flags(false, false, false)...),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"secret_access_key"},
		},
	)
	if n := w.Count(generates); n != 1 {
		t.Errorf("credentials were made %d times", n)
	}
}

func TestCredentialsAreRenewedInPlace(t *testing.T) {
	t.Parallel()
	w := world(t)
	same, differ := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesDiffer())
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	another := func() statecheck.StateCheck {
		return differ.AddStateValue(address, tfjsonpath.New("secret_access_key"))
	}
	kept := statecheck.CompareValue(compare.ValuesSame())
	sameSecret := func() statecheck.StateCheck { return kept.AddStateValue(address, tfjsonpath.New("secret_access_key")) }
	w.Run(
		resource.TestStep{Config: app(`name = "app"`), ConfigStateChecks: []statecheck.StateCheck{sameID(), another()}},
		resource.TestStep{Config: app("name = \"app\"\ncredentials_version = 1"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{sameID(), another()}},
		resource.TestStep{Config: app("name = \"www\"\ncredentials_version = \"2027\""), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{sameID(), another(), sameSecret()}},
		resource.TestStep{Config: app(`name = "www"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{sameID(), sameSecret()}},
	)
	if n, changes := w.Count(generates), w.Count(updates); n != 3 || changes != 1 {
		t.Errorf("credentials were made %d times, and %d requests changed the key", n, changes)
	}
}

func TestImportedKeyGetsASecretByAVersion(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.AddAccessKey("app", map[string]any{"all_objects_read": true})
	imported := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
	w.Run(
		resource.TestStep{
			Config:           imported + app("name = \"app\"\nall_objects_read = true"),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{
				acctest.Has(address, "secret_access_key", knownvalue.Null()), acctest.Has(address, "access_key_id", knownvalue.Null()), acctest.Has(address, "endpoint_url", knownvalue.Null()),
			},
		},
		resource.TestStep{
			Config:            imported + app("name = \"renamed\"\nall_objects_read = true"),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "secret_access_key", knownvalue.Null())},
		},
		resource.TestStep{
			Config:           imported + app("name = \"renamed\"\nall_objects_read = true\ncredentials_version = \"1\""),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				acctest.Has(address, "secret_access_key", knownvalue.NotNull()), acctest.Has(address, "access_key_id", knownvalue.NotNull()),
				acctest.Has(address, "endpoint_url", knownvalue.StringExact("https://uk-lon-1.katapultobjects.com:443")),
			},
		},
	)
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := world(t)
	id := w.AddAccessKey("app", nil)
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + app(`name = "app"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfAnotherKindSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	world(t).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"vm_doesnotexist00\"\n}\n" + app(`name = "x"`), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot import katapult_object_storage_access_key`, `"vm_doesnotexist00" is not of the form ID, such as objkey_…`),
	})
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	world(t).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"objkey_doesnotexist00\"\n}\n" + app(`name = "x"`), PlanOnly: true,
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: app(`name = "app"`)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only(kind)) }, Config: app(`name = "app"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestAnotherRegionIsAnotherKey(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount("nl-ams-1", time.Hour)
	w.Run(
		resource.TestStep{Config: app(`name = "app"`)},
		resource.TestStep{
			Config:           strings.Replace(app(`name = "app"`), "uk-lon-1", "nl-ams-1", 1),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionReplace),
		},
	)
}

// Buckets name keys, and the next refresh of a key tells.
func TestBucketsOfAKeyAreSeenByTheNextRefresh(t *testing.T) {
	t.Parallel()
	w := world(t)
	config := app(`name = "app"`) + `
resource "katapult_object_storage_bucket" "assets" {
  name          = "assets"
  region        = "uk-lon-1"
  read_key_ids  = [katapult_object_storage_access_key.app.id]
  write_key_ids = [katapult_object_storage_access_key.app.id]
}
`
	named := func(buckets ...knownvalue.Check) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			acctest.Has(address, "read_buckets", knownvalue.SetExact(buckets)), acctest.Has(address, "write_buckets", knownvalue.SetExact(buckets)),
		}
	}
	w.Run(
		resource.TestStep{Config: config, ConfigStateChecks: named()},
		resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: named(knownvalue.StringExact("assets"))},
		resource.TestStep{
			Config:            strings.Replace(config, `name = "app"`, "name = \"app\"\nall_objects_read = true\nall_objects_write = true", 1),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: named(),
		},
	)
}

func TestRequestsOfAPlan(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(app("count = 20\nname = \"app-${count.index}\""))
	run(t, shell, true, "apply", "-auto-approve")
	w.ResetRequests()
	run(t, shell, true, "plan", "-detailed-exitcode")
	if w.Count(lists) != 1 || w.Count(reads) > 12 {
		t.Errorf("%d lists and %d single reads", w.Count(lists), w.Count(reads))
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
