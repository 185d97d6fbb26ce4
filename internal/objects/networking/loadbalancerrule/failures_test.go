package loadbalancerrule_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Inject(refusal(creates, "Listen port has already been taken"))
	w.Run(
		resource.TestStep{
			Config: web(balancer),
			ExpectError: acctest.Matches(`Cannot create katapult_load_balancer_rule`, `listen_port = 80`, `Creating it failed`,
				`Listen port has already been taken`, `422 validation_error`),
		},
		resource.TestStep{Config: web(balancer), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

// The load balancer of a rule, or a certificate, may not exist. That is not the rule.
func TestWhatARuleNamesAndIsMissingIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Run(resource.TestStep{
		Config:      web("lb_none"),
		ExpectError: acctest.Matches(`Cannot create katapult_load_balancer_rule`, `load_balancer_id = "lb_none"`, `404 load_balancer_not_found`),
	})
	encrypted := web(balancer, `protocol = "HTTPS"`, `certificate_ids = ["cert_1"]`)
	missing := simulator.Fault{Status: http.StatusNotFound, Code: "certificate_not_found"}
	w.Inject(missing.On(creates))
	w.Run(resource.TestStep{
		Config:      encrypted,
		ExpectError: acctest.Matches(`Cannot create katapult_load_balancer_rule`, `certificate_ids = \["cert_1"\]`, `404 certificate_not_found`),
	})
	w.Run(
		resource.TestStep{Config: web(balancer)},
		resource.TestStep{
			PreConfig: func() { w.Inject(missing.On(updates)) }, Config: encrypted,
			ExpectError: acctest.Matches(`Cannot update katapult_load_balancer_rule`, `certificate_ids = \["cert_1"\]`, `404 certificate_not_found`),
		},
		resource.TestStep{Config: web(balancer), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestRefusedChangeIsSaidAtItsArgumentAndChangesNothing(t *testing.T) {
	t.Parallel()
	for argument, sentence := range map[string]string{
		"listen_port = 81": "Listen port has already been taken", "check_timeout = 6": "Check timeout is too long", `check_path = "/up"`: "Check path is invalid",
		"backend_ssl = true": "Backend ssl is not allowed", `algorithm = "sticky"`: "Algorithm is not allowed",
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.Run(
				resource.TestStep{Config: web(balancer, "check_enabled = true")},
				resource.TestStep{
					PreConfig: func() { w.Inject(refusal(updates, sentence)) }, Config: web(balancer, "check_enabled = true", argument),
					ExpectError: acctest.Matches(`Cannot update katapult_load_balancer_rule`, argument, `Updating lbrule_\w+ failed`, sentence),
				},
				resource.TestStep{Config: web(balancer, "check_enabled = true"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

func TestCreateWhoseAnswerIsLostMakesOneRule(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			other := w.AddLoadBalancerRule(balancer, nil)
			w.Inject(fault.On(creates))
			// Katapult has neither path nor statuses of the check, and the rule is found.
			config := web(balancer, "check_enabled = true", `check_protocol = "TCP"`)
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if left := w.Objects(kind); len(left) != 1 || left[0]["id"] != other {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestRulesThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddLoadBalancerRule(balancer, nil) })
		}
	})
	output, err := w.Shell(web(balancer)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_load_balancer_rule`, `2 identical objects have appeared since`, theirs,
		`import {`, `to = katapult_load_balancer_rule\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostRuleThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(web(balancer)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating it failed: the load balancer rule may have been created`, `Searching for it failed`, `403 scope_not_granted`,
		`If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.Run(
				resource.TestStep{Config: web(balancer)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(updates)) }, Config: web(balancer, "destination_port = 81")},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: web(balancer), Destroy: true},
			)
		})
	}
}

// Rules go with their load balancer. A configuration that names it by its ID tells Terraform
// of no order.
func TestRulesOfADeletedLoadBalancerCountAsDeleted(t *testing.T) {
	t.Parallel()
	t.Run("with their load balancer", func(t *testing.T) {
		t.Parallel()
		w, balancer := balanced(t)
		shell := w.Shell(web(balancer))
		run(t, shell, "apply", "-auto-approve")
		output, err := shell.Between(func() { w.Remove(balancer) }, "-destroy")
		if err != nil || !strings.Contains(output, "1 destroyed") || w.Count(deletes) != 1 {
			t.Errorf("%v\n%s", err, output)
		}
	})
	t.Run("before a refresh", func(t *testing.T) {
		t.Parallel()
		w, balancer := balanced(t)
		w.Run(
			resource.TestStep{Config: web(balancer)},
			resource.TestStep{
				PreConfig: func() { w.Remove(balancer); balancer = w.AddLoadBalancer(nil) }, Config: "# nothing",
			},
		)
		if n := w.Count(deletes); n > 0 {
			t.Errorf("%d deletions of what was gone", n)
		}
	})
	t.Run("while they are being destroyed with it", func(t *testing.T) {
		t.Parallel()
		w, _ := balanced(t)
		balancer := "katapult_load_balancer.web.id"
		shell := w.Shell("resource \"katapult_load_balancer\" \"web\" {\n  name = \"managed\"\n  data_center_id = \"loc_UUhPmoCbpic6UX0Y\"\n}\n" +
			strings.Replace(web("x"), `"x"`, balancer, 1))
		run(t, shell, "apply", "-auto-approve")
		w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusNotFound, Code: "load_balancer_rule_not_found", AfterEffect: true})
		run(t, shell, "destroy", "-auto-approve")
	})
}

// A saved plan meets a rule that somebody has deleted since.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy":     nil,
		"-var=port=81": {`Cannot update katapult_load_balancer_rule`, `Updating lbrule_\w+ failed`, `404 load_balancer_rule_not_found`, `deleted after the plan was made`},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			shell := w.Shell("variable \"port\" {\n  default = 80\n}\n" + web(balancer, "destination_port = var.port"))
			run(t, shell, "apply", "-auto-approve")
			output, err := shell.Between(func() { w.Remove(w.Only(kind)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// A 404 of anything else is no deletion of the rule.
func TestWrongAddressDoesNotEmptyTheState(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	shell := w.Shell(web(balancer))
	run(t, shell, "apply", "-auto-approve")
	w.Inject(simulator.Fault{Operation: reads, Status: http.StatusNotFound, Code: "route_not_found"})
	if output, err := shell.Run("plan", "-no-color"); err == nil || !strings.Contains(output, "route_not_found") {
		t.Errorf("%v\n%s", err, output)
	}
	run(t, shell, "plan", "-detailed-exitcode")
}

// A saved plan changes what it shows, and nothing that others have changed since.
func TestChangeLeavesAloneWhatOthersHaveChangedSince(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	shell := w.Shell("variable \"port\" {\n  default = 80\n}\n" + web(balancer, "destination_port = var.port"))
	run(t, shell, "apply", "-auto-approve")
	output, err := shell.Between(func() { w.Change(w.Only(kind), map[string]any{"check_path": "/theirs"}) }, "-var=port=81")
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	r, _ := w.Object(w.Only(kind))
	if got := fmt.Sprint(r["check_path"], " ", r["destination_port"]); got != "/theirs 81" {
		t.Errorf("it has %s", got)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", "-var=port=81"); err == nil || !strings.Contains(output, "/theirs") {
		t.Errorf("the next plan does not show what others have changed:\n%s", output)
	}
}
