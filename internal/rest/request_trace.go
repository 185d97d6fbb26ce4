package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// requestTrace records how far a request has got, as reported by its transport.
type requestTrace struct {
	// complete says that the transport reports every request.
	complete         bool
	started, written atomic.Bool
}

// isTraceable reports whether a transport is known to report every request. Other
// transports may report some, or none.
func isTraceable(transport http.RoundTripper) bool {
	_, known := transport.(*http.Transport)
	return known
}

// context returns the context for sending. If the call creates something and any of it has
// been sent, the context outlives ctx by the grace period.
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

// unsent reports whether the transport is known to have sent nothing of the request.
func (t *requestTrace) unsent() bool { return (t.complete || t.started.Load()) && !t.written.Load() }

// neverStarted reports whether the transport has not even looked for a connection. Such a
// request is never sent.
func (t *requestTrace) neverStarted() bool { return t.unsent() && !t.started.Load() }
