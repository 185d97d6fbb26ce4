package sailpoint

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"terraform-provider-katapult/internal/rest"
)

// Connection is something that uses a governance group.
type Connection struct {
	Object struct {
		// Type is ACCESS_PROFILE, ROLE, SOD_POLICY or SOURCE.
		Type        string `json:"type"`
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"object"`
	// ConnectionType is what the group is to the object, as in
	// AccessRequestReviewer.
	ConnectionType string `json:"connectionType"`
}

func (c Connection) String() string {
	return fmt.Sprintf("%s %q (%s, as %s)",
		rest.Quote(c.Object.Type), rest.Quote(c.Object.Name), rest.Quote(c.Object.ID), rest.Quote(c.ConnectionType))
}

// Connections yields what uses a group, by name. It returns ErrNotFound for the
// group. SailPoint updates the list from time to time, so that it lags.
//
// GET /workgroups/v1/{workgroupId}/connections
func (s GovernanceGroups) Connections(ctx context.Context, groupID string) iter.Seq2[Connection, error] {
	return inGroup(ctx, s, groupID, listing[Connection]{
		path: "connections", query: url.Values{"sorters": {"name"}}, perPage: rowsPerPage,
		key: func(c Connection) string { return c.Object.Type + c.Object.ID + c.ConnectionType },
	})
}

// inGroup yields a list that belongs to a group, at a path below it, or
// ErrNotFound if the group is gone: that the list is not found does not say so
// alone.
func inGroup[T any](ctx context.Context, s GovernanceGroups, groupID string, l listing[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var (
			yielded bool // what was yielded cannot be taken back
			lastErr error
		)
		err := s.retryRespelled(ctx, groupID, func(groupID string) error {
			if yielded {
				return lastErr
			}
			pages := l
			pages.path = s.path(groupID, l.path)
			for row, err := range cachedRows(ctx, s.client, pages) {
				if lastErr = err; err != nil {
					return err
				}
				yielded = true
				if !yield(row, nil) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}

// errStopped ends a list whose reader wants no more of it.
var errStopped = errors.New("enough")
