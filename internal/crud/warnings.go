package crud

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"terraform-provider-katapult/internal/rest"
)

type collectorKey struct{}

// collector takes warnings in until the operation they belong to ends. Work
// that others wait for too may outlast it, and warn while the operation already
// reports: so it has a list of its own.
type collector struct {
	mu       sync.Mutex
	warnings diag.Diagnostics
	ended    bool
}

// collect returns a context whose warnings the collector takes in.
func collect(ctx context.Context) (context.Context, *collector) {
	c := &collector{}
	return context.WithValue(ctx, collectorKey{}, c), c
}

// add hands the warnings over that have come in since the last time.
func (c *collector) add() diag.Diagnostics {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.warnings
	c.warnings = nil
	return taken
}

// end hands the last warnings over. Those that come later go to nobody.
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

// Warn tells the user something that is no error, from within one of an
// object's functions. It reports whether there is anybody to tell.
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

// Once returns a Warn for what comes up again and again: of the warnings with
// one summary, the first that there is somebody to tell is told.
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
