package virtualmachinegroup_test

import (
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

const (
	address = "katapult_virtual_machine_group.web"
	kind    = "virtual_machine_group"
	creates = "POST /organizations/organization/virtual_machine_groups"
	reads   = "GET /virtual_machine_groups/virtual_machine_group"
	deletes = "DELETE /virtual_machine_groups/virtual_machine_group"
	checks  = "GET /organizations/organization/available_networks"
)

func web(arguments string) string {
	return fmt.Sprintf("resource \"katapult_virtual_machine_group\" \"web\" {\n%s\n}\n", arguments)
}

func has(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

func plans(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	same := statecheck.CompareValue(compare.ValuesSame())
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	w.Run(
		resource.TestStep{
			Config: web(`name = "web"`),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(),
				has("name", knownvalue.StringExact("web")),
				has("segregate", knownvalue.Bool(true)),
				has("auto_segregate", knownvalue.Bool(false)),
				has("id", knownvalue.StringRegexp(regexp.MustCompile(`^vmgrp_\w{16}$`))),
				has("created_at", knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`))),
			},
		},
		resource.TestStep{
			Config:            web(`name = "renamed"`),
			ConfigPlanChecks:  plans(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), has("name", knownvalue.StringExact("renamed"))},
		},
		resource.TestStep{
			Config:            web("name = \"renamed\"\nsegregate = false"),
			ConfigPlanChecks:  plans(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), has("segregate", knownvalue.Bool(false))},
		},
		resource.TestStep{
			Config:            web("name = \"renamed\"\nsegregate = false\nauto_segregate = true"),
			ConfigPlanChecks:  plans(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), has("auto_segregate", knownvalue.Bool(true))},
		},
		resource.TestStep{ // cleared: one goes back to its default, the other stays what the API has
			Config:           web(`name = "renamed"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(), has("segregate", knownvalue.Bool(true)), has("auto_segregate", knownvalue.Bool(true)),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{Config: web("name = \"web\"\ntimeouts {\n  create = \"3m\"\n}")},
	)
	if n := w.Count("PATCH /virtual_machine_groups/virtual_machine_group"); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestImportByIDPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	id := w.AddGroup("made in the console")
	w.Run(resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: plans(plancheck.ResourceActionNoop),
	})
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	id := w.AddGroup("made in the console")
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: plans(plancheck.ResourceActionNoop),
	})
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	acctest.New(t).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"vmgrp_doesnotexist00\"\n}\n" + web(`name = "x"`), PlanOnly: true,
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           web(`name = "web"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:         func() { w.Change(w.Only(kind), map[string]any{"name": "edited", "segregate": false}) },
			Config:            web(`name = "web"`),
			ConfigPlanChecks:  plans(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{has("name", knownvalue.StringExact("web")), has("segregate", knownvalue.Bool(true))},
		},
	)
}

func TestDeletedBetweenPlanAndDestroyIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: deletes, DropAfter: true}) // deleted, and the answer lost
			},
			Config: web(`name = "web"`), Destroy: true,
		},
	)
	if n := w.Count(deletes); n != 2 {
		t.Errorf("%d deletes, want the lost one and its repetition", n)
	}
}

func TestRefusedDeleteKeepsTheGroup(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig: func() { w.Restrict(w.Only(kind), "The group is used by load balancer lb-1") },
			Config:    web(`name = "web"`), Destroy: true,
			ExpectError: acctest.Said(`Cannot delete katapult_virtual_machine_group`, `Deleting "web" \(vmgrp_\w+\) failed`,
				`load balancer lb-1`, `409 deletion_restricted`, `Remove what the reasons name`, `still in the state`),
		},
		resource.TestStep{
			PreConfig:        func() { w.Restrict(w.Only(kind)) },
			Config:           web(`name = "web"`),
			ConfigPlanChecks: plans(plancheck.ResourceActionNoop),
		},
	)
}

func TestEveryDocumentedRefusalOfDeleteIsReadable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault simulator.Fault
		says  []string
	}{
		"missing_api_token": {
			simulator.Fault{Status: http.StatusBadRequest, Description: "No API token was provided"},
			[]string{`No API token was provided`, `400 missing_api_token`, `Set api_key in the provider block or KATAPULT_API_KEY`},
		},
		"unauthorized_network_for_api_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "Network is not allowed", Detail: map[string]any{"ip_address": "203.0.113.9"}},
			[]string{`The request came from 203\.0\.113\.9`, `403 unauthorized_network_for_api_token`, `authorized IP addresses`},
		},
		"invalid_api_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "The token is invalid", Detail: map[string]any{"details": "It expired yesterday"}},
			[]string{`It expired yesterday`, `403 invalid_api_token`, `Check api_key or KATAPULT_API_KEY`},
		},
		"invalid_capabilities_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "The capabilities token is invalid"},
			[]string{`The capabilities token is invalid`, `403 invalid_capabilities_token`, `made for the core API`},
		},
		"scope_not_granted": {
			simulator.Fault{Status: http.StatusForbidden, Description: "A scope is missing", Detail: map[string]any{"scopes": []string{"virtual_machine_groups"}}},
			[]string{`lacks a scope out of: virtual_machine_groups`, `403 scope_not_granted`, `Add the scopes`},
		},
		"permission_denied": {
			simulator.Fault{Status: http.StatusForbidden, Description: "Permission denied", Detail: map[string]any{"details": "Only owners delete groups"}},
			[]string{`Only owners delete groups`, `403 permission_denied`, `Ask an administrator`},
		},
		"service_unavailable": {
			simulator.Fault{Status: http.StatusServiceUnavailable, Description: "The service is currently unavailable", Times: 5},
			[]string{`currently unavailable`, `503 service_unavailable`, `after 5 attempts`, `run Terraform again later`},
		},
	}
	for code, test := range tests {
		for form, bare := range map[string]bool{"as sent": false, "as documented": true} {
			t.Run(code+"/"+form, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t)
				fault := test.fault
				fault.Operation, fault.Code, fault.Bare = deletes, code, bare
				w.Run(
					resource.TestStep{Config: web(`name = "web"`)},
					resource.TestStep{
						PreConfig: func() { w.Inject(fault) },
						Config:    web(`name = "web"`), Destroy: true,
						ExpectError: acctest.Said(append([]string{`Cannot delete katapult_virtual_machine_group`, `"web" \(vmgrp_\w+\)`}, test.says...)...),
					},
					resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: plans(plancheck.ResourceActionNoop)},
				)
			})
		}
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":       {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"rate limit used up once": {Status: http.StatusTooManyRequests, Code: "rate_limit_reached"},
		"cut before the effect":   {DropBefore: true},
		"cut after the effect":    {DropAfter: true},
		"a gateway's page":        {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t)
			fault.Operation = deletes
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault) }, Config: web(`name = "web"`), Destroy: true},
			)
		})
	}
}

// Another group just like it is there before and stays what it is.
func TestCreateWhoseAnswerIsLostMakesOneGroup(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"before the effect":    {DropBefore: true},
		"after the effect":     {DropAfter: true},
		"within the answer":    {Truncate: true},
		"to a gateway's page":  {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"to an internal error": {Status: http.StatusInternalServerError, Code: "unhandled_exception"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := simulator.NewManualClock(time.Now().Add(-time.Hour))
			w := acctest.New(t, func(o *simulator.Options) { o.Clock = clock })
			other := w.AddGroup("web")
			clock.Advance(time.Hour)
			fault.Operation = creates
			w.Inject(fault)
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: plans(plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the group that was there before is gone")
			}
		})
	}
}

func TestGroupsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, func(o *simulator.Options) { o.Clock = simulator.NewManualClock(time.Now()) })
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == checks {
			once.Do(func() { theirs = w.AddGroup("web") })
		}
	})
	output, err := w.Shell(web(`name = "web"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Said(`Cannot create katapult_virtual_machine_group`, `2 have come about that are just like it`, theirs,
		`import {`, `to = katapult_virtual_machine_group\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestBlankNameIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "  "} {
		t.Run(fmt.Sprintf("%q", name), func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t)
			w.Run(resource.TestStep{
				Config: web(fmt.Sprintf("name = %q", name)), PlanOnly: true,
				ExpectError: acctest.Said(`name = "\s*"`, `must not be blank`),
			})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Inject(simulator.Fault{
		Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{"Name is reserved"}},
	})
	w.Run(
		resource.TestStep{
			Config:      web(`name = "web"`),
			ExpectError: acctest.Said(`Cannot create katapult_virtual_machine_group`, `Creating "web" failed`, `Name is reserved`, `422 validation_error`),
		},
		resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: plans(plancheck.ResourceActionCreate)},
	)
}

func TestCreateIsOneRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	w.Run(resource.TestStep{
		Config: "resource \"katapult_virtual_machine_group\" \"web\" {\n  count = 20\n  name = \"web-${count.index}\"\n}\n",
		Check: func(*terraform.State) error { // before the step's second plan reads anything
			made := map[string]int{}
			for _, r := range w.Requests() {
				made[r.Operation]++
			}
			if made[creates] != 20 || len(made) != 2 || made[checks] == 0 {
				return fmt.Errorf("applying 20 groups took %v", made)
			}
			return nil
		},
	})
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	id := w.AddGroup("web")
	shell := w.Shell(web(`name = "web"`))
	shell.WriteState("katapult_virtual_machine_group", "web", fmt.Sprintf(`{"id": %q, "name": "web", "segregate": true}`, id))
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
