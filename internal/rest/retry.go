package rest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// connectWindow is how long to retry connecting. A wrong address or a firewall is reported
// soon, and a restarting proxy is survived.
const connectWindow = 8 * time.Second

// retrier decides whether to retry a call after a failed attempt.
type retrier struct {
	client    *Client
	call      Call
	start     time.Time
	retries   int
	throttles int
	attempts  int
	last      error
	unknown   error // of the last attempt whose response was lost
}

func newRetrier(c *Client, call Call) *retrier {
	return &retrier{client: c, call: call, start: time.Now()}
}

// nextAttempt counts an attempt and returns its number.
func (t *retrier) nextAttempt() int {
	t.attempts++
	return t.attempts
}

// next returns the pause before a retry, and whether to retry at all.
func (t *retrier) next(ctx context.Context, err error) (pause time.Duration, retry bool) {
	if IsUnknownOutcome(err) {
		t.unknown = err
	}
	pause, retry = t.classify(ctx, err)
	if !retry && IsTemporary(err) {
		t.last = t.withUnknownOutcome(t.last)
	}
	return pause, retry
}

// withUnknownOutcome adds an earlier attempt that may have taken effect to an error that
// does not say so.
func (t *retrier) withUnknownOutcome(err error) error {
	if t.unknown == nil || IsUnknownOutcome(err) {
		return err
	}
	return fmt.Errorf("%w; before that: %w", err, t.unknown)
}

func (t *retrier) classify(ctx context.Context, err error) (pause time.Duration, retry bool) {
	t.last = err
	var (
		unreachable *UnreachableError
		throttled   Throttled
	)
	switch {
	case cancelled(ctx):
		t.last = t.stopped(context.Cause(ctx))
		return 0, false
	case errors.As(err, new(*notSentError)):
		return 0, false
	case errors.As(err, &throttled) && throttled.Throttled():
		// Only the caller's deadline bounds this wait. A limiter that has learned the limit
		// may wait even longer.
		t.throttles++
		return t.client.Backoff(t.throttles), true
	case errors.As(err, &unreachable):
		pause = t.client.Backoff(t.nextRetry())
		return pause, !isInsecure(err) && time.Since(t.start)+pause < connectWindow
	case !t.mayRetry(err):
		return 0, false
	case t.retries >= t.client.MaxRetries:
		if t.attempts > 1 {
			t.last = fmt.Errorf("%w (after %d attempts)", err, t.attempts)
		}
		return 0, false
	}
	return t.client.Backoff(t.nextRetry()), true
}

func (t *retrier) nextRetry() int {
	t.retries++
	return t.retries
}

// mayRetry reports whether a retry cannot have the effect twice.
func (t *retrier) mayRetry(err error) bool {
	var retryable Retryable
	if errors.As(err, &retryable) && retryable.Retryable() {
		return true
	}
	return IsUnknownOutcome(err) && !t.call.NoRetry && (t.call.Idempotent || t.call.Method != http.MethodPost)
}

// stopped returns the error of a call whose context ended, together with the last failure.
func (t *retrier) stopped(cause error) error {
	switch {
	case t.last == nil:
		return notSent(t.call, cause)
	case errors.Is(t.last, cause):
		return t.withUnknownOutcome(t.last)
	}
	return t.withUnknownOutcome(fmt.Errorf("%w; before that (attempt %d): %w", cause, t.attempts, t.last))
}

// defaultBackoff doubles from half a second up to 15 seconds. A random part is subtracted,
// so that requests which failed together do not all return together.
func defaultBackoff(retry int) time.Duration {
	maxPause := min(500*time.Millisecond<<min(retry-1, 5), 15*time.Second)
	return maxPause/2 + rand.N(maxPause/2)
}
