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
	complete         bool
	started, written atomic.Bool
}

// isTraceable reports whether a transport is known to tell of every request that it
// sends. Others may tell of some, or of none.
func isTraceable(transport http.RoundTripper) bool {
	_, known := transport.(*http.Transport)
	return known
}

// context is the context to send a request with. That of a creation goes on for a
// moment when the caller gives up, unless nothing has been sent by then.
func (t *requestTrace) context(ctx context.Context, creates bool) (context.Context, context.CancelFunc) {
	stop := context.CancelFunc(func() {})
	if creates {
		ctx, stop = withGrace(ctx, func() time.Duration {
			if t.unsent() {
				return 0
			}
			return gracePeriod
		})
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { t.started.Store(true) },
		WroteHeaders: func() { t.written.Store(true) },
	}), stop
}

// unsent reports whether nothing of the request has gone out, as far as the
// transport tells of its requests at all.
func (t *requestTrace) unsent() bool { return (t.complete || t.started.Load()) && !t.written.Load() }

// neverStarted reports whether the transport has not even looked for a connection: it
// does not send such a request at all.
func (t *requestTrace) neverStarted() bool { return t.unsent() && !t.started.Load() }
