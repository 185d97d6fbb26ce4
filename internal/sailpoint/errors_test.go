package sailpoint_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// says answers everything alike but the login, if it is not to be.
type says struct {
	tenant

	status int
	header map[string]string
	body   string
	login  bool
}

func (s says) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == sailpoint.TokenPath && !s.login {
		return s.tenant.RoundTrip(r)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, value := range s.header {
		header.Set(name, value)
	}
	return &http.Response{StatusCode: s.status, Header: header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

// refusal is the error of a read that is answered so.
func (s says) refusal(t *testing.T) *sailpoint.Error {
	t.Helper()
	var refused *sailpoint.Error
	synctest.Test(t, func(t *testing.T) {
		s.tenant = tenant{simulator.New(simulator.Options{})}
		_, err := s.client(func(o *sailpoint.Options) { o.Transport = s }).GovernanceGroups.Get(t.Context(), "g1")
		if !errors.As(err, &refused) {
			t.Fatal(err)
		}
	})
	return refused
}

func TestErrorCanBeNamedToTheSupport(t *testing.T) {
	t.Parallel()
	header := map[string]string{"SLPT-Request-ID": "slpt-7"}
	for name, test := range map[string]struct {
		answer says
		want   string
	}{
		"by its tracking ID":        {says{status: 403, header: header, body: `{"detailCode":"403 Forbidden","trackingId":"track-3"}`}, "tracking ID track-3)"},
		"by the request, of an API": {says{status: 403, header: header, body: `{"detailCode":"403 Forbidden"}`}, "tracking ID slpt-7)"},
		"by the request, of a page": {says{status: 502, header: header, body: `<html>`}, "tracking ID slpt-7)"},
		"by the request, of logins": {says{status: 400, header: header, body: `{"error":"invalid_client"}`, login: true}, "tracking ID slpt-7)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := test.answer.refusal(t); !strings.Contains(err.Error(), test.want) {
				t.Error(err)
			}
		})
	}
}
