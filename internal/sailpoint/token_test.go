package sailpoint_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{TokenLife: 12 * time.Minute})
		id := s.AddGroup("x", owner)
		for range 30 {
			if _, err := c.GovernanceGroups.Get(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		for _, r := range s.Requests() {
			if r.Status == http.StatusUnauthorized {
				t.Error("a token was used beyond its end")
			}
		}
		if n := s.count(logins); n != 3 {
			t.Errorf("%d logins in half an hour", n)
		}
	})
}

func TestRejectedTokenIsRenewedOnceForAllCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
		ids := s.add(20)
		if _, err := c.GovernanceGroups.Get(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
		s.RevokeTokens()
		errs := concurrently(ids, func(string) error {
			_, err := c.GovernanceGroups.Create(t.Context(), sailpoint.GovernanceGroupArguments{Name: "x", OwnerID: owner})
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n := s.count(logins); n != 2 {
			t.Errorf("%d logins", n)
		}
	})
}

// A late rejection concerns a token that has already been replaced.
func TestLateRejectionDoesNotInvalidateTheNewToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
		if err := getAll(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		s.Inject(simulator.Fault{Operation: lists, Status: 401, Latency: 5 * time.Second})
		s.Inject(simulator.Fault{Operation: lists, Status: 401})
		errs := concurrently([]string{"first", "second"}, func(which string) error {
			if which == "second" {
				time.Sleep(time.Second)
			}
			return getAll(t.Context(), c)
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		if n := s.count(logins); n != 2 {
			t.Errorf("%d logins", n)
		}
	})
}

func TestRejectedFreshTokenIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: reads, Status: 401, Times: -1})
		_, err := c.GovernanceGroups.Get(t.Context(), s.AddGroup("x", owner))
		if err == nil || s.count(reads) != 2 || s.count(logins) != 2 {
			t.Errorf("%d reads, %d logins, %v", s.count(reads), s.count(logins), err)
		}
	})
}

func TestLogin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault  simulator.Fault
		change func(*sailpoint.Options)
		logins int
		want   []string
	}{
		"with a wrong secret": {
			change: func(o *sailpoint.Options) { o.ClientSecret = "wr0ng" }, logins: 1,
			want: []string{"Bad client credentials", "POST /oauth/token answered 401", "invalid_client"},
		},
		"that fails twice":   {fault: simulator.Fault{Status: 503, Times: 2}, logins: 3},
		"that fails on":      {fault: simulator.Fault{Status: 503, Times: -1}, logins: 5, want: []string{"POST /oauth/token answered 503"}},
		"that is cut":        {fault: simulator.Fault{DropAfter: true}, logins: 2},
		"that is limited":    {fault: simulator.Fault{Status: 429, Times: 2}, logins: 3},
		"without a token":    {fault: simulator.Fault{Status: 200, Body: `{}`}, logins: 1, want: []string{"is not a token", "access_token"}},
		"that is redirected": {fault: simulator.Fault{Status: 302, Body: "elsewhere"}, logins: 1, want: []string{"answered 302"}},
		"that is a web page": {fault: simulator.Fault{Status: 404, Body: "<p>Not here", ContentType: "text/html"}, logins: 1, want: []string{"does not come from SailPoint's API", "<p>Not here"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{}, func(o *sailpoint.Options) {
					if test.change != nil {
						test.change(o)
					}
				})
				if test.change == nil {
					s.Inject(test.fault.On(logins))
				}
				_, err := c.GovernanceGroups.Get(t.Context(), s.AddGroup("x", owner))
				if (err == nil) != (test.want == nil) || s.count(logins) != test.logins {
					t.Errorf("%d logins: %v", s.count(logins), err)
				}
				for _, part := range test.want {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("%q is not in %q", part, err)
					}
				}
			})
		})
	}
}

// An error response of the login may contain the request.
func TestSecretInALoginErrorIsRedacted(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an error": `{"error":"invalid_client","error_description":"client_secret=` + simulator.DefaultClientSecret + ` is wrong"}`,
		"a page":   `<p>client_secret=` + simulator.DefaultClientSecret,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				s.Inject(simulator.Fault{Operation: logins, Status: 400, Body: body})
				err := getAll(t.Context(), c)
				if err == nil || strings.Contains(err.Error(), simulator.DefaultClientSecret) || !strings.Contains(err.Error(), "client_secret=[REDACTED]") {
					t.Error(err)
				}
			})
		})
	}
}

func TestOneCancelledCallerDoesNotEndTheLoginOfOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{Latency: time.Second})
		s.AddGroup("x", owner)
		stopped, stop := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		callers.Go(func() {
			if err := getAll(stopped, c); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		synctest.Wait()
		callers.Go(func() {
			if err := getAll(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		stop()
		callers.Wait()
		if n := s.count(logins); n != 1 {
			t.Errorf("%d logins", n)
		}
	})
}

func getAll(ctx context.Context, c *sailpoint.Client) error {
	for _, err := range c.GovernanceGroups.List(ctx, sailpoint.GovernanceGroupFilter{}) {
		if err != nil {
			return err
		}
	}
	return nil
}
