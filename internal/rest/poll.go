package rest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Backoff says how often to poll: first after Initial, then at intervals that grow with the
// elapsed time. The delay in noticing the end is thus a fixed share of the total.
type Backoff struct {
	Initial time.Duration
	// Min is the shortest interval.
	Min time.Duration
	// Expected is the usual total duration, or 0 if it is unknown. Until about that time no
	// interval exceeds NearExpected.
	Expected, NearExpected time.Duration
}

// step returns the pause before the next check.
func (b Backoff) step(passed time.Duration) time.Duration {
	step := passed / 5
	if b.Expected > 0 {
		step = min(step, max(b.NearExpected, (passed-b.Expected)/3))
	}
	return max(b.Min, step)
}

// Pauses after failed checks. Each check has already been retried.
const (
	minOutagePause = 5 * time.Second
	maxOutagePause = 30 * time.Second
)

// Poll calls check until it reports done or ctx ends, and returns the elapsed time. Polling
// continues after temporary failures, as in IsTemporary. Any other error ends it.
//
// When ctx ends, the error contains its cause and the failure of the last complete check,
// if any.
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

// pollError joins the reason that polling ended with the failure of the last complete
// check.
func pollError(err, lastErr error) error {
	if lastErr == nil {
		return err
	}
	return fmt.Errorf("%w; the last check failed: %w", err, lastErr)
}

// IsTemporary reports whether a read that failed with err may succeed later, although
// nothing is changed. It covers an unreachable API, a lost response, and errors that
// implement Temporary, Retryable, or Throttled.
func IsTemporary(err error) bool {
	var (
		unreachable *UnreachableError
		temporary   Temporary
		retryable   Retryable
		throttled   Throttled
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
