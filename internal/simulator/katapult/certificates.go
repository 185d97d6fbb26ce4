package katapult

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// CertificateKey is within each private key that the simulator makes for a certificate, and
// CertificateToken within each URL of the certificate API. Tests search logs for them.
const (
	CertificateKey   = "s1mulatedK3yOfACertifica"
	CertificateToken = "s1mulatedT0kenOfACertificate"
)

// certificateKind is as recorded of version 3.18 of the API. The published contract, of
// version 2.68, has no more than the operations that read.
//
// The private keys of the API are RSA keys of 4096 bits, which take seconds to make. Here
// they are of another sort, and the certificates are real in all else.
var certificateKind = kind{
	name: "certificate", prefix: "cert", restrictable: true,
	routes: []route{
		{operation: "GET /organizations/organization/certificates", handle: list, scopes: "certificates certificates:read"},
		{operation: "GET /certificates/certificate", handle: getCertificate, scopes: "certificates certificates:read"},
		{operation: "POST /organizations/organization/certificates", handle: createCertificate, scopes: "certificates", status: 201, newer: true},
		{operation: "DELETE /certificates/certificate", handle: remove, scopes: "certificates", newer: true},
		{operation: "POST /certificates/certificate/issue", handle: issueCertificate, scopes: "certificates", newer: true},
		{operation: "POST /certificates/certificate/reset_token", handle: resetCertificateToken, scopes: "certificates", newer: true},
	},
	show: pickFields(
		"id", "name", "additional_names", "issuer", "state", "created_at", "expires_at", "last_issued_at", "issue_error", "authorization_method",
		"certificate_api_url", "certificate", "chain", "private_key",
	),
	row:        pickFields("id", "name", "issuer", "state", "expires_at", "last_issued_at"),
	dependents: (*Simulator).usesOfCertificate,
	tasks:      map[string]taskTime{"Issue certificate": {time.Second, 3 * time.Second}},
	errors: map[string]string{
		"certificate_not_found":   "No certificate was found matching any of the criteria provided in the arguments",
		"operation_not_supported": "The operation is not supported for this certificate",
	},
}

// How long certificates are valid.
const (
	selfSignedTime  = 365 * 24 * time.Hour
	letsEncryptTime = 90 * 24 * time.Hour
)

// usesOfCertificate are the reasons to keep a certificate.
func (s *Simulator) usesOfCertificate(certificate *record) []string {
	for _, rule := range s.store.byKind["load_balancer_rule"] {
		if ids, _ := rule.fields["certificates"].([]any); slices.Contains(ids, any(certificate.id)) {
			return []string{"Cannot delete record because dependent load balancer rules exist"}
		}
	}
	return nil
}

// shownCertificate is a certificate as the token of a request may see it.
func (c *call) shownCertificate(certificate *record) map[string]any {
	shown := c.shown(certificate)
	if c.token.NoPrivateKeys {
		shown["private_key"], shown["certificate_api_url"] = nil, nil
	}
	return shown
}

func getCertificate(c *call) (any, error) {
	certificate, err := c.lookup("certificate")
	if err != nil {
		return nil, err
	}
	return map[string]any{"certificate": c.shownCertificate(certificate)}, nil
}

func createCertificate(c *call) (any, error) {
	properties := c.args().properties()
	issuer := properties.enum("issuer", "lets_encrypt", "custom", "self_signed")
	properties.require("issuer")
	organization, err := c.organization()
	switch {
	case c.err != nil:
		return nil, c.err
	case err != nil:
		return nil, err
	}
	fields := map[string]any{
		"name": "", "additional_names": []any{}, "issuer": deref(issuer), "state": "pending", "created_at": c.now.Unix(), "expires_at": nil,
		"last_issued_at": nil, "issue_error": nil, "authorization_method": nil, "certificate_api_url": nil, "certificate": nil, "chain": nil,
		"private_key": nil, "serial": 0,
	}
	problems := c.certificateProperties(properties, fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	certificate := c.add("certificate", organization.id, fields)
	certificate.newToken()
	var task any
	if certificate.text("issuer") != "custom" {
		task = c.issue(certificate).fields
	}
	return map[string]any{"certificate": c.shownCertificate(certificate), "task": task}, nil
}

// certificateProperties copies the properties of a new certificate, and says what is wrong
// with them. Names that are given with a custom one are ignored. The texts are not recorded.
func (c *call) certificateProperties(properties arguments, fields map[string]any) (problems []string) {
	if fields["issuer"] == "custom" {
		return customCertificate(deref(properties.text("certificate")), deref(properties.text("private_key")), deref(properties.text("chain")), c.now, fields)
	}
	properties.copyText(fields, "name")
	properties.copyTexts(fields, "additional_names")
	names, _ := fields["additional_names"].([]any)
	for _, name := range append([]any{fields["name"]}, names...) {
		if name, _ := name.(string); !strings.Contains(name, ".") || name != strings.ToLower(name) || strings.HasSuffix(name, ".") {
			problems = append(problems, fmt.Sprintf("Name %q is invalid", name))
		}
	}
	if fields["issuer"] == "lets_encrypt" {
		method := properties.enum("authorization_method", "dns", "http")
		if method == nil {
			return append(problems, "Authorization method can't be blank")
		}
		fields["authorization_method"] = *method
		if wildcard := slices.ContainsFunc(namesOfCertificate(fields), func(name string) bool { return strings.HasPrefix(name, "*.") }); wildcard && *method == "http" {
			problems = append(problems, "Authorization method must be dns for wildcard names")
		}
	}
	return problems
}

// customCertificate takes the names of a certificate that somebody else has issued.
func customCertificate(certificate, key, chain string, now time.Time, fields map[string]any) (problems []string) {
	block, _ := pem.Decode([]byte(certificate))
	if block == nil {
		return []string{"Certificate is invalid"}
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return []string{"Certificate is invalid"}
	}
	if now.After(parsed.NotAfter) {
		problems = append(problems, "Certificate has expired")
	}
	keyBlock, _ := pem.Decode([]byte(key))
	switch {
	case keyBlock == nil:
		problems = append(problems, "Private key is invalid")
	case parsed.PublicKeyAlgorithm != x509.RSA:
		problems = append(problems, "Private key must be an RSA key")
	default:
		if _, err := tls.X509KeyPair([]byte(certificate), []byte(key)); err != nil {
			problems = append(problems, "Private key does not belong to the certificate")
		}
	}
	additional := []any{}
	for _, name := range parsed.DNSNames {
		if name != parsed.Subject.CommonName {
			additional = append(additional, name)
		}
	}
	fields["name"], fields["additional_names"], fields["state"] = parsed.Subject.CommonName, additional, "issued"
	fields["certificate"], fields["private_key"], fields["expires_at"] = certificate, key, parsed.NotAfter.Unix()
	if chain != "" {
		fields["chain"] = chain
	}
	return problems
}

// namesOfCertificate are all names that a certificate is for.
func namesOfCertificate(fields map[string]any) []string {
	name, _ := fields["name"].(string)
	names := []string{name}
	additional, _ := fields["additional_names"].([]any)
	for _, name := range additional {
		name, _ := name.(string)
		names = append(names, name)
	}
	return names
}

// issue queues the task that issues a certificate. What was issued before stays until then.
func (c *call) issue(certificate *record) *record {
	s := c.Simulator
	return s.queue(c.now, certificate.owner, work{
		name: "Issue certificate", on: []*record{certificate},
		begin: func() { certificate.fields["state"], certificate.fields["issue_error"] = "issuing", nil },
		finish: func() error {
			if problem := s.unauthorized(certificate); problem != "" {
				certificate.fields["issue_error"] = problem
				return errTaskFailed
			}
			s.issueNow(certificate)
			return nil
		},
		undo: func() {
			certificate.fields["state"] = "issue_failed"
			if certificate.fields["issue_error"] == nil {
				certificate.fields["issue_error"] = "The certificate authority could not be reached"
			}
		},
	})
}

// unauthorized says why Let's Encrypt would not issue a certificate.
func (s *Simulator) unauthorized(certificate *record) string {
	for _, name := range namesOfCertificate(certificate.fields) {
		switch certificate.fields["authorization_method"] {
		case "dns":
			if !s.inVerifiedZone(certificate.owner, strings.TrimPrefix(name, "*.")) {
				return "No verified DNS zone was found for " + name
			}
		case "http":
			if !s.reachesLoadBalancer(certificate.owner, name) {
				return name + " does not resolve to a load balancer with port 80"
			}
		}
	}
	return ""
}

func (s *Simulator) inVerifiedZone(owner, name string) bool {
	return slices.ContainsFunc(s.store.owned("dns_zone", owner), func(zone *record) bool {
		return zone.fields["verified"] == true && (name == zone.text("name") || strings.HasSuffix(name, "."+zone.text("name")))
	})
}

// reachesLoadBalancer reports whether a record of a zone leads from a name to a load
// balancer that listens on port 80.
func (s *Simulator) reachesLoadBalancer(owner, name string) bool {
	for _, balancer := range s.store.owned("load_balancer", owner) {
		open := balancer.fields["https_redirect"] == true || slices.ContainsFunc(s.store.children("load_balancer_rule", balancer), func(rule *record) bool {
			return rule.fields["listen_port"] == 80
		})
		address := s.store.get("ip_address", balancer.reference("ip_address"))
		if !open || address == nil {
			continue
		}
		for _, r := range s.store.owned("dns_record", owner) {
			if shown := s.shown(r); shown["full_name"] == name && shown["content"] == address.text("address") {
				return true
			}
		}
	}
	return false
}

// issueNow gives a certificate a new key, and everything that comes with it.
func (s *Simulator) issueNow(certificate *record) {
	now := s.at
	valid := selfSignedTime
	certificate.fields["chain"] = nil
	if certificate.text("issuer") == "lets_encrypt" {
		valid = letsEncryptTime
		certificate.fields["chain"], _ = makeCertificate("the simulator's authority", now.Add(10*letsEncryptTime), "Simulated authority")
	}
	serial, _ := certificate.fields["serial"].(int)
	certificate.fields["serial"] = serial + 1
	until := now.Add(valid)
	made, key := makeCertificate(fmt.Sprint(certificate.id, serial), until, namesOfCertificate(certificate.fields)...)
	merge(certificate.fields, map[string]any{
		"state": "issued", "issue_error": nil, "certificate": made, "private_key": key, "expires_at": until.Unix(), "last_issued_at": now.Unix(),
	})
}

// makeCertificate returns a certificate and its key in PEM format. They are the same for
// each seed.
func makeCertificate(seed string, until time.Time, names ...string) (certificate, key string) {
	// In the encoded key, CertificateKey follows 18 bytes, of which the seed has two.
	secret, err := base64.StdEncoding.DecodeString(CertificateKey)
	if err != nil {
		panic(err)
	}
	hash := sha256.Sum256([]byte(seed))
	private := ed25519.NewKeyFromSeed(slices.Concat(hash[:2], secret, hash[2:14]))
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(hash[16:]), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: until.Add(-selfSignedTime), NotAfter: until,
	}
	der, err := x509.CreateCertificate(nil, template, template, private.Public(), private)
	encoded, keyErr := x509.MarshalPKCS8PrivateKey(private)
	if err := errors.Join(err, keyErr); err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}))
}

// newToken gives a certificate a new URL.
func (r *record) newToken() {
	before, _ := r.fields["certificate_api_url"].(string)
	r.fields["certificate_api_url"] = "https://certificates.katapult.io/" + r.id + "/" + CertificateToken + idSuffix(r.id+before)
}

func issueCertificate(c *call) (any, error) {
	certificate, err := c.lookup("certificate")
	switch {
	case err != nil:
		return nil, err
	case certificate.text("issuer") == "custom":
		return nil, fail(422, "operation_not_supported", nil)
	}
	task := c.issue(certificate)
	return map[string]any{"certificate": c.shownCertificate(certificate), "task": task.fields}, nil
}

func resetCertificateToken(c *call) (any, error) {
	certificate, err := c.lookup("certificate")
	if err != nil {
		return nil, err
	}
	certificate.newToken()
	return map[string]any{"certificate": c.shownCertificate(certificate)}, nil
}

// AddCertificate puts a certificate of an issuer that makes keys into the first
// organization, as if it had been issued just now, and returns its ID.
func (s *Simulator) AddCertificate(issuer string, names ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	return s.addCertificate("", s.firstOrganization(), issuer, now, names...).id
}

// AddCertificateAs is AddCertificate with a given ID.
func (s *Simulator) AddCertificateAs(id, issuer string, names ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	s.addCertificate(id, s.firstOrganization(), issuer, now, names...)
}

func (s *Simulator) addCertificate(id, owner, issuer string, now time.Time, names ...string) *record {
	additional := []any{}
	for _, name := range names[1:] {
		additional = append(additional, name)
	}
	fields := map[string]any{
		"name": names[0], "additional_names": additional, "issuer": issuer, "created_at": now.Unix(), "authorization_method": nil, "serial": 0,
	}
	if issuer == "lets_encrypt" {
		fields["authorization_method"] = "dns"
	}
	certificate := s.addAs(id, "certificate", owner, fields)
	certificate.newToken()
	s.at = now
	s.issueNow(certificate)
	if issuer == "custom" {
		fields["last_issued_at"] = nil
	}
	return certificate
}

// RenewCertificate issues a certificate again, as the API does a month before it expires.
func (s *Simulator) RenewCertificate(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.at = s.clock.Now()
	s.runDue(s.at)
	s.at = s.clock.Now()
	s.issueNow(s.mustGet(id))
}
