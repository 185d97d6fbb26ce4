package sailpoint_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	owner   = "2c9180a46faadee4016fb4e018c20639"
	michael = "2c7180a46faadee4016fb4e018c20642"

	deletes = "POST /workgroups/bulk-delete"
	lists   = "GET /workgroups"
	reads   = "GET /workgroups/{id}"
	logins  = "POST /oauth/token"
)

// tenant is a simulator without a network, so that it works with a test's fake clock.
type tenant struct {
	*simulator.Simulator
}

func (s tenant) RoundTrip(r *http.Request) (response *http.Response, err error) {
	recorder := httptest.NewRecorder()
	defer func() {
		if problem := recover(); problem != nil { // the simulator cuts the connection
			response, err = nil, io.ErrUnexpectedEOF
		}
	}()
	s.ServeHTTP(recorder, r)
	result := recorder.Result()
	if length := result.ContentLength; length > int64(recorder.Body.Len()) {
		result.Body = io.NopCloser(io.MultiReader(recorder.Body, cut{}))
	}
	return result, nil
}

// cut is the end of a body whose connection was cut.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// newTenant returns a tenant and a client for it.
func newTenant(options simulator.Options, change ...func(*sailpoint.Options)) (tenant, *sailpoint.Client) {
	t := tenant{simulator.New(options)}
	return t, t.client(change...)
}

func (s tenant) client(change ...func(*sailpoint.Options)) *sailpoint.Client {
	options := sailpoint.Options{
		BaseURL: "https://acme.api.example", ClientID: simulator.DefaultClientID, ClientSecret: simulator.DefaultClientSecret,
		Transport: s, MaxRetries: 4,
	}
	for _, c := range change {
		c(&options)
	}
	return sailpoint.New(options)
}

// withoutRateLimit leaves the rate limit to the tenant.
func withoutRateLimit(o *sailpoint.Options) { o.Rate = 1_000_000 }

func (s tenant) count(operation string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}

func (s tenant) add(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = s.AddGroup(fmt.Sprintf("team-%d", i), owner)
	}
	return ids
}

// concurrently calls a function for each ID at the same time, and returns the errors in the
// order of the IDs.
func concurrently(ids []string, call func(id string) error) []error {
	all := make([]error, len(ids))
	var calls sync.WaitGroup
	for i, id := range ids {
		calls.Go(func() { all[i] = call(id) })
	}
	calls.Wait()
	return all
}

func TestSecretsAreInNoLogAndNoError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, c := newTenant(simulator.Options{}, func(o *sailpoint.Options) {
			o.Log = func(_ context.Context, message string, fields map[string]any) { fmt.Fprintln(&log, message, fields) }
		})
		id := s.AddGroup("x", owner)
		_, err := c.GovernanceGroups.Get(t.Context(), id)
		s.Inject(simulator.Fault{Operation: logins, DropAfter: true, Times: -1})
		s.RevokeTokens()
		_, lost := c.GovernanceGroups.Get(t.Context(), id)
		if err != nil || lost == nil {
			t.Fatal(err, lost)
		}
		text := log.String() + lost.Error()
		if !strings.Contains(text, "/workgroups/v1/"+id) {
			t.Error("nothing is logged")
		}
		for _, secret := range []string{simulator.DefaultClientSecret, "Bearer", "eyJ"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in %q", secret, text)
			}
		}
	})
}

func TestMeaninglessResponsesAreErrors(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: reads, Status: 404, Body: `{"message":"no Route matched with those values"}`})
		_, err := c.GovernanceGroups.Get(t.Context(), s.AddGroup("x", owner))
		if err == nil || errors.Is(err, rest.ErrNotFound) {
			t.Error(err)
		}
	})
}

// shortPages returns at most 50 rows, whatever the limit in the request.
type shortPages struct{ tenant }

func (s shortPages) RoundTrip(r *http.Request) (*http.Response, error) {
	if query := r.URL.Query(); query.Has("limit") {
		r = r.Clone(r.Context())
		query.Set("limit", "50")
		r.URL.RawQuery = query.Encode()
	}
	return s.tenant.RoundTrip(r)
}
