package katapult

import (
	"context"
	"fmt"
	"slices"

	"terraform-provider-katapult/internal/rest"
)

// A listBacked is a kind of object whose single answers can be taken from the
// rows of its list, because a row carries everything that is read of it.
type listBacked[T identifiable] struct {
	name string
	// threshold is how many single reads there are before the list is worth it.
	threshold int
	list      lister[T]
}

// A lister lists what belongs to a parent; to the client's organization if that
// is empty.
type lister[T identifiable] func(ctx context.Context, c *Client, parent string) ([]T, error)

// collections are the names of all there are.
var collections []string

// newListBacked is how every collection is made, so that it is known which
// there are.
func newListBacked[T identifiable](name string, after int, list lister[T]) listBacked[T] {
	collections = append(collections, name)
	return listBacked[T]{name, after, list}
}

// Collections are the kinds of objects that a plan may read from lists. Each of
// them has to be the same in a list and by itself.
func Collections() []string { return slices.Clone(collections) }

// cacheKey is what the list of a parent is remembered by.
func (k listBacked[T]) cacheKey(parent string) string { return k.name + " of " + parent }

// read gets one object. A client that reads on behalf of a plan takes it from
// the list once enough of its kind are asked for; all others ask for it alone.
// That a list lacks an object never means that it is gone: single decides.
func (k listBacked[T]) read(ctx context.Context, c *Client, parent, id string, single func(context.Context) (T, error)) (T, error) {
	if c.age == 0 || c.cache.belowThreshold(k.cacheKey(parent), k.threshold) {
		return single(ctx)
	}
	rows, err := k.load(ctx, c, parent)
	if err != nil {
		c.cache.backOff(k.cacheKey(parent))
		return single(ctx) // a token may read an object and not list its kind
	}
	if at, ok := rows.byID[id]; ok {
		return rows.inOrder[at], nil
	}
	return single(ctx)
}

// all lists the collection. A client that reads on behalf of a plan does so
// once for everybody who asks.
func (k listBacked[T]) all(ctx context.Context, c *Client, parent string) ([]T, error) {
	if c.age == 0 {
		return k.list(ctx, c, parent)
	}
	rows, err := k.load(ctx, c, parent)
	if err != nil {
		return nil, err
	}
	return slices.Clone(rows.inOrder), nil
}

// placeSize is about what the place of a row takes in the map.
const placeSize = 40

// rows are a list that was read at one time.
type rows[T any] struct {
	inOrder []T
	byID    map[string]int // where it is
}

// load returns the list, which is read once while it is fresh: by the plain
// client, because answers that are remembered would make it older than it says.
func (k listBacked[T]) load(ctx context.Context, c *Client, parent string) (*rows[T], error) {
	loaded, err := c.cache.Get(ctx, k.cacheKey(parent), c.age, func(ctx context.Context) (any, int, error) {
		list, err := k.list(ctx, c.plain, parent)
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
		return nil, fmt.Errorf("two collections are called %s", k.name)
	}
	return r, nil
}
