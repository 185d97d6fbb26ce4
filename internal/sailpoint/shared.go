package sailpoint

import (
	"context"
	"iter"
	"time"

	"terraform-provider-katapult/internal/rest"
)

const (
	// dataSourceMaxAge is how long a list is cached for data sources. It covers many data
	// sources that read the same list concurrently.
	dataSourceMaxAge = time.Second
	// maxCacheBytes bounds the list cache.
	maxCacheBytes = 64 << 20
)

// Recent returns a client for data sources. It caches lists for up to a second, so that
// concurrent readers share a request. Any write clears the cache.
func (c *Client) Recent() *Client { return c.dataSourceClient }

// addDataSourceClient builds the client that Recent returns.
func (c *Client) addDataSourceClient() *Client {
	copied := *c
	copied.useCache = true
	copied.GovernanceGroups = GovernanceGroups{&copied}
	copied.dataSourceClient = &copied
	c.dataSourceClient = &copied
	return c
}

// cachedRows yields the rows of a list like rows. With useCache, it reads the whole list
// first.
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
