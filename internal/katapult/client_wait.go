package katapult

import (
	"context"
	"errors"
	"fmt"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// waitSettled returns an object as soon as it is in no transition. doing says what the
// object is doing, with its name and ID.
func waitSettled[T any](ctx context.Context, c *Client, get func(context.Context) (T, error), settled func(T) bool, doing func(T) string) (T, error) {
	object, err := get(ctx)
	if err != nil || settled(object) {
		return object, err
	}
	c.log(ctx, "waiting for the end of a transition", map[string]any{"object": doing(object)})
	defer c.cache.invalidate() // reads in between have seen the old state
	backoff := rest.Backoff{Initial: c.tasks.backoff.Min, Min: c.tasks.backoff.Min}
	waited, err := rest.Poll(ctx, backoff, func(ctx context.Context) (bool, error) {
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

// waitAccepted sends a request until the API no longer refuses it for a reason that
// passes with time. When the context ends, the error has the last refusal.
func waitAccepted(ctx context.Context, c *Client, passes func(error) bool, send func(context.Context) error) error {
	var refusal error
	waited, err := rest.Poll(ctx, rest.Backoff{Min: c.tasks.backoff.Min}, func(ctx context.Context) (done bool, err error) {
		err = send(ctx)
		if err != nil && passes(err) {
			refusal = err
			c.log(ctx, "waiting for the end of a refusal", map[string]any{"error": err.Error()})
			return false, nil
		}
		refusal = nil
		return true, err
	})
	if refusal != nil {
		return fmt.Errorf("%w (after %s; the API still says: %w)", err, waited.Round(100*time.Millisecond), refusal)
	}
	return err
}

// ignore is an error other than the code: the object is in the desired state already.
func ignore(code Code, err error) error {
	if errors.Is(err, code) {
		return nil
	}
	return err
}
