package katapult

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	deletesThing = "DELETE /things/thing"
	changesThing = "PATCH /things/thing"
)

// neededUntil refuses the deletion of x_1 until something else was changed. Changes are
// answered by change.
func neededUntil(released time.Duration, change func(passed time.Duration) (int, string)) *script {
	began := time.Now()
	return &script{respond: func(_ *script, request string) (int, string) {
		switch {
		case request == changesThing || strings.HasPrefix(request, "GET /tasks"):
			return change(time.Since(began))
		case time.Since(began) < released:
			return http.StatusConflict, `{"error":{"code":"deletion_restricted","description":"Restricted","detail":{"errors":["x_2 needs it"]}}}`
		}
		return http.StatusOK, `{"thing":{"id":"x_1"}}`
	}}
}

func TestRestrictedDeletionIsSentAgainWhenThisProcessHasChangedSomething(t *testing.T) {
	t.Parallel()
	accepted := func(time.Duration) (int, string) { return http.StatusOK, `{"thing":{"id":"x_2"}}` }
	for what, test := range map[string]struct {
		// at is when something else is changed, if it is, and released when nothing needs x_1
		// any more.
		at, released time.Duration
		change       func(passed time.Duration) (int, string)
		timeout      time.Duration
		deletions    int
		says         []string
	}{
		"a change ends it":     {10 * time.Second, 10 * time.Second, accepted, time.Hour, 2, nil},
		"nothing is changed":   {0, time.Hour, accepted, time.Hour, 1, []string{"x_2 needs it", "deletion_restricted", "waited 30s for this run to delete what needs it"}},
		"a change ends it not": {10 * time.Second, time.Hour, accepted, time.Hour, 2, []string{"x_2 needs it", "waited 4"}},
		"a change is refused": {10 * time.Second, 10 * time.Second, func(time.Duration) (int, string) {
			return http.StatusUnprocessableEntity, `{"error":{"code":"validation_error","description":"No","detail":{"errors":["No"]}}}`
		}, time.Hour, 1, []string{"waited 30s"}},
		"a task takes longer than that": {10 * time.Second, time.Minute, func(passed time.Duration) (int, string) {
			if passed < 70*time.Second {
				return http.StatusOK, `{"thing":{"id":"x_2"},"task":{"id":"task_1","status":"running"}}`
			}
			return http.StatusOK, `{"thing":{"id":"x_2"},"task":{"id":"task_1","status":"completed"}}`
		}, time.Hour, 3, nil},
		"the timeout is over": {0, time.Hour, accepted, 5 * time.Second, 1, []string{"x_2 needs it", "waited 5s", context.DeadlineExceeded.Error()}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := neededUntil(test.released, test.change)
				c := s.client()
				ctx, stop := context.WithTimeout(t.Context(), test.timeout)
				defer stop()
				var others sync.WaitGroup
				if test.at > 0 {
					others.Go(func() {
						time.Sleep(test.at)
						_, _ = things.update(t.Context(), c, "x_2", arguments{}) // it may be refused
					})
				}
				err := things.delete(ctx, c, "x_1")
				others.Wait()
				if (err == nil) != (test.says == nil) || err != nil && !errors.Is(err, DeletionRestricted) {
					t.Errorf("got %v", err)
				}
				for _, says := range test.says {
					if !strings.Contains(err.Error(), says) {
						t.Errorf("%q is not in %v", says, err)
					}
				}
				if n := s.count(deletesThing); n != test.deletions {
					t.Errorf("sent %d times, want %d: %v", n, test.deletions, s.sent)
				}
			})
		})
	}
}
