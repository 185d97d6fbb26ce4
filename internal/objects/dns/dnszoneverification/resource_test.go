package dnszoneverification_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
	"terraform-provider-katapult/internal/objects/dns/dnszoneverification"
	"terraform-provider-katapult/internal/simulator"
)

const (
	address  = "katapult_dns_zone_verification.v"
	lists    = "GET /organizations/organization/dns_zones"
	reads    = "GET /dns_zones/dns_zone"
	verifies = "POST /dns_zones/dns_zone/verify"
)

func of(zone string, more string) string {
	return fmt.Sprintf("resource \"katapult_dns_zone_verification\" \"v\" {\n  dns_zone_id = %q\n  %s\n}\n", zone, more)
}

// zoned is a world with a zone that is not delegated.
func zoned(t *testing.T) (w *acctest.World, zone string) {
	t.Helper()
	w = acctest.New(t, dnszoneverification.Object, dnszone.Object)
	return w, w.AddDNSZone("example.com")
}

func verified(zone string) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "verified", knownvalue.Bool(true)), acctest.Has(address, "id", knownvalue.StringExact(zone)), acctest.Has(address, "dns_zone_id", knownvalue.StringExact(zone)),
	}
}

// delegateAfter delegates a zone after some attempts to verify it.
func delegateAfter(w *acctest.World, zone string, attempts int) {
	w.Observe(func(e simulator.Exchange) {
		if e.Operation != verifies {
			return
		}
		if attempts--; attempts == 0 {
			w.DelegateDNSZone(zone)
		}
	})
}

func TestWaitsUntilTheZoneIsVerified(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		delegateAfter(w, zone, 5)
		w.Run(
			resource.TestStep{Config: of(zone, ""), ConfigStateChecks: verified(zone)},
			resource.TestStep{Config: of(zone, ""), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
		if n := w.Count(verifies); n != 6 {
			t.Errorf("%d attempts", n)
		}
	})
}

func TestAsksEveryFifteenToThirtySeconds(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		shell := w.Shell(of(zone, ""))
		shell.Serve(acctest.Released)
		began := time.Now()
		output, err := shell.Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`Cannot create katapult_dns_zone_verification`, `dns_zone_id = "`+zone, `DNS zone example.com \(`+zone+`\) is not verified after 15m0s`,
			`delegated to ns1.katapult.cloud, ns2.katapult.cloud`, `create timeout of 15m0s`, `Change the delegation at the domain's registrar`, `timeouts block`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
		if took := time.Since(began); took < 15*time.Minute || took > 16*time.Minute {
			t.Errorf("it took %s", took)
		}
		if n := w.Count(verifies); n < 30 || n > 40 {
			t.Errorf("%d attempts in 15 minutes", n)
		}
	})
}

// It continues where the last apply has ended, and nothing was kept of that.
func TestNextApplyContinues(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		short := of(zone, "timeouts {\n  create = \"2s\"\n}")
		w.Run(
			resource.TestStep{Config: short, ExpectError: acctest.Matches(`create timeout of 2s`)},
			resource.TestStep{PreConfig: func() { w.DelegateDNSZone(zone) }, Config: short, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate), ConfigStateChecks: verified(zone)},
		)
	})
}

func TestVerifiedZoneTakesNoAttempt(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Change(zone, map[string]any{"verified": true})
	w.Run(resource.TestStep{Config: of(zone, ""), ConfigStateChecks: verified(zone)})
	if n := w.Count(verifies); n > 0 {
		t.Errorf("%d attempts", n)
	}
}

// It is not documented how the API refuses to verify a zone that is verified already.
func TestZoneThatIsVerifiedMeanwhileIsVerified(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{"zone_already_verified": http.StatusConflict, "dns_zone_already_verified": http.StatusUnprocessableEntity} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.DelegateDNSZone(zone)
			w.Inject(simulator.Fault{Operation: verifies, Status: status, Code: code, AfterEffect: true, Times: -1})
			w.Run(resource.TestStep{Config: of(zone, ""), ConfigStateChecks: verified(zone)})
		})
	}
}

func TestFailureOfAnAttemptIsSaid(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Inject(simulator.Fault{Operation: verifies, Status: http.StatusForbidden, Code: "scope_not_granted"})
	w.Run(resource.TestStep{Config: of(zone, ""), ExpectError: acctest.Matches(`Cannot create katapult_dns_zone_verification`, `403 scope_not_granted`)})
	w.Run(resource.TestStep{Config: of("dnszone_none", ""), ExpectError: acctest.Matches(`dns_zone_id = "dnszone_none"`, `404 dns_zone_not_found`)})
	w.Run(resource.TestStep{Config: of(" ", ""), PlanOnly: true, ExpectError: acctest.Matches(`dns_zone_id = " "`, `must not be blank`)})
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w, zone := zoned(t)
				w.DelegateDNSZone(zone)
				w.Inject(fault.On(verifies))
				w.Run(resource.TestStep{Config: of(zone, ""), ConfigStateChecks: verified(zone)})
			})
		})
	}
}

func TestZoneThatIsNoLongerVerifiedIsVerifiedAgain(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.DelegateDNSZone(zone)
	w.Run(
		resource.TestStep{Config: of(zone, "")},
		resource.TestStep{
			PreConfig: func() { w.Change(zone, map[string]any{"verified": false}) },
			Config:    of(zone, ""), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate), ConfigStateChecks: verified(zone),
		},
	)
	if _, exists := w.Object(zone); !exists {
		t.Error("the destroy deleted the zone")
	}
}

func TestZoneDeletedOutsideIsGone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszoneverification.Object, dnszone.Object)
	config := "resource \"katapult_dns_zone\" \"z\" {\n  name = \"example.com\"\n}\n" +
		"resource \"katapult_dns_zone_verification\" \"v\" {\n  dns_zone_id = katapult_dns_zone.z.id\n}\n"
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == "POST /organizations/organization/dns_zones" {
			w.DelegateDNSZone(w.Only("dns_zone"))
		}
	})
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only("dns_zone")) },
			Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by domain": "id = \"Example.com\" # %s", "by identity": "identity = { dns_zone_id = %q }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Change(zone, map[string]any{"verified": true})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, zone) + of(zone, ""),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: verified(zone),
			})
		})
	}
}

func TestImportOfAZoneThatIsNotVerifiedSaysSo(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, zone) + of(zone, ""), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot import non-existent remote object`),
	})
}
