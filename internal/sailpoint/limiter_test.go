package sailpoint_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestRequestsStayWithinTheDocumentedRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{RateLimit: 100})
		start := time.Now()
		errs := concurrently(make([]string, 250), func(string) error {
			_, err := c.GovernanceGroups.Create(t.Context(), sailpoint.GovernanceGroupArguments{Name: "x", OwnerID: owner})
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		for _, r := range s.Requests() {
			if r.Status == http.StatusTooManyRequests {
				t.Error("a request was refused for its rate")
			}
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("250 requests took %s", took)
		}
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	for want, waits := range map[int]time.Duration{7: 7 * time.Second, 9_000_000_000: 10 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s, c := newTenant(simulator.Options{})
			s.Inject(simulator.Fault{Operation: reads, Status: 429, RetryAfter: want})
			id := s.AddGroup("x", owner)
			start := time.Now()
			if _, err := c.GovernanceGroups.Get(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took < waits || took > waits+time.Second {
				t.Errorf("Retry-After was %d seconds, the request was sent after %s", want, took)
			}
		})
	}
}

func TestTwoProgramsOnOneClientIDFinishBoth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{RateLimit: 100})
		clients := []*sailpoint.Client{c, s.client()}
		errs := concurrently(make([]string, 300), func(string) error {
			for _, c := range clients {
				if _, err := c.GovernanceGroups.Create(t.Context(), sailpoint.GovernanceGroupArguments{Name: "x", OwnerID: owner}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	})
}
