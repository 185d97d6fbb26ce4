package sailpoint

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"terraform-provider-katapult/internal/rest"
)

// Connection is a use of a governance group by another object.
type Connection struct {
	Object struct {
		// Type is ACCESS_PROFILE, ROLE, SOD_POLICY or SOURCE.
		Type        string `json:"type"`
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"object"`
	// ConnectionType is the group's role for the object, such as AccessRequestReviewer.
	ConnectionType string `json:"connectionType"`
}

func (c Connection) String() string {
	return fmt.Sprintf("%s %q (%s, as %s)",
		rest.Quote(c.Object.Type), rest.Quote(c.Object.Name), rest.Quote(c.Object.ID), rest.Quote(c.ConnectionType))
}

// Connections yields the objects that use a group, by name. It returns ErrNotFound if the
// group does not exist. The list lags, because SailPoint only updates it from time to time.
//
// GET /workgroups/v1/{workgroupId}/connections
func (s GovernanceGroups) Connections(ctx context.Context, groupID string) iter.Seq2[Connection, error] {
	return inGroup(ctx, s, groupID, listing[Connection]{
		path: "connections", query: url.Values{"sorters": {"name"}}, perPage: rowsPerPage,
		key: func(c Connection) string { return c.Object.Type + c.Object.ID + c.ConnectionType },
	})
}

// inGroup yields a list at a path below a group. It returns ErrNotFound if the group does
// not exist. A 404 for the list alone does not prove that.
func inGroup[T any](ctx context.Context, s GovernanceGroups, groupID string, l listing[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var (
			yielded bool // rows that were yielded cannot be taken back
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

// errStopped ends a list whose caller has stopped reading.
var errStopped = errors.New("enough")
