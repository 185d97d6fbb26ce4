package katapult

import (
	"context"
	"fmt"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// waitSettled gets an object as soon as it is in no transition, which something
// other than the caller has begun. describe names the object and its state.
func waitSettled[T any](ctx context.Context, c *Client, get func(context.Context) (T, error), settled func(T) bool, doing func(T) string) (T, error) {
	object, err := get(ctx)
	if err != nil || settled(object) {
		return object, err
	}
	c.log(ctx, "waiting for the end of a transition", map[string]any{"object": doing(object)})
	defer c.cache.invalidate() // a read in between has seen what is over now
	pace := rest.Backoff{Initial: c.tasks.backoff.Min, Min: c.tasks.backoff.Min}
	waited, err := rest.Poll(ctx, pace, func(ctx context.Context) (bool, error) {
		now, err := get(ctx)
		if err == nil {
			object = now
		}
		return settled(object), err
	})
	if err != nil {
		err = fmt.Errorf("%s after %s of waiting for that to end: %w", doing(object), waited.Round(100*time.Millisecond), err)
	}
	return object, err
}
