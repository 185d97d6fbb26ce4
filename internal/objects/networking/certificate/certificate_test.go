package certificate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/certificate"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName = "katapult_certificate"
	plural   = "katapult_certificates"
	lists    = "GET /organizations/organization/certificates"
	reads    = "GET /certificates/certificate"
	issues   = "POST /certificates/certificate/issue"
)

func TestDataSourceFindsByIDAndByUniqueName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, certificate.Object)
	id := w.AddCertificate("lets_encrypt", "www.example.com", "*.example.com")
	w.Change(id, map[string]any{"created_at": 1_700_000_000, "expires_at": 1_800_000_000, "last_issued_at": 1_750_000_000})
	first, second := w.AddCertificate("custom", "twice.example.com"), w.AddCertificate("self_signed", "twice.example.com")
	object, _ := w.Object(id)
	w.Reads(typeName, map[string]string{
		"id": id, "name": "www.example.com", "additional_names.#": "1", "additional_names.0": "*.example.com", "issuer": "lets_encrypt", "state": "issued",
		"authorization_method": "dns", "issue_error": acctest.Null, "certificate": fmt.Sprint(object["certificate"]), "chain": fmt.Sprint(object["chain"]),
		"private_key": fmt.Sprint(object["private_key"]), "certificate_api_url": fmt.Sprint(object["certificate_api_url"]),
		"created_at": "2023-11-14T22:13:20Z", "expires_at": "2027-01-15T08:00:00Z", "last_issued_at": "2025-06-15T15:06:40Z",
	}, `id = "`+id+`"`, `name = "www.example.com"`)
	w.Reads(typeName, map[string]string{"id": id, "name": "WWW.example.com."}, `name = "WWW.example.com."`)
	w.Reads(typeName, map[string]string{"issuer": "custom", "authorization_method": acctest.Null, "last_issued_at": acctest.Null, "chain": acctest.Null}, `id = "`+first+`"`)
	w.Refuses(typeName, `name = "twice.example.com"`, `name = "twice.example.com"`, `2 `, first, second)
	w.Refuses(typeName, `name = "none.example.com"`, `name = "none.example.com"`)
	w.Refuses(typeName, `id = "cert_none"`, `id = "cert_none"`, `404 certificate_not_found`, `katapult_certificates`)
	w.Refuses(typeName, ``, `Exactly one of these attributes must be configured: \[id,name\]`)
}

func TestDataSourceListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, certificate.Object)
	id := w.AddCertificate("self_signed", "www.example.com")
	w.AddCertificate("custom", "shop.example.com")
	const rows = "certificates."
	w.Reads(plural, map[string]string{rows + "#": "2", rows + "0.id": id, rows + "0.name": "www.example.com", rows + "0.issuer": "self_signed", rows + "0.state": "issued", rows + "1.last_issued_at": acctest.Null}, ``)
	w.Reads(plural, map[string]string{rows + "#": "1", rows + "0.name": "shop.example.com"}, `name_prefix = "shop"`)
	w.Reads(plural, map[string]string{rows + "#": "0"}, `name_prefix = "none"`)
	if n := w.Count(reads); n > 0 {
		t.Errorf("%d reads", n)
	}
}

func TestEphemeralReadsTheKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, certificate.Object)
	id := w.AddCertificate("lets_encrypt", "www.example.com")
	object, _ := w.Object(id)
	got, errs := w.Open(typeName, map[string]any{"id": id})
	if len(errs) > 0 || got["private_key"] != object["private_key"] || got["certificate"] != object["certificate"] || got["chain"] != object["chain"] {
		t.Errorf("%q, %q", got, errs)
	}
	if _, errs = w.Open(typeName, map[string]any{"id": "cert_none"}); len(errs) != 1 || !acctest.Matches(`Cannot open ephemeral resource katapult_certificate`, `404 certificate_not_found`).MatchString(errs[0]) {
		t.Errorf("%q", errs)
	}
	w.AddToken(katapult.Token{Value: acctest.Token, NoPrivateKeys: true})
	if _, errs = w.Open(typeName, map[string]any{"id": id}); len(errs) != 1 || !acctest.Matches(`the API token may not see private keys`).MatchString(errs[0]) {
		t.Errorf("%q", errs)
	}
}

func TestReissueMakesAnotherKey(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		const action = "katapult_certificate_reissue"
		w := acctest.New(t, certificate.Object)
		id := w.AddCertificate("self_signed", "www.example.com")
		before, _ := w.Object(id)
		got := w.Invoke(action, map[string]any{"certificate_id": id})
		if after, _ := w.Object(id); len(got.Errors) > 0 || after["private_key"] == before["private_key"] || after["state"] != "issued" {
			t.Errorf("%q, %v", got.Errors, after)
		}
		if want := fmt.Sprintf("[issuing certificate %[1]s certificate www.example.com (%[1]s) is issued]", id); fmt.Sprint(got.Progress) != want {
			t.Errorf("%q", got.Progress)
		}
		for says, test := range map[string]struct {
			prepare func()
			config  map[string]any
		}{
			`422 operation_not_supported.*katapult_custom_certificate`: {config: map[string]any{"certificate_id": w.AddCertificate("custom", "shop.example.com")}},
			`404 certificate_not_found`:                                {config: map[string]any{"certificate_id": "cert_none"}},
			`The certificate authority could not be reached`:           {func() { w.FailNextTask("Issue certificate") }, map[string]any{"certificate_id": id}},
			`it took longer than the timeout of 2s`:                    {func() { w.SetTaskTime("Issue certificate", 10, 10) }, map[string]any{"certificate_id": id, "timeout": "2s"}},
			`it took longer than the timeout of 10m0s`:                 {func() { time.Sleep(time.Minute); w.SetTaskTime("Issue certificate", 3600, 1) }, map[string]any{"certificate_id": id}},
		} {
			if test.prepare != nil {
				test.prepare()
			}
			got := w.Invoke(action, test.config)
			if len(got.Errors) != 1 || !acctest.Matches(strings.Split(says, ".*")...).MatchString(got.Errors[0]) || fmt.Sprint(got.At) != `[AttributeName("certificate_id")]` {
				t.Errorf("%s: %q at %q", says, got.Errors, got.At)
			}
			w.SetTaskTime("Issue certificate", 1, 1)
			time.Sleep(2 * time.Hour)
		}
	})
}

func TestReissueWhoseAnswerIsLostIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, certificate.Object)
			id := w.AddCertificate("self_signed", "www.example.com")
			w.Inject(fault.On(issues))
			if got := w.Invoke("katapult_certificate_reissue", map[string]any{"certificate_id": id}); len(got.Errors) > 0 {
				t.Errorf("%q", got.Errors)
			}
		})
	}
}

func TestResetTokenMakesAnotherURL(t *testing.T) {
	t.Parallel()
	const action = "katapult_certificate_reset_token"
	w := acctest.New(t, certificate.Object)
	id := w.AddCertificate("custom", "www.example.com")
	before, _ := w.Object(id)
	got := w.Invoke(action, map[string]any{"certificate_id": id})
	if after, _ := w.Object(id); len(got.Errors) > 0 || after["certificate_api_url"] == before["certificate_api_url"] || after["private_key"] != before["private_key"] {
		t.Errorf("%q, %v", got.Errors, after)
	}
	if strings.Contains(fmt.Sprint(got.Progress), katapult.CertificateToken) {
		t.Errorf("%q", got.Progress)
	}
	if got = w.Invoke(action, map[string]any{"certificate_id": "cert_none"}); len(got.Errors) != 1 || !acctest.Matches(`404 certificate_not_found`).MatchString(got.Errors[0]) {
		t.Errorf("%q", got.Errors)
	}
}

func TestOlderAPIIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.OnlyContract = true }, certificate.Object)
	id := w.AddCertificate("self_signed", "www.example.com")
	w.Reads(typeName, map[string]string{"id": id}, `name = "www.example.com"`)
	for action, doing := range map[string]string{"katapult_certificate_reissue": "issue certificates again", "katapult_certificate_reset_token": "reset the tokens of certificates"} {
		got := w.Invoke(action, map[string]any{"certificate_id": id})
		if len(got.Errors) != 1 || !acctest.Matches(`this API is too old to `+doing, `3\.17`, `404 route_not_found`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
	}
}

// One read for those that ask for the same certificate, and one list for all names.
func TestRequestsOfDataSources(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, certificate.Object)
		id := w.AddCertificate("self_signed", "www.example.com")
		w.Reads(typeName, map[string]string{"id": id}, `id = "`+id+`"`, `name = "www.example.com"`, `name = "www.example.com"`)
		if w.Count(lists) > 3 || w.Count(reads) > 3 { // of an apply, a plan and a destroy
			t.Errorf("%d lists, %d reads", w.Count(lists), w.Count(reads))
		}
	})
}
