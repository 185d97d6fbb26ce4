package rest

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// progress is how far a request has got, by what its transport tells.
type progress struct {
	// tells says that the transport tells of every request.
	tells          bool
	begun, written atomic.Bool
}

// tells reports whether a transport is known to tell of every request that it
// sends. Others may tell of some, or of none.
func tells(transport http.RoundTripper) bool {
	_, known := transport.(*http.Transport)
	return known
}

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
func (p *progress) unsent() bool { return (p.tells || p.begun.Load()) && !p.written.Load() }

// refused reports whether the transport has not even looked for a connection: it
// does not send such a request at all.
func (p *progress) refused() bool { return p.unsent() && !p.begun.Load() }
