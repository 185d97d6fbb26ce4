package katapult

import (
	"context"
	"errors"
	"fmt"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// anyChange names, for releases, whatever this process changes.
const anyChange = "anything"

// deleteUnlessNeeded sends a deletion. The API may refuse it because something else needs
// the object, and Terraform may delete or change that only later in the same run. So this
// sends the deletion again after whatever this process has changed meanwhile. It returns the
// refusal when nothing was changed for 30 seconds, or the context's error. The caller holds
// no lock.
func (c *Client) deleteUnlessNeeded(ctx context.Context, send func(context.Context) error) error {
	for began := time.Now(); ; {
		watch := c.releases.watch(anyChange)
		err := send(ctx)
		if !errors.Is(err, DeletionRestricted) {
			return err
		}
		c.log(ctx, "waiting for what needs the object to be deleted", map[string]any{"error": err.Error()})
		changed, waitErr := watch.Wait(ctx)
		if waitErr == nil && changed {
			waitErr = rest.Sleep(ctx, max(c.tasks.backoff.Min, time.Since(began)/5)) // more may change
		}
		waited := time.Since(began).Round(100 * time.Millisecond)
		switch {
		case waitErr != nil:
			return fmt.Errorf("%w; waited %s for this run to delete what needs it: %w", err, waited, waitErr)
		case !changed:
			return fmt.Errorf("%w; waited %s for this run to delete what needs it", err, waited)
		}
	}
}
