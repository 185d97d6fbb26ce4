package katapult

import (
	"context"
	"fmt"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// settle gets an object as soon as it is in no transition, which something
// other than the caller has begun. describe names the object and its state.
func settle[T any](ctx context.Context, c *Client, get func(context.Context) (T, error), settled func(T) bool, describe func(T) string) (T, error) {
	object, err := get(ctx)
	if err != nil || settled(object) {
		return object, err
	}
	c.log(ctx, "waiting for the end of a transition", map[string]any{"object": describe(object)})
	defer c.snapshots.forget() // a read in between has seen what is over now
	pace := rest.Pace{First: c.tasks.pace.Least, Least: c.tasks.pace.Least}
	waited, err := rest.Poll(ctx, pace, func(ctx context.Context) (bool, error) {
		now, err := get(ctx)
		if err == nil {
			object = now
		}
		return settled(object), err
	})
	if err != nil {
		err = fmt.Errorf("%s after %s of waiting for that to end: %w", describe(object), waited.Round(100*time.Millisecond), err)
	}
	return object, err
}
