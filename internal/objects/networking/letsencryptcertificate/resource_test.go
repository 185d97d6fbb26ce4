package letsencryptcertificate_test

import (
	"fmt"
	"net/http"
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
	"terraform-provider-katapult/internal/objects/networking/letsencryptcertificate"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address  = "katapult_lets_encrypt_certificate.c"
	typeName = "katapult_lets_encrypt_certificate"
	kind     = "certificate"
	issuer   = "lets_encrypt"
	creates  = "POST /organizations/organization/certificates"
	reads    = "GET /certificates/certificate"
)

func certificate(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_lets_encrypt_certificate\" \"c\" {\n  %s\n}\n", strings.Join(arguments, "\n  "))
}

const (
	www    = `name = "www.example.com"`
	byDNS  = `authorization_method = "dns"`
	byHTTP = `authorization_method = "http"`
)

func has(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return acctest.Has(address, attribute, value)
}

func is(attribute, value string) statecheck.StateCheck {
	return has(attribute, knownvalue.StringExact(value))
}

// verified is a world with a DNS zone that is verified.
func verified(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.New(t, letsencryptcertificate.Object)
	w.Change(w.AddDNSZone("example.com"), map[string]any{"verified": true})
	return w
}

func TestLifeOfACertificate(t *testing.T) {
	t.Parallel()
	w := verified(t)
	other := statecheck.CompareValue(compare.ValuesDiffer())
	id := func() statecheck.StateCheck { return other.AddStateValue(address, tfjsonpath.New("id")) }
	w.Run(
		resource.TestStep{Config: certificate(www, byDNS), ConfigStateChecks: []statecheck.StateCheck{
			id(), is("name", "www.example.com"), is("issuer", issuer), is("state", "issued"), is("authorization_method", "dns"),
			has("wait_for_issuance", knownvalue.Bool(true)), has("chain", knownvalue.NotNull()), has("private_key", knownvalue.NotNull()),
		}},
		resource.TestStep{Config: certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config:           certificate(www, byDNS, `wait_for_issuance = false`, `timeouts = { create = "1m", delete = "1m" }`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
		resource.TestStep{Config: certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			Config:           certificate(www, byDNS, `additional_names = ["*.example.com"]`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), ConfigStateChecks: []statecheck.StateCheck{id()},
		},
	)
	changes := 0
	for _, r := range w.Requests() {
		if r.Method == http.MethodPatch || r.Method == http.MethodPut {
			changes++
		}
	}
	if changes > 0 || w.Count(creates) != 2 {
		t.Errorf("%d changes, %d creations", changes, w.Count(creates))
	}
}

func TestHTTPNeedsALoadBalancer(t *testing.T) {
	t.Parallel()
	w := verified(t)
	config := certificate(www, byHTTP)
	w.Run(
		resource.TestStep{Config: config, ExpectError: acctest.Matches(
			`Cannot create katapult_lets_encrypt_certificate`, `www.example.com does not resolve to a load balancer with port 80`,
			`has to resolve to a load balancer of the organization that listens on port 80`)},
		resource.TestStep{
			PreConfig: func() {
				balancer, _ := w.Object(w.AddLoadBalancer(map[string]any{"https_redirect": true}))
				address, _ := balancer["ip_address"].(map[string]any)
				text, _ := address["address"].(string)
				w.AddDNSRecord(w.Only("dns_zone"), "www", "A", map[string]string{"ip_address": text})
			},
			Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{is("state", "issued"), is("authorization_method", "http")},
		},
	)
}

func TestCertificateThatIsNotIssuedIsReplacedByTheNextApply(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, letsencryptcertificate.Object)
	zone := w.AddDNSZone("example.com")
	w.Run(
		resource.TestStep{Config: certificate(www, byDNS), ExpectError: acctest.Matches(
			`Creating "www.example.com" \(cert_\w+\) failed`, `is issue_failed: No verified DNS zone was found for www.example.com`, `katapult_dns_zone_verification`)},
		resource.TestStep{
			PreConfig: func() { w.Change(zone, map[string]any{"verified": true}) },
			Config:    certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{is("state", "issued")},
		},
	)
}

// The names may resolve later, and Katapult goes on trying.
func TestCreationThatDoesNotWaitLeavesThePlanEmpty(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = time.Hour }, letsencryptcertificate.Object)
		config := certificate(www, byDNS, `wait_for_issuance = false`)
		w.Run(
			resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{is("state", "pending"), has("certificate", knownvalue.Null()), has("private_key", knownvalue.Null())}},
			resource.TestStep{
				PreConfig: func() { time.Sleep(2 * time.Hour) },
				Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{is("state", "issue_failed"), is("issue_error", "No verified DNS zone was found for www.example.com")},
			},
			resource.TestStep{
				PreConfig: func() { w.RenewCertificate(w.Only(kind)) },
				Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{is("state", "issued"), has("issue_error", knownvalue.Null()), has("certificate", knownvalue.NotNull())},
			},
		)
		if n := w.Count("GET /tasks/task"); n > 0 {
			t.Errorf("%d polls", n)
		}
	})
}

func TestInvalidArgumentsAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	w := verified(t)
	for says, arguments := range map[string][]string{
		`name = "\*.example.com".*\*.example.com only with authorization_method = "dns"`:                 {`name = "*.example.com"`, byHTTP},
		`additional_names = \["\*.example.com"\].*\*.example.com only with authorization_method = "dns"`: {www, byHTTP, `additional_names = ["*.example.com"]`},
		`authorization_method = "tls".*one of`:                                                           {www, `authorization_method = "tls"`},
		`name = "localhost".*must be a host name with a domain`:                                          {`name = "localhost"`, byDNS},
	} {
		w.Run(resource.TestStep{Config: certificate(arguments...), PlanOnly: true, ExpectError: acctest.Matches(strings.Split(says, ".*")...)})
	}
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCreateWhoseAnswerIsLostMakesOneCertificate(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := verified(t)
			w.AddCertificate("self_signed", "www.example.com")
			w.AddCertificate(issuer, "www.example.com", "example.com")
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: certificate(www, byDNS), ConfigStateChecks: []statecheck.StateCheck{is("state", "issued")}},
				resource.TestStep{Config: certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if left := w.Objects(kind); len(left) != 2 {
				t.Errorf("left behind: %d", len(left))
			}
		})
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by name": "id = \"www.example.com\" # %s", "by identity": "identity = { id = %q }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := verified(t)
			id := w.AddCertificate(issuer, "www.example.com")
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + certificate(www, byDNS),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfAnotherIssuerNamesTheRightType(t *testing.T) {
	t.Parallel()
	w := verified(t)
	id := w.AddCertificate("self_signed", "www.example.com")
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + certificate(www, byDNS), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot read katapult_lets_encrypt_certificate`, `has the issuer self_signed and not lets_encrypt`, `katapult_self_signed_certificate: import it`),
	})
}

func TestListedCertificatesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := verified(t)
	w.AddCertificate("custom", "www.example.com")
	w.AddCertificate(issuer, "www.example.com", "*.www.example.com")
	w.ImportsListed(typeName, nil)
	w.ImportsListed(typeName, map[string]string{"name_prefix": "www"})
}

// A certificate that is deleted between the list and its read is left out.
func TestCertificateThatIsDeletedMeanwhileIsNotListed(t *testing.T) {
	t.Parallel()
	w := verified(t)
	gone := w.AddCertificate(issuer, "gone.example.com")
	w.AddCertificate(issuer, "www.example.com")
	w.Inject(simulator.Fault{Operation: reads, Status: http.StatusNotFound, Code: "certificate_not_found"})
	config := w.ImportsListed(typeName, nil)
	if strings.Contains(config, gone) || !strings.Contains(config, "www.example.com") {
		t.Error(config)
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := verified(t)
	w.Inject(simulator.Fault{
		Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Authorization method is closed"}},
	})
	w.Run(
		resource.TestStep{Config: certificate(www, byDNS), ExpectError: acctest.Matches(`authorization_method = "dns"`, `Authorization method is closed`)},
		resource.TestStep{Config: certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := verified(t)
	w.Run(
		resource.TestStep{Config: certificate(www, byDNS)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only(kind)) },
			Config:    certificate(www, byDNS), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}
