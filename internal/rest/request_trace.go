package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// requestTrace is how far a request has got, by what its transport tells.
type requestTrace struct {
	// complete says that the transport tells of every request.
	complete       bool
	begun, written atomic.Bool
}

// isTraceable reports whether a transport is known to tell of every request that it
// sends. Others may tell of some, or of none.
func isTraceable(transport http.RoundTripper) bool {
	_, known := transport.(*http.Transport)
	return known
}

// context is the context to send a request with. That of a creation goes on for a
// moment when the caller gives up, unless nothing has been sent by then.
func (p *requestTrace) context(ctx context.Context, creates bool) (context.Context, context.CancelFunc) {
	end := context.CancelFunc(func() {})
	if creates {
		ctx, end = withGrace(ctx, func() time.Duration {
			if p.unsent() {
				return 0
			}
			return gracePeriod
		})
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { p.begun.Store(true) },
		WroteHeaders: func() { p.written.Store(true) },
	}), end
}

// unsent reports whether nothing of the request has gone out, as far as the
// transport tells of its requests at all.
func (p *requestTrace) unsent() bool { return (p.complete || p.begun.Load()) && !p.written.Load() }

// neverStarted reports whether the transport has not even looked for a connection: it
// does not send such a request at all.
func (p *requestTrace) neverStarted() bool { return p.unsent() && !p.begun.Load() }
