package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// creation is a POST that creates one object, and the search for that object if
// its response is lost.
type creation[T identifiable] struct {
	path string
	arguments
	// secrets are texts of the arguments that no error may quote.
	secrets []string
	// conflictKey is equal for creations whose objects cannot be told apart.
	conflictKey string
	recovery    recovery[T]
}

// create creates an object and returns it with its task, which is empty where the
// API starts none. It does not wait for the task: the caller has to keep the ID
// first. It returns the refusal, or a rest.UnresolvedCreateError.
func (o object[T]) create(ctx context.Context, c *Client, how creation[T]) (T, Task, error) {
	// The arguments must not change while a lost response is searched for.
	body, err := json.Marshal(how.body())
	if err != nil {
		var none T
		return none, Task{}, fmt.Errorf("encode POST %s: %w", how.path, err)
	}
	var task Task
	created, err := rest.Create(ctx, c.rest, rest.CreateOp[T]{
		Description: "the " + o.kind(),
		ConflictKey: how.conflictKey,
		Before:      how.recovery.before,
		Send: func(ctx context.Context) (T, error) {
			into := objectIn[T](o.key)
			err := c.do(ctx, rest.Call{
				Method: http.MethodPost, Path: how.path, Body: json.RawMessage(body), Into: into, Creates: true, Secrets: how.secrets,
			}, how.lookups)
			task = into.task
			return into.value, err
		},
		Find:  how.recovery.find,
		Pause: how.recovery.pause,
		ID:    T.identity, Identity: how.recovery.identity,
	})
	return created, task, err
}

// recovery finds the object of a creation whose response was lost.
type recovery[T identifiable] struct {
	// before runs right before the request is sent, if it is set.
	before func(context.Context) error
	// find returns the objects that may be the one that was asked for.
	find func(ctx context.Context, began time.Time) ([]T, error)
	// pause is how long the API may take to create such an object. Zero is a few
	// seconds.
	pause time.Duration
	// identity tells objects apart whose IDs return. The ID does, if it is nil.
	identity func(T) string
}

// createdSince finds objects by their time of creation, where rows of the list
// have it in Unix seconds. A row that matches and has none is an error.
func createdSince[T identifiable](c *Client, l list[T], createdAt func(T) int64, matches func(T) bool, lookups ...lookup) recovery[T] {
	itself := func(_ context.Context, row T) (T, error) { return row, nil }
	return searchSince(c, l, itself, createdAt, matches, lookups...)
}

// readCreatedSince is createdSince where rows of the list lack the time. It reads
// each object whose row matches.
func readCreatedSince[T identifiable](
	c *Client, l list[T], get func(ctx context.Context, id string) (T, error),
	createdAt func(T) int64, matches func(T) bool, lookups ...lookup,
) recovery[T] {
	read := func(ctx context.Context, row T) (T, error) { return get(rest.WithMaxAge(ctx, 0), row.identity()) }
	return searchSince(c, l, read, createdAt, matches, lookups...)
}

// searchSince returns the objects of rows that match, as far as they were created since.
func searchSince[T identifiable](
	c *Client, l list[T], complete func(ctx context.Context, row T) (T, error),
	createdAt func(T) int64, matches func(T) bool, lookups ...lookup,
) recovery[T] {
	return recovery[T]{find: func(ctx context.Context, began time.Time) ([]T, error) {
		rows, since, err := l.since(ctx, c, began, lookups...)
		if err != nil {
			return nil, err
		}
		return selected(ctx, rows, matches, complete, func(object T) (bool, error) {
			at := createdAt(object)
			if at == 0 {
				return false, fmt.Errorf("the API does not say when %s was created, which has the same arguments", object.identity())
			}
			return at >= since.Unix(), nil
		})
	}}
}

// notThereBefore finds objects by comparing the list with that from right before
// the request. It reads each new object, so that matches gets it complete. If rows
// are complete, get is nil.
func notThereBefore[T identifiable](
	c *Client, l list[T], get func(ctx context.Context, id string) (T, error), matches func(T) (bool, error), lookups ...lookup,
) recovery[T] {
	rows := func(ctx context.Context) ([]T, error) { return rest.Collect(l.each(ctx, c, lookups...)) }
	return newSince(rows, func() map[string]int { return nil }, get, matches)
}

// newSince is notThereBefore for objects whose IDs return. list returns all that there is.
// ended counts how often this process has ended what an ID names: an object whose ID was
// ended since is new.
func newSince[T identifiable](
	list func(context.Context) ([]T, error), ended func() map[string]int,
	get func(ctx context.Context, id string) (T, error), matches func(T) (bool, error),
) recovery[T] {
	complete := func(_ context.Context, row T) (T, error) { return row, nil }
	if get != nil {
		complete = func(ctx context.Context, row T) (T, error) { return get(ctx, row.identity()) }
	}
	existed := map[string]bool{}
	var endedBefore map[string]int
	isNew := func(row T) bool {
		return !existed[row.identity()] || ended()[row.identity()] > endedBefore[row.identity()]
	}
	return recovery[T]{
		identity: func(object T) string { return fmt.Sprintf("%s %d", object.identity(), ended()[object.identity()]) },
		before: func(ctx context.Context) error {
			clear(existed)
			endedBefore = ended() // what ends while the list is read may still be in it
			rows, err := list(ctx)
			for _, row := range rows {
				existed[row.identity()] = true
			}
			return err
		},
		find: func(ctx context.Context, _ time.Time) ([]T, error) {
			rows, err := list(ctx)
			if err != nil {
				return nil, err
			}
			return selected(ctx, rows, isNew, complete, matches)
		},
	}
}

// selected completes the rows that are candidates and returns the objects to keep. It
// leaves out objects that were deleted since they were listed.
func selected[T any](
	ctx context.Context, rows []T, candidate func(T) bool, complete func(ctx context.Context, row T) (T, error), keep func(T) (bool, error),
) ([]T, error) {
	var found []T
	for _, row := range rows {
		if !candidate(row) {
			continue
		}
		object, err := complete(ctx, row)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		kept := false
		if err == nil {
			kept, err = keep(object)
		}
		if err != nil {
			return nil, err
		}
		if kept {
			found = append(found, object)
		}
	}
	return found, nil
}

// since returns all rows, and a time on this machine's clock in that of the API.
func (l list[T]) since(ctx context.Context, c *Client, began time.Time, lookups ...lookup) ([]T, time.Time, error) {
	ctx = rest.WithMaxAge(ctx, 0) // the time is that of a new response
	var (
		rows   []T
		err    error
		header http.Header
	)
	if l.paged {
		rows, err = rest.Collect(pages[T](ctx, c, l.path, l.key, &header, lookups...))
	} else {
		into := listIn[T](l.key)
		call := rest.Call{Method: http.MethodGet, Path: l.path, Query: queryOf(lookups), Into: into, Header: &header}
		err = c.do(ctx, call, lookups)
		rows = into.value
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	since, err := rest.Since(began, header)
	return rows, since, err
}
