package katapult

import (
	"context"
	"fmt"

	"terraform-provider-katapult/internal/rest"
)

// retryAfterCheck sends a request that names one side of a relation, such as a disk
// without its machine. A blind retry after a lost response could hit the next
// owner. So each retry follows a check: done says that nothing is left to do.
//
// The check goes on for a moment when the caller has given up. what names the
// thing that it reads.
func (c *Client) retryAfterCheck(ctx context.Context, what string, send func(context.Context) error, check func(context.Context) (done bool, err error)) error {
	for attempt := 1; ; attempt++ {
		err := send(ctx)
		if !IsUnknownOutcome(err) {
			return err
		}
		stopped := rest.Sleep(ctx, c.rest.Backoff(attempt))
		done, checkErr := withGrace(ctx, check)
		switch {
		case checkErr != nil:
			return fmt.Errorf("%w; %s cannot be read: %w", err, what, checkErr)
		case done:
			return nil
		case stopped != nil:
			return fmt.Errorf("%w; before that: %w", stopped, err)
		case attempt > c.rest.MaxRetries && attempt > 1:
			return fmt.Errorf("%w (after %d attempts)", err, attempt)
		case attempt > c.rest.MaxRetries:
			return err
		}
	}
}

// withGrace calls a function with a context that ends a moment after the caller's.
func withGrace[T any](ctx context.Context, do func(context.Context) (T, error)) (T, error) {
	ctx, end := rest.WithGrace(ctx)
	defer end()
	return do(ctx)
}
