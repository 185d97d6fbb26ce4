package rest

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// progress is how far a request has got, by what its transport tells.
type progress struct{ begun, written atomic.Bool }

// of is the context to send a request with. That of a creation goes on for a
// moment when the caller gives up, unless nothing has been sent by then.
func (p *progress) of(ctx context.Context, creates bool) (context.Context, context.CancelFunc) {
	end := context.CancelFunc(func() {})
	if creates {
		ctx, end = outlive(ctx, func() time.Duration {
			if p.unsent() {
				return 0
			}
			return lastMoments
		})
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { p.begun.Store(true) },
		WroteHeaders: func() { p.written.Store(true) },
	}), end
}

// unsent reports whether nothing of the request has gone out, as far as the
// transport tells of its requests at all.
func (p *progress) unsent() bool { return p.begun.Load() && !p.written.Load() }
