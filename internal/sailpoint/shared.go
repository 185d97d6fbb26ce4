package sailpoint

import (
	"context"
	"iter"
	"time"

	"terraform-provider-katapult/internal/rest"
)

const (
	// dataSourceMaxAge is how long a list does for others who ask for the same: as long
	// as it takes to read many data sources of it side by side.
	dataSourceMaxAge = time.Second
	// maxCacheBytes bounds what is remembered for so long.
	maxCacheBytes = 64 << 20
)

// Recent is the same client for what only looks at the world: a list that is
// asked for by many at about the same time is read once, unless something is
// written in between.
func (c *Client) Recent() *Client { return c.dataSourceClient }

// addDataSourceClient adds the client that Recent returns.
func (c *Client) addDataSourceClient() *Client {
	copied := *c
	copied.useCache = true
	copied.GovernanceGroups = GovernanceGroups{&copied}
	copied.dataSourceClient = &copied
	c.dataSourceClient = &copied
	return c
}

// cachedRows yields the rows of a list like rows; when the client shares, after all
// of them have been read.
func cachedRows[T any](ctx context.Context, c *Client, l listing[T]) iter.Seq2[T, error] {
	if !c.useCache {
		return rows(ctx, c, l)
	}
	return func(yield func(T, error) bool) {
		value, err := c.listCache.Get(ctx, l.path+"?"+l.query.Encode(), dataSourceMaxAge, func(ctx context.Context) (any, int, error) {
			all, err := collect(rows(ctx, c, l))
			return all, rest.SizeOf(all), err
		})
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		all, _ := value.([]T)
		for _, row := range all {
			if !yield(row, nil) {
				return
			}
		}
	}
}
