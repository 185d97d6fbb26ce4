package rest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

func TestNoRetryCallIsNotRetriedAfterALostResponse(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]rest.Call{
		"a POST that is repeatable": {Method: http.MethodPost, Path: "/things", Idempotent: true, NoRetry: true},
		"a PATCH":                   {Method: http.MethodPatch, Path: "/things/1", NoRetry: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{responses: responses(failing(errConnectionCut), status(200, `{}`))}
				if err := newScriptClient(s).Do(t.Context(), call); !rest.IsUnknownOutcome(err) || s.sent != 1 {
					t.Errorf("sent %d times: %v", s.sent, err)
				}
			})
		})
	}
}

// Each interface counts by itself.
func TestIsTemporary(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err       error
		temporary bool
	}{
		"transient":        {&apiError{retryable: true}, true},
		"limited":          {&apiError{throttled: true}, true},
		"said by an error": {temporaryError(true), true},
		"denied by one":    {temporaryError(false), false},
		"lost":             {&rest.UnknownOutcomeError{Cause: errConnectionCut}, true},
		"no connection":    {&rest.UnreachableError{Cause: errRefused}, true},
		"a refusal":        {&apiError{status: http.StatusNotFound}, false},
	} {
		if rest.IsTemporary(test.err) != test.temporary {
			t.Errorf("%s: %v is temporary: %t", name, test.err, !test.temporary)
		}
	}
}

// temporaryError implements rest.Temporary.
type temporaryError bool

func (temporaryError) Error() string     { return "not now" }
func (p temporaryError) Temporary() bool { return bool(p) }

// The pause must not keep growing during a long outage.
func TestPollSeesTheEndOfALongOutageWithinAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		took, err := rest.Poll(t.Context(), rest.Backoff{Min: time.Second, Expected: 3 * time.Hour, NearExpected: time.Second}, func(context.Context) (bool, error) {
			if time.Since(start) < time.Hour {
				return false, temporaryError(true)
			}
			return true, nil
		})
		if err != nil || took > time.Hour+time.Minute {
			t.Errorf("ended after %s: %v", took, err)
		}
	})
}

// The check that the deadline interrupts has seen nothing. The one before it has.
func TestPollReportsTheLastFailureBeforeTheInterruptedCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		checks := 0
		_, err := rest.Poll(ctx, rest.Backoff{Min: time.Second}, func(ctx context.Context) (bool, error) {
			if checks++; checks == 1 {
				return false, temporaryError(true)
			}
			<-ctx.Done()
			return false, context.Cause(ctx)
		})
		if checks != 2 || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "not now") {
			t.Errorf("after %d checks: %v", checks, err)
		}
	})
}
