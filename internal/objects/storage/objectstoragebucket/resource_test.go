package objectstoragebucket_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccesskey"
	"terraform-provider-katapult/internal/objects/storage/objectstoragebucket"
)

const (
	address = "katapult_object_storage_bucket.assets"
	kind    = "object_storage_bucket"
	creates = "POST /organizations/organization/object_storage/object_storage_cluster/buckets"
	reads   = "GET /object_storage/object_storage_cluster/buckets/bucket"
	updates = "PATCH /object_storage/object_storage_cluster/buckets/bucket"
	deletes = "DELETE /object_storage/object_storage_cluster/buckets/bucket"
)

// world has an account in uk-lon-1.
func world(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.New(t, objectstoragebucket.Object, objectstorageaccesskey.Object)
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	return w
}

func assets(arguments string) string {
	return fmt.Sprintf("resource \"katapult_object_storage_bucket\" \"assets\" {\nname = \"acme-assets\"\nregion = \"uk-lon-1\"\n%s\n}\n", arguments)
}

// shows checks what a state has. What is left out has its default.
func shows(attributes map[string]knownvalue.Check) []statecheck.StateCheck {
	none := knownvalue.Bool(false)
	all := map[string]knownvalue.Check{
		"name": knownvalue.StringExact("acme-assets"), "region": knownvalue.StringExact("uk-lon-1"), "label": knownvalue.Null(),
		"public_read": none, "public_list": none, "all_keys_read": none, "all_keys_write": none, "serve_static_site": none,
		"read_key_ids": knownvalue.SetExact(nil), "write_key_ids": knownvalue.SetExact(nil),
		"static_site_index": knownvalue.StringExact(""), "static_site_error": knownvalue.StringExact(""),
		"public_url": knownvalue.StringExact("https://acme-assets.uk-lon-1.katapultobjects.com/"),
	}
	for name, value := range attributes {
		all[name] = value
	}
	var checks []statecheck.StateCheck
	for name, value := range all {
		checks = append(checks, acctest.Has(address, name, value))
	}
	return checks
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := world(t)
	key := w.AddAccessKey("app", nil)
	yes, keys := knownvalue.Bool(true), knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact(key)})
	steps := []struct {
		arguments string
		shows     map[string]knownvalue.Check
		sends     string
	}{
		{``, nil, ``},
		{`label = "Assets"`, map[string]knownvalue.Check{"label": knownvalue.StringExact("Assets")}, `"properties":{"label":"Assets"}`},
		{"label = \"Assets\"\nall_keys_read = true\nall_keys_write = true", map[string]knownvalue.Check{
			"label": knownvalue.StringExact("Assets"), "all_keys_read": yes, "all_keys_write": yes,
		}, `"properties":{"access_control_list":{"all_keys_read":true,"all_keys_write":true}}`},
		{
			fmt.Sprintf("read_key_ids = [%q]\nwrite_key_ids = [%[1]q]", key),
			map[string]knownvalue.Check{"read_key_ids": keys, "write_key_ids": keys},
			fmt.Sprintf(`"properties":{"label":"","access_control_list":{"all_keys_read":false,"all_keys_write":false,"read_key_ids":[%q],"write_key_ids":[%[1]q]}}`, key),
		},
		{"public_read = true\npublic_list = true\nserve_static_site = true\nstatic_site_index = \"index.html\"\nstatic_site_error = \"error.html\"", map[string]knownvalue.Check{
			"public_read": yes, "public_list": yes, "serve_static_site": yes, "static_site_index": knownvalue.StringExact("index.html"), "static_site_error": knownvalue.StringExact("error.html"),
		}, `"access_control_list":{"public_read":true,"public_list":true,"read_key_ids":[],"write_key_ids":[]}}`},
		{``, nil, `"serve_static_site":false,"static_site_index":"","static_site_error":"","access_control_list":{"public_read":false,"public_list":false}`},
	}
	var played []resource.TestStep
	for n, s := range steps {
		step := resource.TestStep{Config: assets(s.arguments), ConfigStateChecks: shows(s.shows)}
		if n > 0 {
			step.ConfigPlanChecks = acctest.Plans(address, plancheck.ResourceActionUpdate)
		}
		played = append(played, step)
	}
	played = append(played, resource.TestStep{
		ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name", ImportStateId: "acme-assets/uk-lon-1",
	})
	w.Run(played...)
	var sent []string
	for _, r := range w.Requests() {
		if r.Operation == updates {
			sent = append(sent, string(r.Body))
		}
	}
	for n, s := range steps[1:] {
		if len(sent) != len(steps)-1 || !strings.Contains(sent[n], s.sends) {
			t.Errorf("%d: %v does not say %s", n, sent, s.sends)
		}
	}
	if w.Count(creates) != 1 {
		t.Errorf("%d creations", w.Count(creates))
	}
}

func TestBucketIsCreatedWithAllArguments(t *testing.T) {
	t.Parallel()
	w := world(t)
	yes := knownvalue.Bool(true)
	w.Run(
		resource.TestStep{
			Config: assets("label = \"Site\"\npublic_read = true\npublic_list = true\nserve_static_site = true\nstatic_site_index = \"index.html\""),
			ConfigStateChecks: shows(map[string]knownvalue.Check{
				"label": knownvalue.StringExact("Site"), "public_read": yes, "public_list": yes, "serve_static_site": yes, "static_site_index": knownvalue.StringExact("index.html"),
			}),
		},
		resource.TestStep{ // empty texts are the defaults
			Config:           assets("static_site_index = \"\"\nstatic_site_error = \"\"\nread_key_ids = []\nwrite_key_ids = null"),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
		resource.TestStep{Config: assets(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestImportByIDOrIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	for form, argument := range map[string]string{"ID": `id = "acme-assets/uk-lon-1"`, "identity": `identity = { name = "acme-assets", region = "uk-lon-1" }`} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.AddBucket("acme-assets", map[string]any{"label": "Made in the console"})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           "import {\n  to = " + address + "\n  " + argument + "\n}\n" + assets(`label = "Made in the console"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"acme-assets":             `"acme-assets" is not of the form NAME/REGION`,
		"uk-lon-1/acme-assets/x":  `is not of the form NAME/REGION`,
		"acme-nothing/uk-lon-1":   `Cannot import non-existent remote object`,
		"acme-assets/nl-atlantis": `object_storage_cluster_not_found`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			world(t).Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + assets(``), PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: assets(``)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.ID(kind, "name", "acme-assets")) },
			Config:    assets(``), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestAnotherNameOrRegionIsAnotherBucket(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.AddObjectStorageAccount("nl-ams-1", time.Hour)
	w.Run(
		resource.TestStep{Config: assets(``)},
		resource.TestStep{Config: strings.Replace(assets(``), "acme-assets", "acme-files", 1), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionReplace)},
		resource.TestStep{Config: strings.Replace(assets(``), "uk-lon-1", "nl-ams-1", 1), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionReplace)},
	)
}

// The key is destroyed before the bucket is changed: Terraform knows no other order.
func TestKeyLeavesABucketInTheRunThatDeletesIt(t *testing.T) {
	t.Parallel()
	w := world(t)
	key := func(name string) string {
		return fmt.Sprintf("resource \"katapult_object_storage_access_key\" %q {\n  name   = %[1]q\n  region = \"uk-lon-1\"\n}\n", name)
	}
	both := assets("read_key_ids = [katapult_object_storage_access_key.a.id, katapult_object_storage_access_key.b.id]")
	w.Run(
		resource.TestStep{Config: key("a") + key("b") + both},
		resource.TestStep{Config: key("a") + assets("read_key_ids = [katapult_object_storage_access_key.a.id]"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: assets(``)},
		resource.TestStep{Config: assets("timeouts {\n  create = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestPlanSendsOneRequest(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(assets(``))
	run(t, shell, true, "apply", "-auto-approve")
	w.ResetRequests()
	run(t, shell, true, "plan", "-detailed-exitcode")
	if w.Count(reads) != 1 || len(w.Requests()) > 2 {
		t.Errorf("%v", w.Requests())
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

func TestBadInputFailsAtPlanTime(t *testing.T) {
	t.Parallel()
	const site = "serve_static_site = true\nstatic_site_index = \"index.html\"\npublic_read = true\npublic_list = true\n"
	named := func(name string) string { return strings.Replace(assets(``), "acme-assets", name, 1) }
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"a short name":            {named("ab"), []string{`name = "ab"`, `3 to 63 lower case letters`}},
		"capitals":                {named("Assets"), []string{`name = "Assets"`, `lower case`}},
		"a hyphen at the end":     {named("assets-"), []string{`name = "assets-"`, `no hyphen at either end`}},
		"a long name":             {named(strings.Repeat("a", 64)), []string{`3 to 63`}},
		"a blank label":           {assets(`label = ""`), []string{`label = ""`, `must not be blank`}},
		"a null key":              {assets(`read_key_ids = [null]`), []string{`an element is null`}},
		"a site without an index": {assets(strings.Replace(site, "static_site_index = \"index.html\"", "", 1)), []string{`needs the name of its index page`}},
		"a site nobody may read":  {assets(strings.Replace(site, "public_read = true", "", 1)), []string{`public_read`}},
		"a site nobody may list":  {assets(strings.Replace(site, "public_list = true", "public_list = false", 1)), []string{`public_list = false`, `public_list = true`}},
		"an index without a site": {assets(`static_site_index = "index.html"`), []string{`static_site_index = "index.html"`, `needs serve_static_site = true`}},
		"a page without a site":   {assets(`static_site_error = "e.html"`), []string{`static_site_error = "e.html"`, `needs serve_static_site = true`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world(t).Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

// What is not known yet cannot be refused.
func TestUnknownValuesAreNoIncompleteWebsite(t *testing.T) {
	t.Parallel()
	const unknown = "resource \"terraform_data\" \"later\" {\n  input = { flag = true, page = \"index.html\" }\n}\n"
	for name, serve := range map[string]string{"all": "X.flag", "all but whether it is one": "true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world(t).Run(
				resource.TestStep{Config: unknown + assets(strings.ReplaceAll(
					"serve_static_site = "+serve+"\nstatic_site_index = X.page\npublic_read = X.flag\npublic_list = X.flag", "X", "terraform_data.later.output"))},
				resource.TestStep{Config: assets(``)},
			)
		})
	}
}

func TestDataSourceFindsABucket(t *testing.T) {
	t.Parallel()
	w := world(t)
	key := w.AddAccessKey("app", nil)
	w.AddBucket("acme-assets", map[string]any{"label": "Assets", "access_control_list": map[string]any{"public_read": true, "write_key_ids": []string{key}}})
	w.AddStoredObject("acme-assets", "a.txt", 42)
	const where = "name = \"acme-assets\"\nregion = \"uk-lon-1\""
	w.Reads("katapult_object_storage_bucket", map[string]string{
		"name": "acme-assets", "region": "uk-lon-1", "label": "Assets", "public_read": "true", "public_list": "false", "write_key_ids.#": "1",
		"write_key_ids.0": key, "read_key_ids.#": "0", "static_site_index": "", "object_count": "1", "size": "42",
		"public_url": "https://acme-assets.uk-lon-1.katapultobjects.com/",
	}, where)
	w.Refuses("katapult_object_storage_bucket", strings.Replace(where, "acme-assets", "acme-none", 1), `name = "acme-none"`, `object_storage_bucket_not_found`)
	w.Refuses("katapult_object_storage_bucket", strings.Replace(where, "uk-lon-1", "mars-1", 1), `region = "mars-1"`, `object_storage_cluster_not_found`)
}
