package rest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// connectWindow is how long connections are tried: a firewall or a wrong
// address is reported soon, a restarting proxy is survived.
const connectWindow = 8 * time.Second

// tries decides after each failed attempt of a call whether another follows.
type tries struct {
	client  *Client
	call    Call
	start   time.Time
	retries int
	waits   int
	sent    int
	last    error
	lost    error // of the last attempt whose answer was lost
}

func newTries(c *Client, call Call) *tries {
	return &tries{client: c, call: call, start: time.Now()}
}

// count numbers the attempt that is about to be made.
func (t *tries) count() int {
	t.sent++
	return t.sent
}

// after judges a failed attempt: the pause before the next one, or none.
func (t *tries) after(ctx context.Context, err error) (pause time.Duration, again bool) {
	if IsLost(err) {
		t.lost = err
	}
	pause, again = t.judge(ctx, err)
	if !again && MayPass(err) {
		t.last = t.withLost(t.last)
	}
	return pause, again
}

// withLost is an error that decides nothing, with the attempt before it that may
// have had its effect.
func (t *tries) withLost(err error) error {
	if t.lost == nil || IsLost(err) {
		return err
	}
	return fmt.Errorf("%w; before that: %w", err, t.lost)
}

func (t *tries) judge(ctx context.Context, err error) (pause time.Duration, again bool) {
	t.last = err
	var (
		unreachable *UnreachableError
		later       interface{ Later() bool }
	)
	switch {
	case cancelled(ctx):
		t.last = t.stopped(context.Cause(ctx))
		return 0, false
	case errors.As(err, new(*notSentError)):
		return 0, false
	case errors.As(err, &later) && later.Later():
		// Only the caller's patience bounds this wait. A limiter that has learned
		// of its limit adds to it.
		t.waits++
		return t.client.Backoff(t.waits), true
	case errors.As(err, &unreachable):
		pause = t.client.Backoff(t.retry())
		return pause, !insecure(err) && time.Since(t.start)+pause < connectWindow
	case !t.mayRepeat(err):
		return 0, false
	case t.retries >= t.client.MaxRetries:
		if t.sent > 1 {
			t.last = fmt.Errorf("%w (after %d attempts)", err, t.sent)
		}
		return 0, false
	}
	return t.client.Backoff(t.retry()), true
}

func (t *tries) retry() int {
	t.retries++
	return t.retries
}

// mayRepeat reports whether the failed attempt can be sent again without the
// danger of doing something twice.
func (t *tries) mayRepeat(err error) bool {
	var transient interface{ Transient() bool }
	if errors.As(err, &transient) && transient.Transient() {
		return true
	}
	return IsLost(err) && !t.call.Once && (t.call.Repeatable || t.call.Method != http.MethodPost)
}

// stopped is the error of a call whose context ended, with what was in its way.
func (t *tries) stopped(cause error) error {
	switch {
	case t.last == nil:
		return notSent(t.call, cause)
	case errors.Is(t.last, cause):
		return t.withLost(t.last)
	}
	return t.withLost(fmt.Errorf("%w; before that (attempt %d): %w", cause, t.sent, t.last))
}

// backoff doubles from half a second up to 15 seconds, less a random part, so
// that requests which failed together do not come back together.
func backoff(retry int) time.Duration {
	longest := min(500*time.Millisecond<<min(retry-1, 5), 15*time.Second)
	return longest/2 + rand.N(longest/2)
}
