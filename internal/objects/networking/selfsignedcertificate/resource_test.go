package selfsignedcertificate_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/selfsignedcertificate"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address  = "katapult_self_signed_certificate.c"
	typeName = "katapult_self_signed_certificate"
	kind     = "certificate"
	issuer   = "self_signed"
	creates  = "POST /organizations/organization/certificates"
	lists    = "GET /organizations/organization/certificates"
	reads    = "GET /certificates/certificate"
	deletes  = "DELETE /certificates/certificate"
	polls    = "GET /tasks/task"
)

func certificate(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_self_signed_certificate\" \"c\" {\n  %s\n}\n", strings.Join(arguments, "\n  "))
}

const www = `name = "www.example.com"`

func has(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return acctest.Has(address, attribute, value)
}

func names(names ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(names))
	for i, name := range names {
		checks[i] = knownvalue.StringExact(name)
	}
	return knownvalue.SetExact(checks)
}

func matching(pattern string) knownvalue.Check {
	return knownvalue.StringRegexp(regexp.MustCompile(pattern))
}

func TestLifeOfACertificate(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	other := statecheck.CompareValue(compare.ValuesDiffer())
	id := func() statecheck.StateCheck { return other.AddStateValue(address, tfjsonpath.New("id")) }
	const time = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`
	w.Run(
		resource.TestStep{Config: certificate(www), ConfigStateChecks: []statecheck.StateCheck{
			id(), has("name", knownvalue.StringExact("www.example.com")), has("additional_names", names()), has("issuer", knownvalue.StringExact(issuer)),
			has("state", knownvalue.StringExact("issued")), has("issue_error", knownvalue.Null()), has("chain", knownvalue.Null()),
			has("certificate", matching(`^-----BEGIN CERTIFICATE-----\n`)), has("private_key", matching(`^-----BEGIN PRIVATE KEY-----\n`)),
			has("certificate_api_url", matching(`^https://`)), has("created_at", matching(time)), has("expires_at", matching(time)), has("last_issued_at", matching(time)),
			has("timeouts", knownvalue.Null()),
		}},
		resource.TestStep{Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{ // only the timeouts
			Config:           certificate(www, `timeouts = { create = "6m" }`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			Config:            certificate(www, `additional_names = ["example.com", "*.example.com"]`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{id(), has("additional_names", names("example.com", "*.example.com"))},
		},
		resource.TestStep{
			Config:            certificate(`name = "example.com"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{id(), has("additional_names", names())},
		},
	)
}

// The API has names in lower case, without a full stop, and without the name itself among
// the others.
func TestSpellingOfNamesIsNoChangeAndStaysAsItIsWritten(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	written := []statecheck.StateCheck{
		has("name", knownvalue.StringExact("WWW.Example.com.")), has("additional_names", names("API.example.com.", "www.example.com", "api.example.com")),
	}
	spelled := []string{`name = "WWW.Example.com."`, `additional_names = ["API.example.com.", "www.example.com", "api.example.com"]`}
	w.Run(
		resource.TestStep{Config: certificate(spelled...), ConfigStateChecks: written},
		resource.TestStep{Config: certificate(spelled...), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: written},
		resource.TestStep{
			Config:           certificate(www, `additional_names = ["www.example.com", "api.example.com"]`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: written,
		},
	)
}

func TestNamesAreSentAsTheAPIWritesThem(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.Run(resource.TestStep{Config: certificate(`name = "WWW.Example.com."`, `additional_names = ["b.example.com", "A.example.com.", "www.example.com"]`)})
	for _, r := range w.Requests() {
		if want := `"properties":{"issuer":"self_signed","name":"www.example.com","additional_names":["a.example.com","b.example.com"]}`; r.Operation == creates && !strings.Contains(string(r.Body), want) {
			t.Errorf("sent %s", r.Body)
		}
	}
}

func TestMalformedNamesAreRefusedAtPlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	for arguments, at := range map[string]string{
		`name = "localhost"`:                              `name = "localhost"`,
		`name = "http://www.example.com"`:                 `name = "http`,
		`name = "*"`:                                      `name = "\*"`,
		`name = "müller.example"`:                         `name = "müller`,
		www + "\n" + `additional_names = ["www example"]`: `additional_names = \["www example"\]`,
	} {
		w.Run(resource.TestStep{Config: certificate(arguments), PlanOnly: true, ExpectError: acctest.Matches(at, `must be a host name with a domain`)})
	}
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// Katapult issues a certificate again a month before it expires.
func TestRenewalByKatapultIsNoChange(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	key, text := statecheck.CompareValue(compare.ValuesDiffer()), statecheck.CompareValue(compare.ValuesDiffer())
	added := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{key.AddStateValue(address, tfjsonpath.New("private_key")), text.AddStateValue(address, tfjsonpath.New("certificate"))}
	}
	w.Run(
		resource.TestStep{Config: certificate(www), ConfigStateChecks: added()},
		resource.TestStep{
			PreConfig: func() {
				w.RenewCertificate(w.Only(kind))
				w.Change(w.Only(kind), map[string]any{"expires_at": 2_000_000_000, "certificate_api_url": "https://other"})
			},
			Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: append(added(), has("expires_at", knownvalue.StringExact("2033-05-18T03:33:20Z"))),
		},
		resource.TestStep{ // a renewal that failed
			PreConfig: func() {
				w.Change(w.Only(kind), map[string]any{"state": "issue_failed", "issue_error": "out of ink"})
			},
			Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{has("state", knownvalue.StringExact("issue_failed")), has("issue_error", knownvalue.StringExact("out of ink"))},
		},
	)
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.Run(
		resource.TestStep{Config: certificate(www)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only(kind)) },
			Config:    certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{
		"by ID": "id = %q", "by name": "id = \"WWW.example.com\" # %s", "by identity": "identity = { id = %q }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, selfsignedcertificate.Object)
			w.AddCertificate("lets_encrypt", "www.example.com")
			id := w.AddCertificate(issuer, "www.example.com", "example.com")
			config := certificate(www, `additional_names = ["example.com"]`)
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + config,
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportThatCannotBeDoneIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	custom, theirs := w.AddCertificate("custom", "shop.example.com"), w.AddCertificate("lets_encrypt", "www.example.com")
	first, second := w.AddCertificate(issuer, "twice.example.com"), w.AddCertificate(issuer, "twice.example.com")
	for id, says := range map[string][]string{
		custom:              {`Cannot read katapult_self_signed_certificate`, `certificate shop.example.com \(` + custom + `\) has the issuer custom and not self_signed`, `katapult_custom_certificate: import it`},
		theirs:              {`has the issuer lets_encrypt`, `katapult_lets_encrypt_certificate: import it`},
		"twice.example.com": {`Cannot import katapult_self_signed_certificate`, `2 certificates by the issuer self_signed have the name "twice.example.com": ` + first + `, ` + second},
		"none.example.com":  {`Cannot import katapult_self_signed_certificate`, `none of the organization's certificates by the issuer self_signed has the name "none.example.com"`},
		"cert_none":         {`Cannot import non-existent remote object`},
	} {
		w.Run(resource.TestStep{
			Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + certificate(www), PlanOnly: true, ExpectError: acctest.Matches(says...),
		})
	}
}

// The API tells a token that may not see them neither the key nor the URL.
func TestTokenThatMaySeeNoKeyHasNone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.AddToken(katapult.Token{Value: acctest.Token, NoPrivateKeys: true})
	hidden := []statecheck.StateCheck{has("private_key", knownvalue.Null()), has("certificate_api_url", knownvalue.Null()), has("state", knownvalue.StringExact("issued"))}
	w.Run(
		resource.TestStep{Config: certificate(www), ConfigStateChecks: hidden},
		resource.TestStep{Config: certificate(www), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: hidden},
	)
}

func TestListedCertificatesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, selfsignedcertificate.Object)
	w.AddCertificate("lets_encrypt", "www.example.com")
	w.AddCertificate("custom", "www.example.com")
	w.AddCertificate(issuer, "www.example.com", "example.com")
	w.AddCertificate(issuer, "internal.example.com")
	w.ImportsListed(typeName, nil)
	w.ImportsListed(typeName, map[string]string{"name_prefix": "www"})
	if listed := w.List(typeName, nil, 0); len(listed) != 2 || listed[0].Name != "www.example.com" || listed[1].Name != "internal.example.com" {
		t.Errorf("%+v", listed)
	}
}

// No list has the certificate, its key, nor its other names.
func TestRequestsOfCertificates(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = 0 }, selfsignedcertificate.Object)
		shell := w.Shell("resource \"katapult_self_signed_certificate\" \"c\" {\n  count = 10\n  name = \"www-${count.index}.example.com\"\n}\n")
		shell.Serve(acctest.Released)
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if w.Count(creates) != 10 || w.Count(reads) != 10 || w.Count(lists) > 0 || w.Count(polls) > 50 {
			t.Errorf("%d creations, %d reads, %d lists, %d polls", w.Count(creates), w.Count(reads), w.Count(lists), w.Count(polls))
		}
		w.ResetRequests()
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if w.Count(reads) != 10 || len(w.Requests()) != 11 {
			t.Errorf("planning took %d requests", len(w.Requests()))
		}
	})
}
