package managedorganization_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/managedorganization"
	"terraform-provider-katapult/internal/simulator"
	katapult "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "katapult_managed_organization.shop"
	creates = "POST /organizations/organization/managed"
	lists   = "GET /organizations/organization/managed"
	reads   = "GET /organizations/organization"
	steps   = "GET /organizations/organization/deletion_steps"
	deletes = "DELETE /managed_organizations/organization"
	purges  = "POST /organizations/organization/trash_objects/purge_all"
)

// shop is a configuration of an organization, with more arguments.
func shop(arguments ...string) string {
	return "resource \"katapult_managed_organization\" \"shop\" {\n  name = \"Shop\"\n  sub_domain = \"shop\"\n" + strings.Join(arguments, "\n") + "\n}\n"
}

const unprotected = "deletion_protection = false"

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

func TestLife(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	exactly := func(attribute, value string) statecheck.StateCheck {
		return acctest.Has(address, attribute, knownvalue.StringExact(value))
	}
	w.Run(
		resource.TestStep{Config: shop(`annotations = { team = "web" }`), ConfigStateChecks: []statecheck.StateCheck{
			exactly("name", "Shop"), exactly("sub_domain", "shop"), exactly("infrastructure_domain", "shop.katapult.cloud"),
			acctest.Has(address, "created_at", knownvalue.NotNull()), acctest.Has(address, "activated_at", knownvalue.NotNull()),
			acctest.Has(address, "suspended", knownvalue.Bool(false)), acctest.Has(address, "deletion_protection", knownvalue.Bool(true)),
			acctest.Has(address, "purge_trash_on_destroy", knownvalue.Bool(false)),
		}},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"annotations"},
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"annotations"}, ImportStateId: "shop",
		},
		resource.TestStep{Config: shop(`annotations = { team = "web" }`, unprotected), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
	)
	if n := w.Count(creates); n != 1 {
		t.Errorf("%d creations", n)
	}
	if n := w.Count(purges); n > 0 {
		t.Error("the trash was purged")
	}
}

func TestProtectedOrganizationIsNotDeleted(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	shell := w.Shell(shop())
	run(t, shell, "apply", "-auto-approve")
	fails(t, shell, []string{`Cannot delete katapult_managed_organization`, `organization "shop" \(org_\w+\) is protected from deletion, and nothing was deleted`, `set deletion_protection = false and apply that first`}, "destroy", "-auto-approve")
	for argument, config := range map[string]string{
		`name`:       strings.Replace(shop(), `"Shop"`, `"Other"`, 1),
		`sub_domain`: strings.Replace(shop(), `"shop"`+"\n", `"other"`+"\n", 1),
	} {
		shell.Configure(w.ProviderBlock() + config)
		fails(t, shell, []string{`Cannot plan katapult_managed_organization`, argument, `would delete the organization and create another one`, `is protected from deletion`}, "plan")
	}
	if n := w.Count(deletes) + w.Count(steps); n > 0 {
		t.Errorf("%d requests towards a deletion", n)
	}
	// A change of both in one apply is refused as well: what counts is the state.
	shell.Configure(w.ProviderBlock() + strings.Replace(shop(unprotected), `"Shop"`, `"Other"`, 1))
	fails(t, shell, []string{`is protected from deletion`}, "plan")
	shell.Configure(w.ProviderBlock() + shop(unprotected))
	run(t, shell, "apply", "-auto-approve")
	shell.Configure(w.ProviderBlock() + strings.Replace(shop(unprotected), `"Shop"`, `"Other"`, 1))
	if output := run(t, shell, "apply", "-auto-approve"); !strings.Contains(output, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("%s", output)
	}
	run(t, shell, "destroy", "-auto-approve")
}

func TestWhatIsLeftToDoIsListedBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, managedorganization.Object)
		shell := w.Shell(shop(unprotected, "purge_trash_on_destroy = true"))
		run(t, shell, "apply", "-auto-approve")
		first, second := w.AddVirtualMachine(katapult.VM{Name: "web", Organization: "shop"}), w.AddVirtualMachine(katapult.VM{Name: "db", Organization: "shop"})
		w.Trash(second)
		fails(t, shell, []string{
			`Cannot delete katapult_managed_organization`, `organization "shop" \(org_\w+\) cannot be deleted before this is done: virtual_machines \(All virtual machines must be deleted\); disks`,
			`Nothing was deleted`, `katapult_organization_deletion_steps lists the steps`,
		}, "destroy", "-auto-approve")
		if n := w.Count(purges) + w.Count(deletes); n > 0 {
			t.Errorf("%d requests that delete something", n)
		}
		w.Trash(first)
		ours := w.Trash(w.AddDisk("ours"))
		shell.Configure(w.ProviderBlock() + shop(unprotected))
		run(t, shell, "apply", "-auto-approve")
		fails(t, shell, []string{`before this is done: empty_trash \(`, `Apply purge_trash_on_destroy = true first`}, "destroy", "-auto-approve")
		shell.Configure(w.ProviderBlock() + shop(unprotected, "purge_trash_on_destroy = true"))
		run(t, shell, "apply", "-auto-approve")
		run(t, shell, "destroy", "-auto-approve")
		if _, exists := w.Object(ours); !exists || w.Count(purges) != 1 || w.OrganizationID("shop") != "" {
			t.Errorf("%d purges; our trash is kept: %t; the organization is %q", w.Count(purges), exists, w.OrganizationID("shop"))
		}
	})
}

func TestWhatCannotBeReadStaysWhileItIsListed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(w *acctest.World, id string)
		says   []string
	}{
		"suspended":     {func(w *acctest.World, id string) { w.Change(id, map[string]any{"suspended": true}) }, []string{`Warning: Managed organization is suspended`, `"shop" \(org_\w+\) stays in the state`, `403 organization_suspended`}},
		"not activated": {func(w *acctest.World, id string) { w.Change(id, map[string]any{"activated_at": nil}) }, nil},
		"out of reach": {func(w *acctest.World, _ string) {
			w.Inject(simulator.Fault{Operation: reads, Times: -1, Status: http.StatusNotFound, Code: "organization_not_found"})
		}, nil},
		"no scope": {func(w *acctest.World, _ string) {
			w.Inject(simulator.Fault{Operation: reads, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, managedorganization.Object)
			shell := w.Shell(shop())
			run(t, shell, "apply", "-auto-approve")
			id := w.OrganizationID("shop")
			test.change(w, id)
			output := run(t, shell, "plan")
			if !strings.Contains(output, "No changes") || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%s", output)
			}
			run(t, shell, "apply", "-refresh-only", "-auto-approve")
			state := shell.Read("terraform.tfstate")
			if strings.Contains(state, `"suspended": true`) != (name == "suspended") || strings.Contains(state, `"activated_at": null`) != (name == "not activated") {
				t.Errorf("%s", state)
			}
			shell = w.Shell(shop() + "import {\n  to = " + address + "\n  id = \"" + id + "\"\n}\n")
			if output := run(t, shell, "plan"); !strings.Contains(output, "1 to import, 0 to add, 0 to change, 0 to destroy") {
				t.Errorf("%s", output)
			}
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	w.Run(
		resource.TestStep{Config: shop()},
		resource.TestStep{PreConfig: func() { w.Remove(w.OrganizationID("shop")) }, Config: shop(unprotected), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{PreConfig: func() { w.Remove(w.OrganizationID("shop")) }, Config: shop(unprotected), Destroy: true},
	)
}

// A list that the token may not read says nothing.
func TestMissingOrganizationOfAnotherTokenStays(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	shell := w.Shell(shop(unprotected))
	run(t, shell, "apply", "-auto-approve")
	w.Inject(simulator.Fault{Operation: reads, Times: -1, Status: http.StatusNotFound, Code: "organization_not_found"})
	w.Inject(simulator.Fault{Operation: lists, Times: -1, Status: http.StatusNotFound, Code: "organization_not_found"})
	fails(t, shell, []string{`Cannot read katapult_managed_organization`, `404 organization_not_found`}, "plan")
	w.Inject(simulator.Fault{Operation: steps, Status: http.StatusNotFound, Code: "organization_not_found"})
	w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusNotFound, Code: "organization_not_found"})
	fails(t, shell, []string{`Cannot delete katapult_managed_organization`, `404 organization_not_found`}, "destroy", "-refresh=false", "-auto-approve")
}

func TestDeletedBetweenPlanAndDestroyIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	shell := w.Shell(shop(unprotected))
	run(t, shell, "apply", "-auto-approve")
	if output, err := shell.Between(func() { w.Remove(w.OrganizationID("shop")) }, "-destroy"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostResponsesOfADeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, managedorganization.Object)
			w.Run(resource.TestStep{Config: shop(unprotected)}, resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: shop(unprotected), Destroy: true})
			if id := w.OrganizationID("shop"); id != "" {
				t.Errorf("%s is left", id)
			}
		})
	}
}

func TestCreateWhoseAnswerIsLostMakesOneOrganization(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, managedorganization.Object)
				w.AddManagedOrganization("other")
				w.Inject(fault.On(creates))
				w.Run(
					resource.TestStep{Config: shop(unprotected)},
					resource.TestStep{Config: shop(unprotected), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		})
	}
}

func TestRefusedCreateSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault *simulator.Fault
		says  []string
	}{
		"limit": {
			&simulator.Fault{Operation: creates, Status: http.StatusUnprocessableEntity, Code: "organization_limit_reached"},
			[]string{`422 organization_limit_reached`, `Ask Katapult to let the organization manage more`},
		},
		"taken by a managed one": {nil, []string{
			`sub_domain\s+= "shop"`, `managed organization "shop" \(org_\w+\) has this sub-domain`, `Sub domain has already been taken`, `left over from a run`, `import {`, `id = "org_\w+"`,
		}},
		"taken by somebody": {
			&simulator.Fault{Operation: lists, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"},
			[]string{`sub_domain\s+= "shop"`, `Sub domain has already been taken`, `422 validation_error`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, managedorganization.Object)
			if name != "limit" {
				w.AddManagedOrganization("shop")
			}
			if test.fault != nil {
				w.Inject(*test.fault)
			}
			w.Run(resource.TestStep{Config: shop(), ExpectError: acctest.Matches(append([]string{`Cannot create katapult_managed_organization`}, test.says...)...)})
		})
	}
}

func TestInvalidArgumentsFailAtPlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no name":    {strings.Replace(shop(), `"Shop"`, `" "`, 1), []string{`name`, `must not be blank`}},
		"sub-domain": {strings.Replace(shop(), `"shop"`+"\n", `"My_Shop"`+"\n", 1), []string{`sub_domain`, `lower-case letters, digits and hyphens`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, managedorganization.Object).Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
		})
	}
	t.Run("annotations", func(t *testing.T) {
		t.Parallel()
		w := acctest.New(t, managedorganization.Object)
		shell := w.Shell(shop(`annotations = { team = "web" }`))
		run(t, shell, "apply", "-auto-approve")
		shell.Configure(w.ProviderBlock() + shop(`annotations = { team = "db" }`))
		fails(t, shell, []string{`Cannot plan katapult_managed_organization`, `annotations`, `cannot be changed`}, "plan")
	})
}

func TestOnlyManagedOrganizationsAreImported(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	w.AddManagedOrganization("shop")
	for id, says := range map[string][]string{
		w.OrganizationID("acme"): {`Cannot read katapult_managed_organization`, `organization "acme" \(org_\w+\) is managed by nobody else`},
		"org_0000000000000000":   {`non-existent`},
		"other":                  {`Cannot import katapult_managed_organization`, `none of the 1 managed organizations has the sub-domain "other"`},
		"My_Shop":                {`is not of the form ID, such as org_…, nor a sub-domain`},
	} {
		w.Run(resource.TestStep{Config: shop(), ResourceName: address, ImportState: true, ImportStateId: id, ExpectError: acctest.Matches(says...)})
	}
}

// Terraform deletes and creates in any order when an address changes without a moved block.
func TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, managedorganization.Object)
		shell := w.Shell(w.ProviderBlock() + shop(unprotected))
		run(t, shell, "apply", "-auto-approve")
		w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2}) // the creation is first
		shell.Configure(w.ProviderBlock() + strings.ReplaceAll(shop(unprotected), `" "shop"`, `" "renamed"`))
		run(t, shell, "apply", "-auto-approve")
		if w.Count(creates) != 3 || w.OrganizationID("shop") == "" {
			t.Errorf("%d creations, one of which is refused", w.Count(creates))
		}
	})
}
