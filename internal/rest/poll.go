package rest

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Pace is how often something is looked at until it is done: first after
// First, then in steps that grow with the time that has passed, so that the
// end is noticed after a fixed part of the whole.
type Pace struct {
	First time.Duration
	// Least is the shortest step.
	Least time.Duration
	// Usual is how long it takes as a rule, 0 if nobody knows. Until about that
	// time no step is longer than Fine.
	Usual, Fine time.Duration
}

// step is the pause before the next look.
func (p Pace) step(passed time.Duration) time.Duration {
	step := passed / 5
	if p.Usual > 0 {
		step = min(step, max(p.Fine, (passed-p.Usual)/3))
	}
	return max(p.Least, step)
}

// How long a poll pauses after looks that failed. Each of them has been retried
// already.
const (
	shortestOutage = 5 * time.Second
	longestOutage  = 30 * time.Second
)

// Poll looks until look says that it is done or the context ends, and returns
// how long that took. A look that fails in a way that may pass has seen nothing,
// so polling goes on; any other failure ends it. See MayPass.
//
// When the context ends, the error is its cause and the failure of the last look,
// if that failed.
func Poll(ctx context.Context, pace Pace, look func(context.Context) (done bool, err error)) (time.Duration, error) {
	var (
		start  = time.Now()
		failed error
		outage time.Duration
	)
	for pause := pace.First; ; pause = max(outage, pace.step(time.Since(start))) {
		if err := Sleep(ctx, pause); err != nil {
			return time.Since(start), unseen(err, failed)
		}
		done, err := look(ctx)
		switch {
		case err != nil && cancelled(ctx):
			return time.Since(start), unseen(err, failed)
		case err != nil && !MayPass(err):
			return time.Since(start), err
		case err != nil:
			failed, outage = err, min(max(2*outage, shortestOutage), longestOutage)
		case done:
			return time.Since(start), nil
		default:
			failed, outage = nil, 0
		}
	}
}

// unseen is why polling ended, with the failure of the last complete look.
func unseen(err, failed error) error {
	if failed == nil {
		return err
	}
	return fmt.Errorf("%w; the last look at it failed: %w", err, failed)
}

// MayPass reports whether a read that failed with err may succeed later, though
// nothing is changed: the API could not be reached, did not answer, or could not
// answer for now. An error of a client may say so by a method MayPass() bool,
// besides those that DecodeError names.
func MayPass(err error) bool {
	var (
		unreachable *UnreachableError
		passing     interface{ MayPass() bool }
		transient   interface{ Transient() bool }
		later       interface{ Later() bool }
	)
	switch {
	case errors.As(err, &unreachable):
		return !insecure(err)
	case IsLost(err):
		return true
	}
	return errors.As(err, &passing) && passing.MayPass() ||
		errors.As(err, &transient) && transient.Transient() ||
		errors.As(err, &later) && later.Later()
}
