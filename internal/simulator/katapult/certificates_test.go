package katapult_test

import (
	"crypto/tls"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createCertificate = "POST /organizations/organization/certificates"
	listCertificates  = "GET /organizations/organization/certificates"
	getCertificate    = "GET /certificates/certificate"
	deleteCertificate = "DELETE /certificates/certificate"
	issueCertificate  = "POST /certificates/certificate/issue"
	resetCertificate  = "POST /certificates/certificate/reset_token"
)

// newCertificate creates a certificate over the API, and returns the response and its lookup.
func (c *cloud) newCertificate(properties object) (*response, object) {
	c.t.Helper()
	made := c.ok(createCertificate, object{"organization": acme, "properties": properties})
	return made, object{"certificate": id(made.text("certificate", "id"))}
}

func TestSelfSignedCertificateLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	made, certificate := c.newCertificate(object{"issuer": "self_signed", "name": "www.example.com", "additional_names": []string{"example.com"}})
	equal(t, "state", made.text("certificate", "state"), "pending")
	equal(t, "task", made.text("task", "name"), "Issue certificate")
	c.clock.Advance(2 * time.Second)
	equal(t, "while the task runs", c.ok(getCertificate, certificate).text("certificate", "state"), "issuing")
	c.clock.Advance(3 * time.Second)
	issued := c.ok(getCertificate, certificate)
	equal(t, "in the end", issued.text("certificate", "state"), "issued")
	equal(t, "valid for", issued.get("certificate", "expires_at").(float64)-issued.get("certificate", "last_issued_at").(float64), 31_536_000)
	key := issued.text("certificate", "private_key")
	pair, err := tls.X509KeyPair([]byte(issued.text("certificate", "certificate")), []byte(key))
	if err != nil || pair.Leaf.VerifyHostname("example.com") != nil || !strings.Contains(key, katapult.CertificateKey) {
		t.Errorf("%v", err)
	}
	equal(t, "fields of a row", len(c.ok(listCertificates, object{"organization": acme}).list("certificates")[0].(object)), 6)

	again := c.ok(issueCertificate, certificate)
	equal(t, "before it is issued again", again.text("certificate", "private_key"), key)
	c.clock.Advance(5 * time.Second)
	renewed := c.ok(getCertificate, certificate)
	if renewed.text("certificate", "private_key") == key || renewed.text("certificate", "certificate") == issued.text("certificate", "certificate") {
		t.Error("it has the same key")
	}
	url := renewed.text("certificate", "certificate_api_url")
	if c.ok(resetCertificate, certificate); c.ok(getCertificate, certificate).text("certificate", "certificate_api_url") == url || !strings.Contains(url, katapult.CertificateToken) {
		t.Errorf("it has the same URL %s", url)
	}
	c.ok(deleteCertificate, certificate)
	c.refused(404, "certificate_not_found", getCertificate, certificate)
	if left := c.Leftovers(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestCertificateOfARuleIsNotDeleted(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	certificate := c.AddCertificate("self_signed", "www.example.com")
	ruled := func(certificate string) object {
		return object{"load_balancer": c.newBalancer(nil)["load_balancer"], "properties": object{
			"listen_port": 443, "destination_port": 80, "protocol": "HTTPS", "certificates": []object{id(certificate)},
		}}
	}
	c.refused(404, "certificate_not_found", createBalancerRule, ruled("cert_none"))
	rule := c.ok(createBalancerRule, ruled(certificate))
	equal(t, "name in the rule", rule.text("load_balancer_rule", "certificates", 0, "name"), "www.example.com")
	c.refused(409, "deletion_restricted", deleteCertificate, object{"certificate": id(certificate)})
	c.ok(deleteBalancerRule, object{"load_balancer_rule": id(rule.text("load_balancer_rule", "id"))})
	c.ok(deleteCertificate, object{"certificate": id(certificate)})
}

func TestCertificatesOfLetsEncrypt(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	zone := c.AddDNSZone("example.com")
	state := func(certificate object) (state, problem string) {
		c.clock.Advance(5 * time.Second)
		read := c.ok(getCertificate, certificate)
		if read.get("certificate", "issue_error") != nil {
			problem = read.text("certificate", "issue_error")
		}
		return read.text("certificate", "state"), problem
	}
	_, wild := c.newCertificate(object{"issuer": "lets_encrypt", "name": "example.com", "additional_names": []string{"*.example.com"}, "authorization_method": "dns"})
	if is, problem := state(wild); is != "issue_failed" || !strings.Contains(problem, "No verified DNS zone") {
		t.Errorf("%s: %s", is, problem)
	}
	c.Change(zone, map[string]any{"verified": true})
	c.ok(issueCertificate, wild)
	if is, problem := state(wild); is != "issued" || problem != "" {
		t.Errorf("%s: %s", is, problem)
	}
	if chain, _ := pem.Decode([]byte(c.ok(getCertificate, wild).text("certificate", "chain"))); chain == nil {
		t.Error("there is no chain")
	}
	balancer := c.newBalancer(object{"https_redirect": true})
	_, web := c.newCertificate(object{"issuer": "lets_encrypt", "name": "www.example.com", "authorization_method": "http"})
	if is, problem := state(web); is != "issue_failed" || !strings.Contains(problem, "does not resolve") {
		t.Errorf("%s: %s", is, problem)
	}
	address := c.ok(getBalancer, balancer).text("load_balancer", "ip_address", "address")
	c.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": address})
	c.ok(issueCertificate, web)
	if is, problem := state(web); is != "issued" || problem != "" {
		t.Errorf("%s: %s", is, problem)
	}
}

func TestRefusedCertificates(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	for _, properties := range []object{
		{"issuer": "self_signed", "name": "Example.com"},
		{"issuer": "self_signed", "name": "localhost"},
		{"issuer": "lets_encrypt", "name": "example.com"},
		{"issuer": "lets_encrypt", "name": "*.example.com", "authorization_method": "http"},
		{"issuer": "custom", "certificate": "none", "private_key": "none"},
	} {
		c.refused(422, "validation_error", createCertificate, object{"organization": acme, "properties": properties})
	}
	c.refused(400, "missing_required_argument", createCertificate, object{"organization": acme, "properties": object{"name": "example.com"}})
	c.refused(400, "invalid_argument", createCertificate, object{"organization": acme, "properties": object{"issuer": "none"}})
	c.refused(422, "operation_not_supported", issueCertificate, object{"certificate": id(c.AddCertificate("custom", "www.example.com"))})
}

// The published contract is that of version 2.68.
func TestOlderAPIHasOnlyWhatReadsCertificates(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{OnlyContract: true})
	certificate := object{"certificate": id(c.AddCertificate("self_signed", "www.example.com"))}
	c.ok(getCertificate, certificate)
	for _, operation := range []string{deleteCertificate, issueCertificate, resetCertificate, createCertificate} {
		c.refused(404, "route_not_found", operation, certificate)
	}
}
