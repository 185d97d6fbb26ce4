package crud

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

type collectorKey struct{}

// collector takes warnings in until the operation they belong to ends. Work
// that others wait for too may outlast it, and warn while the operation already
// reports: so it has a list of its own.
type collector struct {
	mu    sync.Mutex
	all   diag.Diagnostics
	ended bool
}

// collecting returns a context whose warnings go to the diagnostics when end is
// called. What comes later is lost.
func collecting(ctx context.Context, to *diag.Diagnostics) (_ context.Context, end func()) {
	c := &collector{}
	return context.WithValue(ctx, collectorKey{}, c), func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		to.Append(c.all...)
		c.ended = true
	}
}

// Warn tells the user something that is no error, from within one of an
// object's functions.
func Warn(ctx context.Context, summary, detail string) {
	c, ok := ctx.Value(collectorKey{}).(*collector)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.all.AddWarning(summary, detail)
	}
}
