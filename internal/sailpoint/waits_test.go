package sailpoint_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// Every wait ends at once. The error says what the call was waiting for, and why the wait
// ended.
func TestEndOfContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	remove := func(ctx context.Context, c *sailpoint.Client, id string) error {
		return c.GovernanceGroups.Delete(ctx, id)
	}
	tests := map[string]struct {
		prepare func(s tenant, id string)
		wait    func(ctx context.Context, c *sailpoint.Client, id string) error
		want    []string
	}{
		"for a group that is in use": {
			func(s tenant, id string) {
				s.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
			},
			remove,
			[]string{"the governance group is in use. Deleting it was retried for 10s", "SailPoint says: "},
		},
		"for a response about a group": {
			func(s tenant, _ string) { s.Inject(simulator.Fault{Operation: deletes, Latency: time.Hour}) },
			remove,
			[]string{"waiting for SailPoint's response about governance group "},
		},
		"for the rate limit": {
			func(s tenant, _ string) {
				s.Inject(simulator.Fault{Operation: lists, Status: 429, RetryAfter: 3600, Times: -1})
			},
			func(ctx context.Context, c *sailpoint.Client, _ string) error { return getAll(ctx, c) },
			[]string{"waiting for SailPoint's rate limit", "answered 429"},
		},
		"for a retry": {
			func(s tenant, _ string) { s.Inject(simulator.Fault{Operation: lists, Status: 500, Times: -1}) },
			func(ctx context.Context, c *sailpoint.Client, _ string) error { return getAll(ctx, c) },
			[]string{"answered 500"},
		},
		"for a login": {
			func(s tenant, _ string) { s.Inject(simulator.Fault{Operation: logins, Latency: time.Hour}) },
			func(ctx context.Context, c *sailpoint.Client, _ string) error { return getAll(ctx, c) },
			nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{}, func(o *sailpoint.Options) { o.MaxRetries = 100 })
				id := s.AddGroup("x", owner)
				test.prepare(s, id)
				ctx, cancel := context.WithCancelCause(t.Context())
				reason := errors.New("somebody pressed Ctrl-C")
				stop := time.AfterFunc(10*time.Second, func() { cancel(reason) })
				defer stop.Stop()
				start := time.Now()
				err := test.wait(ctx, c, id)
				if took := time.Since(start); !errors.Is(err, reason) || took != 10*time.Second {
					t.Errorf("after %s: %v", took, err)
				}
				time.Sleep(sailpoint.DefaultRequestTimeout) // other calls may wait for the same login
				for _, part := range append(test.want, reason.Error()) {
					if err != nil && !strings.Contains(err.Error(), part) {
						t.Errorf("%q is not in %q", part, err)
					}
				}
			})
		})
	}
}
