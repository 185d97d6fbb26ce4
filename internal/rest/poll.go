package rest

import (
	"context"
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

// Poll looks until look says that it is done or fails, or the context ends. It
// returns how long that took.
func Poll(ctx context.Context, pace Pace, look func(context.Context) (done bool, err error)) (time.Duration, error) {
	start := time.Now()
	for pause := pace.First; ; pause = pace.step(time.Since(start)) {
		if err := Sleep(ctx, pause); err != nil {
			return time.Since(start), err
		}
		done, err := look(ctx)
		if done || err != nil {
			return time.Since(start), err
		}
	}
}
