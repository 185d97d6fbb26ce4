package sailpoint

import (
	"context"
	"iter"
	"time"

	"terraform-provider-katapult/internal/rest"
)

const (
	// dataSourceMaxAge is the longest maximum age for which lists are shared.
	dataSourceMaxAge = time.Second
	// maxCacheBytes bounds the list cache.
	maxCacheBytes = 64 << 20
)

// cachedRows yields the rows of a list. Data sources that are read side by side share
// one read of the whole list. Refreshes do not need that, because they read in
// batches, and a query stops at its limit.
func cachedRows[T any](ctx context.Context, c *Client, l listing[T]) iter.Seq2[T, error] {
	maxAge := rest.MaxAge(ctx)
	if maxAge == 0 || maxAge > dataSourceMaxAge {
		return rows(ctx, c, l)
	}
	return func(yield func(T, error) bool) {
		value, err := c.listCache.Get(ctx, l.path+"?"+l.query.Encode(), maxAge, func(ctx context.Context) (any, int, error) {
			all, err := rest.Collect(rows(ctx, c, l))
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
