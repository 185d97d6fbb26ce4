package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Certificates is access to certificates. No endpoint changes one, and certificates have no
// trash.
//
// Version 2.68 of the API only reads them. What else there is came with version 3.17; see
// TooOldError.
type Certificates struct{ client *Client }

// Certificate is a certificate with its private key. Names are not unique.
type Certificate struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Issuer string `json:"issuer"`
	// State is "pending", "issuing", "issued" or "issue_failed".
	State string `json:"state"`
	// ExpiresAt is in Unix seconds, and nil until the certificate is issued.
	ExpiresAt *int64 `json:"expires_at"`
	// LastIssuedAt is in Unix seconds. It is nil for custom certificates.
	LastIssuedAt *int64 `json:"last_issued_at"`

	// Lists lack the following.

	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	// AdditionalNames do not have the name among them.
	AdditionalNames []string `json:"additional_names"`
	// AuthorizationMethod is "dns" or "http", and nil unless the issuer is Let's Encrypt.
	AuthorizationMethod *string `json:"authorization_method"`
	IssueError          *string `json:"issue_error"`
	// Certificate, Chain and PrivateKey are in PEM format. The key is nil for tokens that
	// may not see it.
	Certificate *string `json:"certificate"`
	Chain       *string `json:"chain"`
	PrivateKey  *string `json:"private_key"`
	// CertificateAPIURL serves the key to whoever knows it. It is nil for tokens that may
	// not see it, and where there is none any more.
	CertificateAPIURL *string `json:"certificate_api_url"`
}

// Issuers of certificates.
const (
	CustomIssuer      = "custom"
	LetsEncryptIssuer = "lets_encrypt"
	SelfSignedIssuer  = "self_signed"
)

// States that a certificate stays in.
const (
	CertificateIssued      = "issued"
	CertificateIssueFailed = "issue_failed"
)

// OperationNotSupported refuses to issue a custom certificate.
const OperationNotSupported Code = "operation_not_supported"

// CertificateArguments are those of a certificate. A custom one has a certificate and its
// private key, and its names come from there. The others have names.
type CertificateArguments struct {
	Issuer          string   `json:"issuer"`
	Name            string   `json:"name,omitempty"`
	AdditionalNames []string `json:"additional_names,omitempty"`
	// AuthorizationMethod is for Let's Encrypt.
	AuthorizationMethod string `json:"authorization_method,omitempty"`

	// Certificate, Chain and PrivateKey are in PEM format.
	Certificate string `json:"certificate,omitempty"`
	Chain       string `json:"chain,omitempty"`
	PrivateKey  string `json:"private_key,omitempty"`
}

func (c Certificate) identity() string { return c.ID }

// certificates has no listAfter: rows have 6 of 14 fields.
var certificates = object[Certificate]{
	key: "certificate", path: "/certificates/certificate",
	list: list[Certificate]{path: "/organizations/organization/certificates", key: "certificates", paged: true},
}

// List returns all certificates of the client's organization, with what lists have.
//
// GET /organizations/organization/certificates, all pages
func (s Certificates) List(ctx context.Context) ([]Certificate, error) {
	return certificates.all(ctx, s.client)
}

// ListOf returns the certificates of one issuer, with what lists have.
//
// GET /organizations/organization/certificates, all pages
func (s Certificates) ListOf(ctx context.Context, issuer string) ([]Certificate, error) {
	all, err := s.List(ctx)
	return slices.DeleteFunc(all, func(c Certificate) bool { return c.Issuer != issuer }), err
}

// Get returns a certificate, or ErrNotFound.
//
// GET /certificates/certificate
func (s Certificates) Get(ctx context.Context, certificateID string) (Certificate, error) {
	return certificates.get(ctx, s.client, certificateID)
}

// GetOf is Get for one issuer. It returns a CertificateIssuerError for a certificate of
// another one.
//
// GET /certificates/certificate
func (s Certificates) GetOf(ctx context.Context, issuer, certificateID string) (Certificate, error) {
	found, err := s.Get(ctx, certificateID)
	if err == nil && found.Issuer != issuer {
		return Certificate{}, &CertificateIssuerError{found, issuer}
	}
	return found, err
}

// FindByName returns the only certificate of an issuer with a name, with what lists have,
// or ErrNotFound. See SameHostName.
//
// GET /organizations/organization/certificates, all pages
func (s Certificates) FindByName(ctx context.Context, issuer, name string) (Certificate, error) {
	all, err := s.ListOf(ctx, issuer)
	if err != nil {
		return Certificate{}, err
	}
	named := slices.DeleteFunc(all, func(c Certificate) bool { return !SameHostName(c.Name, name) })
	switch len(named) {
	case 0:
		return Certificate{}, fmt.Errorf("none of the organization's certificates by the issuer %s has the name %q: %w", issuer, rest.Quote(name), ErrNotFound)
	case 1:
		return named[0], nil
	}
	var ids []string
	for _, c := range named {
		ids = append(ids, c.ID)
	}
	return Certificate{}, fmt.Errorf("%d certificates by the issuer %s have the name %q: %s; choose one of them by its ID",
		len(named), issuer, rest.Quote(name), strings.Join(rest.Quotes(ids), ", "))
}

// Create creates a certificate in the client's organization, and returns it with the task
// that issues it: see WaitIssued. A custom certificate has no task. If the response is lost,
// it searches for a certificate with the same arguments by its time of creation. It returns
// ValidationFailed, a TooOldError, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/certificates
func (s Certificates) Create(ctx context.Context, a CertificateArguments) (Certificate, Task, error) {
	a = a.canonical()
	organization := s.client.organization.lookup("organization")
	created, task, err := certificates.create(ctx, s.client, creation[Certificate]{
		path:        certificates.list.path,
		arguments:   arguments{lookups: []lookup{organization}, properties: a},
		secrets:     a.secrets(),
		conflictKey: "certificate " + a.Issuer + " " + a.Name,
		recovery: recovery[Certificate]{find: func(ctx context.Context, began time.Time) ([]Certificate, error) {
			return s.createdSince(ctx, began, a, organization)
		}},
	})
	return created, task, tooOld(err, "create certificates")
}

// createdSince searches for certificates with the arguments. It reads those whose rows may
// be one.
func (s Certificates) createdSince(ctx context.Context, began time.Time, a CertificateArguments, organization lookup) ([]Certificate, error) {
	rows, since, err := certificates.list.since(ctx, s.client, began, organization)
	if err != nil {
		return nil, err
	}
	candidate := func(row Certificate) bool {
		return row.Issuer == a.Issuer && (a.Name == "" || SameHostName(row.Name, a.Name))
	}
	read := func(ctx context.Context, row Certificate) (Certificate, error) {
		return s.Get(rest.WithMaxAge(ctx, 0), row.ID)
	}
	return selected(ctx, rows, candidate, read, func(c Certificate) (bool, error) {
		isRecent := c.CreatedAt >= since.Unix()
		switch {
		case a.Issuer == CustomIssuer && c.Certificate == nil && (isRecent || c.CreatedAt == 0):
			return false, fmt.Errorf("the API does not tell which certificate %s is", c.ID)
		case !a.matches(c):
			return false, nil
		case c.CreatedAt == 0:
			return false, fmt.Errorf("the API does not say when %s was created, which has the same arguments", c.ID)
		}
		return isRecent, nil
	})
}

// canonical writes names as the API does.
func (a CertificateArguments) canonical() CertificateArguments {
	a.Name = canonicalHostName(a.Name)
	a.AdditionalNames = otherNames(a.Name, a.AdditionalNames)
	return a
}

// secrets are the lines of the private key: an error may quote one without its frame.
func (a CertificateArguments) secrets() []string {
	lines := strings.Fields(a.PrivateKey)
	return slices.DeleteFunc(lines, func(line string) bool { return len(line) < shortestSecret || strings.HasPrefix(line, "-----") })
}

// shortestSecret spares the words of the frame and the end of the last line.
const shortestSecret = 16

// matches reports whether a certificate has the arguments.
func (a CertificateArguments) matches(c Certificate) bool {
	if a.Issuer == CustomIssuer {
		return c.Certificate != nil && strings.TrimSpace(*c.Certificate) == strings.TrimSpace(a.Certificate)
	}
	method := ""
	if c.AuthorizationMethod != nil {
		method = *c.AuthorizationMethod
	}
	return method == a.AuthorizationMethod && slices.Equal(otherNames(a.Name, c.AdditionalNames), a.AdditionalNames)
}

// otherNames returns additional names as the API writes them, in order, and without the
// name itself.
func otherNames(name string, additional []string) []string {
	var others []string
	for _, other := range additional {
		if !SameHostName(other, name) {
			others = append(others, canonicalHostName(other))
		}
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// WaitIssued waits until a new certificate is issued, and returns it. The task may be empty,
// and need not be visible to the token. It returns ErrNotFound, or a
// CertificateNotIssuedError, also when the context ends. Katapult itself goes on trying to
// issue a certificate.
//
// GET /certificates/certificate and /tasks/task
func (s Certificates) WaitIssued(ctx context.Context, c Certificate, task Task) (Certificate, error) {
	failure := s.client.tasks.wait(ctx, task, c.describe())
	if HasCode(failure, ScopeNotGranted, PermissionDenied, TaskNotFound) {
		failure = nil // the state of the certificate tells as well
	}
	return s.outcome(ctx, c, failure)
}

// outcome returns a certificate once it is issued. The failure is that of its task, or nil.
func (s Certificates) outcome(ctx context.Context, c Certificate, failure error) (Certificate, error) {
	var failed *TaskError
	if failure != nil && (!errors.As(failure, &failed) || failed.Cause != nil) {
		return c, notIssued(c, failure)
	}
	read := func(ctx context.Context) (Certificate, error) { return s.Get(rest.WithMaxAge(ctx, 0), c.ID) }
	settled := func(c Certificate) bool {
		return failure != nil || c.State == CertificateIssued || c.State == CertificateIssueFailed
	}
	now, err := waitSettled(ctx, s.client, read, settled, func(c Certificate) string {
		return fmt.Sprintf("%s was still %s", c.describe(), rest.Quote(c.State))
	})
	switch {
	case now.ID == "":
		return c, err
	case err == nil && now.State != CertificateIssued:
		err = &CertificateNotIssuedError{now, failure}
	}
	return now, notIssued(now, err)
}

// Problem says why clients may not accept a certificate, now or soon. It is empty for one
// that is fine, or that is being issued.
func (c Certificate) Problem() string {
	if c.State == CertificateIssueFailed {
		reason := "the API does not say why"
		if c.IssueError != nil && *c.IssueError != "" {
			reason = rest.Quote(*c.IssueError)
		}
		if c.ExpiresAt == nil {
			return fmt.Sprintf("%s was not issued: %s. Katapult goes on trying.", c.describe(), reason)
		}
		return fmt.Sprintf("%s was not issued again: %s. The one that there is %s. Katapult goes on trying.", c.describe(), reason, c.expiry())
	}
	if c.ExpiresAt != nil && *c.ExpiresAt <= time.Now().Unix() {
		return fmt.Sprintf("%s %s.", c.describe(), c.expiry())
	}
	return ""
}

// expiry says when a certificate expires, or that it has.
func (c Certificate) expiry() string {
	expires, at := "expires", time.Unix(*c.ExpiresAt, 0).UTC()
	if !at.After(time.Now()) {
		expires = "has expired"
	}
	return expires + " at " + at.Format(time.RFC3339)
}

// describe names a certificate in messages.
func (c Certificate) describe() string {
	return fmt.Sprintf("certificate %s (%s)", rest.Quote(c.Name), rest.Quote(c.ID))
}

// notIssued turns the end of a wait into the error that the certificate is not issued.
func notIssued(c Certificate, err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &CertificateNotIssuedError{c, err}
	}
	return err
}

// Reissue issues a certificate again, with a new private key, and waits for it. If the
// response is lost, it asks again. It returns ErrNotFound, OperationNotSupported for a custom
// certificate, a TooOldError, a CertificateNotIssuedError, or the TaskError of a task that
// has not ended.
//
// POST /certificates/certificate/issue, and GET /certificates/certificate
func (s Certificates) Reissue(ctx context.Context, certificateID string) (Certificate, error) {
	asked := certificates.response(id(certificates.key, certificateID))
	call := rest.Call{Method: http.MethodPost, Path: certificates.path + "/issue", Into: asked, Idempotent: true}
	if err := s.client.send(ctx, call, arguments{lookups: []lookup{id(certificates.key, certificateID)}}); err != nil {
		return Certificate{}, tooOld(err, "issue certificates again")
	}
	return s.outcome(ctx, asked.value, s.client.tasks.wait(ctx, asked.task, asked.value.describe()))
}

// ResetToken gives a certificate another CertificateAPIURL; the one before ends at once. If
// the response is lost, it asks again. It returns ErrNotFound, or a TooOldError.
//
// POST /certificates/certificate/reset_token
func (s Certificates) ResetToken(ctx context.Context, certificateID string) error {
	return tooOld(certificates.act(ctx, s.client, http.MethodPost, "reset_token", certificateID), "reset the tokens of certificates")
}

// Delete deletes a certificate. While rules of load balancers use it, Delete waits for other
// operations of this process that change them. It returns ErrNotFound, a
// CertificateInUseError, or a TooOldError.
//
// DELETE /certificates/certificate
func (s Certificates) Delete(ctx context.Context, certificateID string) error {
	err := tooOld(certificates.delete(ctx, s.client, certificateID), "delete certificates")
	if errors.Is(err, DeletionRestricted) {
		return &CertificateInUseError{err}
	}
	return err
}

// CertificateIssuerError says that a certificate has another issuer than was asked for.
type CertificateIssuerError struct {
	Certificate Certificate
	Wanted      string
}

func (e *CertificateIssuerError) Error() string {
	return fmt.Sprintf("%s has the issuer %s and not %s", e.Certificate.describe(), rest.Quote(e.Certificate.Issuer), e.Wanted)
}

// CertificateNotIssuedError says that a certificate was not issued, or not in time.
type CertificateNotIssuedError struct {
	Certificate Certificate
	// Cause is the failure of the task, or the end of the wait. It may be nil.
	Cause error
}

func (e *CertificateNotIssuedError) Unwrap() error { return e.Cause }

func (e *CertificateNotIssuedError) Error() string {
	text := fmt.Sprintf("%s is %s: ", e.Certificate.describe(), rest.Quote(e.Certificate.State))
	reason := ""
	if e.Certificate.IssueError != nil {
		reason = rest.Quote(*e.Certificate.IssueError)
	}
	switch {
	case reason != "":
		return text + reason
	case e.Cause != nil:
		return text + e.Cause.Error()
	}
	return text + "the API does not say why"
}

// CertificateInUseError says that a certificate was not deleted, because rules of load
// balancers use it.
type CertificateInUseError struct{ Cause error }

func (e *CertificateInUseError) Error() string { return e.Cause.Error() }

func (e *CertificateInUseError) Unwrap() error { return e.Cause }

// TooOldError says that the API lacks an operation, which is newer.
type TooOldError struct {
	// Doing is what the operation does.
	Doing string
	Cause error
}

// certificatesSince is the first version of the API that is known to create certificates.
const certificatesSince = "3.17"

func (e *TooOldError) Error() string {
	return fmt.Sprintf("this API is too old to %s: it takes version %s of Katapult's core API, or later. %s", e.Doing, certificatesSince, e.Cause)
}

func (e *TooOldError) Unwrap() error { return e.Cause }

// tooOld explains the response of an API that does not know an operation.
func tooOld(err error, doing string) error {
	var response *Error
	if errors.As(err, &response) && response.fromAPI && response.Code == RouteNotFound {
		return &TooOldError{doing, err}
	}
	return err
}
