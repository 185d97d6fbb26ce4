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
}

// growth is the part of the time passed that the next step takes.
const growth = 5

// Poll looks until look says that it is done or fails, or the context ends. It
// returns how long that took.
func Poll(ctx context.Context, pace Pace, look func(context.Context) (done bool, err error)) (time.Duration, error) {
	start := time.Now()
	for pause := pace.First; ; pause = max(pace.Least, time.Since(start)/growth) {
		if err := Sleep(ctx, pause); err != nil {
			return time.Since(start), err
		}
		done, err := look(ctx)
		if done || err != nil {
			return time.Since(start), err
		}
	}
}
