package virtualmachinegroup_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestRefusedDeleteKeepsTheGroup(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig: func() { w.Restrict(w.Only(kind), "The group is used by load balancer lb-1") },
			Config:    web(`name = "web"`), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_virtual_machine_group`, `Deleting "web" \(vmgrp_\w+\) failed`,
				`load balancer lb-1`, `409 deletion_restricted`, `Remove what the reasons name`, `still in the state`),
		},
		resource.TestStep{
			PreConfig:        func() { w.Restrict(w.Only(kind)) },
			Config:           web(`name = "web"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
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
				w := acctest.New(t, virtualmachinegroup.Object)
				fault := test.fault
				fault.Operation, fault.Code, fault.Bare = deletes, code, bare
				w.Run(
					resource.TestStep{Config: web(`name = "web"`)},
					resource.TestStep{
						PreConfig: func() { w.Inject(fault) },
						Config:    web(`name = "web"`), Destroy: true,
						ExpectError: acctest.Matches(append([]string{`Cannot delete katapult_virtual_machine_group`, `"web" \(vmgrp_\w+\)`}, test.says...)...),
					},
					resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
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
			w := acctest.New(t, virtualmachinegroup.Object)
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: web(`name = "web"`), Destroy: true},
			)
		})
	}
}

func TestCreateWhoseAnswerIsLostMakesOneGroup(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := simulator.NewManualClock(time.Now().Add(-time.Hour))
			w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = clock }, virtualmachinegroup.Object)
			other := w.AddGroup("web")
			clock.Advance(time.Hour)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the group that was there before is gone")
			}
		})
	}
}

func TestGroupsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = simulator.NewManualClock(time.Now()) }, virtualmachinegroup.Object)
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
	if err == nil || !acctest.Matches(`Cannot create katapult_virtual_machine_group`, `2 identical objects have appeared since`, theirs,
		`import {`, `to = katapult_virtual_machine_group\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostGroupThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(web(`name = "web"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating "web" failed: the virtual machine group may have been created`, `Searching for it failed`,
		`403 scope_not_granted`, `If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Inject(simulator.Fault{
		Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{"Name is reserved"}},
	})
	w.Run(
		resource.TestStep{
			Config:      web(`name = "web"`),
			ExpectError: acctest.Matches(`Cannot create katapult_virtual_machine_group`, `Creating "web" failed`, `Name is reserved`, `422 validation_error`),
		},
		resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

// Whatever a proxy or a login page answers, with whatever status: it is not the
// API that says it, and nothing has happened.
func TestLoginPageInThePlaceOfTheAPILosesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	shell := w.Shell(web(`name = "web"`))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.InjectFunc(func(operation string) *simulator.Fault {
		if operation == checks {
			return nil // or it would be found before anything else
		}
		return &simulator.Fault{Status: http.StatusOK, Body: "<html>Sign in</html>", ContentType: "text/html"}
	})
	for _, arguments := range [][]string{{"plan"}, {"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		output, err := shell.Run(append(arguments, "-no-color")...)
		if err == nil || !acctest.Matches(`katapult_virtual_machine_group`, `"web" \(vmgrp_\w+\) failed`, `status 200, text/html`, `<html>Sign in</html>`).MatchString(output) {
			t.Errorf("%v: %v\n%s", arguments, err, output)
		}
	}
	w.InjectFunc(nil)
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("the plan is not empty: %v\n%s", err, output)
	}
}
