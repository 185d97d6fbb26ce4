package katapult

import (
	"context"
	"fmt"
	"slices"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// A listBacked kind of object has complete rows in its list. Refreshes of many
// objects take them from there.
type listBacked[T identifiable] struct {
	name string
	// threshold is how many single reads are sent before the list is requested.
	threshold int
	// list returns the rows of a parent, or of the organization if that is empty.
	list func(ctx context.Context, c *Client, parent string) ([]T, error)
}

// cacheKey is the key of a parent's list in the cache.
func (k listBacked[T]) cacheKey(parent string) string { return k.name + " of " + parent }

// get returns one object. Under a maximum age it comes from the list, once enough
// objects have been read singly. An object that the list lacks is read singly
// too: its absence from a list never means that it was deleted.
func (k listBacked[T]) get(ctx context.Context, c *Client, parent, id string, single func(context.Context) (T, error)) (T, error) {
	if rest.MaxAge(ctx) == 0 || c.cache.belowThreshold(k.cacheKey(parent), k.threshold) {
		return single(ctx)
	}
	rows, err := k.load(ctx, c, parent)
	if err != nil {
		c.cache.backOff(k.cacheKey(parent))
		return single(ctx) // a token may be allowed to read an object, but not to list its kind
	}
	if at, ok := rows.byID[id]; ok {
		return rows.inOrder[at], nil
	}
	return single(ctx)
}

// only returns one object of a kind that no endpoint returns by itself, or ErrNotFound.
// Two lists have to lack the object: the first may be older than the object, and rows move
// between pages while others are deleted.
func (k listBacked[T]) only(ctx context.Context, c *Client, parent, id string) (T, error) {
	var none T
	for attempt := range 2 {
		if attempt > 0 {
			ctx = rest.WithMinFreshness(ctx, time.Now())
		}
		rows, err := k.all(ctx, c, parent)
		if err != nil {
			return none, err
		}
		for _, row := range rows {
			if row.identity() == id {
				return row, nil
			}
		}
	}
	return none, &unlistedError{id, k.name}
}

// unlistedError means that a complete list lacks an object.
type unlistedError struct{ id, list string }

func (e *unlistedError) Error() string {
	return fmt.Sprintf("%s is not in the list of GET %s", e.id, e.list)
}

func (*unlistedError) Is(target error) bool { return target == ErrNotFound }

// all returns the rows of a parent. Under a maximum age, callers share one list.
func (k listBacked[T]) all(ctx context.Context, c *Client, parent string) ([]T, error) {
	if rest.MaxAge(ctx) == 0 {
		return k.list(ctx, c, parent)
	}
	rows, err := k.load(ctx, c, parent)
	if err != nil {
		return nil, err
	}
	return slices.Clone(rows.inOrder), nil
}

// placeSize is about how many bytes a row takes in the map.
const placeSize = 40

// rows are a list as it was read at one time.
type rows[T any] struct {
	inOrder []T
	byID    map[string]int // index in inOrder
}

// load returns the list from the cache, or reads it. It reads without a maximum
// age: cached pages would make the list older than the cache believes.
func (k listBacked[T]) load(ctx context.Context, c *Client, parent string) (*rows[T], error) {
	loaded, err := c.cache.Get(ctx, k.cacheKey(parent), rest.MaxAge(ctx), func(ctx context.Context) (any, int, error) {
		list, err := k.list(rest.WithMaxAge(ctx, 0), c, parent)
		if err != nil {
			return nil, 0, err
		}
		r := &rows[T]{list, make(map[string]int, len(list))}
		for at, row := range list {
			r.byID[row.identity()] = at
		}
		c.log(ctx, "a list serves single reads", map[string]any{"list": k.cacheKey(parent), "rows": len(list)})
		return r, rest.SizeOf(list) + len(list)*placeSize, nil
	})
	if err != nil {
		return nil, err
	}
	r, ok := loaded.(*rows[T])
	if !ok {
		return nil, fmt.Errorf("two lists are cached as %s", k.cacheKey(parent))
	}
	return r, nil
}
