package selfsignedcertificate_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancerrule"
	"terraform-provider-katapult/internal/objects/networking/selfsignedcertificate"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestRefusalsAreShownAtTheirArguments(t *testing.T) {
	t.Parallel()
	for sentence, at := range map[string]string{
		"Name is reserved": `name = "www.example.com"`, "Additional names are too many": `additional_names = \["example.com"\]`,
	} {
		t.Run(sentence, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			w.Inject(simulator.Fault{
				Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{sentence}},
			})
			config := certificate(www, `additional_names = ["example.com"]`)
			w.Run(
				resource.TestStep{Config: config, ExpectError: acctest.Matches(`Cannot create katapult_self_signed_certificate`, at, `Creating "www.example.com" failed`, sentence)},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			)
		})
	}
}

func TestCreateWhoseAnswerIsLostMakesOneCertificate(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, selfsignedcertificate.Object)
				w.AddCertificate(issuer, "www.example.com") // the same, and older
				time.Sleep(2 * time.Second)
				w.AddCertificate(issuer, "www.example.com", "example.com") // of other names
				w.AddCertificate("custom", "www.example.com")
				before := len(w.Objects(kind))
				w.Inject(fault.On(creates))
				w.Run(
					resource.TestStep{Config: certificate(www), ConfigStateChecks: []statecheck.StateCheck{has("state", knownvalue.StringExact("issued"))}},
					resource.TestStep{Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
				if left := w.Objects(kind); len(left) != before {
					t.Errorf("%d certificates are left, want %d", len(left), before)
				}
			})
		})
	}
}

// The API tells the second of a creation: what others made in the same one may be it.
func TestCertificatesThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, selfsignedcertificate.Object)
		w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
		theirs := w.AddCertificate(issuer, "www.example.com")
		output, err := w.Shell(certificate(www)).Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`Cannot create katapult_self_signed_certificate`, `2 identical objects have appeared since`, theirs,
			`import {`, `to = katapult_self_signed_certificate\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

func TestLostCertificateThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"no list":             {Operation: lists, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"},
		"no time of creation": {Operation: reads, Times: -1, Status: http.StatusOK, Body: `{"certificate":{"id":"%s","name":"www.example.com","issuer":"self_signed","state":"issued"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			says := `403 scope_not_granted`
			if fault.Body != "" {
				fault.Body = fmt.Sprintf(fault.Body, w.AddCertificate(issuer, "www.example.com"))
				says = `the API does not say when cert_\w+ was created`
				w.Inject(simulator.Fault{Operation: creates, DropBefore: true})
			} else {
				w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
			}
			w.Inject(fault)
			output, err := w.Shell(certificate(www)).Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`the certificate may have been created`, `Searching for it failed`, says, `If so, import it; otherwise run Terraform again`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestCertificateThatIsNotIssuedIsReplacedByTheNextApply(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.FailNextTask("Issue certificate")
	w.Run(
		resource.TestStep{Config: certificate(www), ExpectError: acctest.Matches(
			`Cannot create katapult_self_signed_certificate`, `Creating "www.example.com" \(cert_\w+\) failed`,
			`certificate www.example.com \(cert_\w+\) is issue_failed: The certificate authority could not be reached`, `Run Terraform again to replace the certificate`)},
		resource.TestStep{Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
	)
}

// The API itself has tried again by the time that the failure is read.
func TestCertificateThatIsIssuedAfterAllIsFine(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.FailNextTask("Issue certificate")
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == polls && strings.Contains(string(e.ResponseBody), `"failed"`) {
			w.RenewCertificate(w.Only(kind))
		}
	})
	w.Run(resource.TestStep{Config: certificate(www), ConfigStateChecks: []statecheck.StateCheck{has("state", knownvalue.StringExact("issued")), has("issue_error", knownvalue.Null())}})
}

// The state of the certificate tells as much as its task.
func TestTokenThatMaySeeNoTasksWaitsAsWell(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{"scope_not_granted": http.StatusForbidden, "task_not_found": http.StatusNotFound} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			w.Inject(simulator.Fault{Operation: polls, Times: -1, Status: status, Code: code})
			w.Run(
				resource.TestStep{Config: certificate(www), ConfigStateChecks: []statecheck.StateCheck{has("state", knownvalue.StringExact("issued"))}},
				resource.TestStep{
					PreConfig: func() { w.FailNextTask("Issue certificate") }, Config: certificate(`name = "shop.example.com"`),
					ExpectError: acctest.Matches(`is issue_failed: The certificate authority could not be reached`),
				},
			)
		})
	}
}

func TestTimeoutKeepsTheCertificate(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = time.Hour }, selfsignedcertificate.Object)
		config := certificate(www, `timeouts = { create = "2m" }`)
		w.Run(
			resource.TestStep{Config: config, ExpectError: acctest.Matches(
				`the task "Issue certificate" \(task_\w+\) on certificate www.example.com \(cert_\w+\) was still running`, `create timeout of 2m0s`,
				`Run Terraform again to replace the certificate`, `timeouts = { create = "…" } allows more time`)},
			resource.TestStep{
				PreConfig: func() { w.SetTaskTime("Issue certificate", 1, 3) },
				Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			},
		)
		w.SetTaskTime("Issue certificate", 3600, 3600)
		began := time.Now()
		w.Run(resource.TestStep{Config: certificate(www), ExpectError: acctest.Matches(`create timeout of 5m0s`)}) // the default
		if took := time.Since(began); took > 6*time.Minute {
			t.Errorf("it took %s", took)
		}
		w.Run(resource.TestStep{Config: certificate(www, `timeouts = { create = "0s" }`), PlanOnly: true, ExpectError: acctest.Matches(`Invalid timeout`, `longer than zero`)})
	})
}

// What version 2.68 of the API answers is not taken for a certificate that is gone.
func TestOlderAPIIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.OnlyContract = true }, selfsignedcertificate.Object)
	w.Run(resource.TestStep{Config: certificate(www), ExpectError: acctest.Matches(
		`Cannot create katapult_self_signed_certificate`, `this API is too old to create certificates: it takes version 3.17 of Katapult's core API`, `404 route_not_found`, `Nothing was changed`)})
	id := w.AddCertificate(issuer, "www.example.com")
	shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + certificate(www))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	output, err := shell.Run("destroy", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot delete katapult_self_signed_certificate`, `Deleting "www.example.com" \(`+id+`\) failed`, `this API is too old to delete certificates`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("it left the state: %v\n%s", err, output)
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
		"deleted meanwhile":     {Status: http.StatusNotFound, Code: "certificate_not_found", AfterEffect: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			w.Run(
				resource.TestStep{Config: certificate(www)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: certificate(www), Destroy: true},
			)
		})
	}
}

// rule uses a certificate by its ID, so that Terraform knows of no dependency.
func rule(balancer, certificate string) string {
	return fmt.Sprintf("resource \"katapult_load_balancer_rule\" \"r\" {\n  load_balancer_id = %q\n  listen_port = 443\n  destination_port = 80\n  protocol = \"HTTPS\"\n"+
		"  certificate_ids = [%s]\n}\n", balancer, certificate)
}

func TestCertificateInUseIsNotDeletedAndTheWayOutIsShown(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	balancer := w.AddLoadBalancer(nil)
	theirs := ""
	w.Run(
		resource.TestStep{Config: certificate(www)},
		resource.TestStep{
			PreConfig: func() {
				theirs = w.AddLoadBalancerRule(balancer, map[string]any{"protocol": "HTTPS", "certificates": []any{map[string]any{"id": w.Only(kind)}}})
			},
			Config: certificate(www), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_self_signed_certificate`, `Deleting "www.example.com" \(cert_\w+\) failed`,
				`dependent load balancer rules exist`, `409 deletion_restricted`, `waited [0-9.]+m?s for this run`, `create_before_destroy = true`),
		},
		resource.TestStep{
			PreConfig: func() { w.Remove(theirs) },
			Config:    certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

// soonEnough limits how long a response waits for another request.
const soonEnough = 20 * time.Second

// The rule does not depend on the certificate, so that Terraform deletes both at once, or
// changes the one while it deletes the other.
func TestDestroyWaitsForTheRuleOfTheSameRun(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]func(balancer string) string{
		"that is deleted": func(string) string { return "" },
		"that is changed": func(balancer string) string { return rule(balancer, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) { destroyWaits(t, after) })
		})
	}
}

func destroyWaits(t *testing.T, after func(balancer string) string) {
	t.Helper()
	w := acctest.New(t, selfsignedcertificate.Object, loadbalancerrule.Object)
	balancer := w.AddLoadBalancer(nil)
	shell := w.Shell(certificate(www))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	alone := shell.Read("main.tf")
	shell.Write("main.tf", alone+rule(balancer, `"`+w.Only(kind)+`"`))
	shell.WaitForReleases()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	// The rule is held up by a refusal that passes, until the certificate was refused.
	for _, operation := range []string{"DELETE /load_balancers/rules/load_balancer_rule", "PATCH /load_balancers/rules/load_balancer_rule"} {
		w.Inject(simulator.Fault{Operation: operation, Status: http.StatusServiceUnavailable, Code: "service_unavailable"})
	}
	var once sync.Once
	refused := make(chan struct{})
	w.Observe(func(e simulator.Exchange) {
		switch {
		case e.Operation == deletes && e.Status == http.StatusConflict:
			once.Do(func() { close(refused) })
		case e.Status == http.StatusServiceUnavailable:
			select {
			case <-refused:
			case <-time.After(soonEnough):
				t.Error("the certificate was not to be deleted before the rule")
			}
		}
	})
	shell.Write("main.tf", strings.Replace(alone, certificate(www), "", 1)+after(balancer))
	w.ResetRequests()
	began := time.Now()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if left := w.Objects(kind); len(left) > 0 || w.Count(deletes) != 2 {
		t.Errorf("left behind: %v, after %d attempts", left, w.Count(deletes))
	}
	// It waits for what the rule announces, and not until nothing has announced it.
	if took := time.Since(began); !acctest.RealTime(t) && took > soonEnough {
		t.Errorf("it took %s", took)
	}
}

// A rule that is replaced shows the new certificate before the old one is deleted.
func TestCreateBeforeDestroyReplacesACertificateInUse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object, loadbalancerrule.Object)
	balancer := w.AddLoadBalancer(nil)
	first := `lifecycle {
  create_before_destroy = true
}`
	config := func(name string) string {
		return certificate(`name = "`+name+`"`, first) + rule(balancer, address+".id")
	}
	w.Run(
		resource.TestStep{Config: config("www.example.com")},
		resource.TestStep{Config: config("shop.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreateBeforeDestroy)},
	)
}

func TestInterruptedWaitEndsAtOnceAndKeepsTheCertificate(t *testing.T) {
	t.Parallel()
	w, clock := acctest.NewSteppingClock(t, selfsignedcertificate.Object)
	shell := w.Shell(certificate(www))
	output, err := w.Interrupt(shell, polls, "apply", "-auto-approve", "-no-color")
	first := w.Only(kind)
	if err == nil || !acctest.Matches(`Cannot create katapult_self_signed_certificate`, `certificate www.example.com \(`+first+`\) is pending`, `Terraform was interrupted`,
		`terraform untaint keeps it`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if state := shell.Read("terraform.tfstate"); !strings.Contains(state, first) {
		t.Errorf("the certificate is not in the state: %s", state)
	}
	clock.Flow()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if w.Only(kind) == first {
		t.Error("it was not replaced")
	}
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// A plan changes nothing about it, and says so.
func TestCertificateThatClientsWillRefuseIsAWarning(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]map[string]any{
		`was not issued: the API does not say why. Katapult goes on trying`: {"state": "issue_failed", "expires_at": nil, "certificate": nil},
		`was not issued again: out of ink. The one that there is expires at 2100-01-01T00:00:00Z. Katapult goes on`: {
			"state": "issue_failed", "issue_error": "out of ink", "expires_at": 4_102_444_800,
		},
		`was not issued again: out of ink. The one that there is has expired at 2020-`: {"state": "issue_failed", "issue_error": "out of ink", "expires_at": 1_600_000_000},
		`has expired at 2020-09-13T12:26:40Z`:                                          {"expires_at": 1_600_000_000},
		``:                                                                             {"state": "issuing"},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			shell := w.Shell(certificate(www))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || strings.Contains(output, "Warning") {
				t.Fatalf("%v\n%s", err, output)
			}
			w.Change(w.Only(kind), change)
			output, err := shell.Run("plan", "-detailed-exitcode", "-no-color")
			if want := `Warning: Certificate needs attention`; err != nil || strings.Contains(output, want) != (says != "") ||
				!acctest.Matches(`certificate www.example.com \(`+w.Only(kind)+`\) `+says).MatchString(output) && says != "" {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
