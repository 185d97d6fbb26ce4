package rest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Backoff is how often something is looked at until it is done: first after
// First, then in steps that grow with the time that has passed, so that the
// end is noticed after a fixed part of the whole.
type Backoff struct {
	Initial time.Duration
	// Min is the shortest step.
	Min time.Duration
	// Expected is how long it takes as a rule, 0 if nobody knows. Until about that
	// time no step is longer than Fine.
	Expected, NearExpected time.Duration
}

// step is the pause before the next look.
func (b Backoff) step(passed time.Duration) time.Duration {
	step := passed / 5
	if b.Expected > 0 {
		step = min(step, max(b.NearExpected, (passed-b.Expected)/3))
	}
	return max(b.Min, step)
}

// How long a poll pauses after looks that failed. Each of them has been retried
// already.
const (
	minOutagePause = 5 * time.Second
	maxOutagePause = 30 * time.Second
)

// Poll looks until look says that it is done or the context ends, and returns
// how long that took. A look that fails in a way that may pass has seen nothing,
// so polling goes on; any other failure ends it. See IsTemporary.
//
// When the context ends, the error is its cause and the failure of the last look,
// if that failed.
func Poll(ctx context.Context, backoff Backoff, check func(context.Context) (done bool, err error)) (time.Duration, error) {
	var (
		start   = time.Now()
		lastErr error
		outage  time.Duration
	)
	for pause := backoff.Initial; ; pause = max(outage, backoff.step(time.Since(start))) {
		if err := Sleep(ctx, pause); err != nil {
			return time.Since(start), pollError(err, lastErr)
		}
		done, err := check(ctx)
		switch {
		case err != nil && cancelled(ctx):
			return time.Since(start), pollError(err, lastErr)
		case err != nil && !IsTemporary(err):
			return time.Since(start), err
		case err != nil:
			lastErr, outage = err, min(max(2*outage, minOutagePause), maxOutagePause)
		case done:
			return time.Since(start), nil
		default:
			lastErr, outage = nil, 0
		}
	}
}

// pollError is why polling ended, with the failure of the last complete look.
func pollError(err, lastErr error) error {
	if lastErr == nil {
		return err
	}
	return fmt.Errorf("%w; the last look at it failed: %w", err, lastErr)
}

// IsTemporary reports whether a read that failed with err may succeed later, though
// nothing is changed: the API could not be reached, did not answer, or could not
// answer for now. An error of a client may say so by a method Temporary() bool,
// besides those that DecodeError names.
func IsTemporary(err error) bool {
	var (
		unreachable *UnreachableError
		temporary   interface{ Temporary() bool }
		retryable   interface{ Retryable() bool }
		throttled   interface{ Throttled() bool }
	)
	switch {
	case errors.As(err, &unreachable):
		return !isInsecure(err)
	case IsUnknownOutcome(err):
		return true
	}
	return errors.As(err, &temporary) && temporary.Temporary() ||
		errors.As(err, &retryable) && retryable.Retryable() ||
		errors.As(err, &throttled) && throttled.Throttled()
}
