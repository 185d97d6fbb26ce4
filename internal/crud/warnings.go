package crud

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"terraform-provider-katapult/internal/rest"
)

type collectorKey struct{}

// collector collects the warnings of an operation until that ends. Shared work,
// such as a batched request, may outlive the operation; its warnings are dropped.
type collector struct {
	mu       sync.Mutex
	warnings diag.Diagnostics
	ended    bool
}

// collect returns a context that delivers warnings to the collector.
func collect(ctx context.Context) (context.Context, *collector) {
	c := &collector{}
	return context.WithValue(ctx, collectorKey{}, c), c
}

// add returns the warnings since the last call.
func (c *collector) add() diag.Diagnostics {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.warnings
	c.warnings = nil
	return taken
}

// end returns the last warnings. Later ones are dropped.
func (c *collector) end() diag.Diagnostics {
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	return c.add()
}

// Collecting returns a context whose warnings are added to the diagnostics
// when end is called.
func Collecting(ctx context.Context, to *diag.Diagnostics) (_ context.Context, end func()) {
	ctx, c := collect(ctx)
	return ctx, func() { to.Append(c.end()...) }
}

// Warn adds a warning to the operation of a context. It reports whether the
// operation still runs.
func Warn(ctx context.Context, summary, detail string) (delivered bool) {
	c, ok := ctx.Value(collectorKey{}).(*collector)
	if !ok {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	c.warnings.AddWarning(rest.Printable(summary), rest.Printable(detail))
	return true
}

// Once returns a Warn that delivers only the first warning with each summary.
func Once() func(ctx context.Context, summary, detail string) {
	var mu sync.Mutex
	told := map[string]bool{}
	return func(ctx context.Context, summary, detail string) {
		mu.Lock()
		defer mu.Unlock()
		if !told[summary] {
			told[summary] = Warn(ctx, summary, detail)
		}
	}
}
