package katapult

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// rateLimiter keeps a client's requests within the limit of its token.
//
// Katapult counts the requests of everything that uses the token, in fixed windows of one
// minute of its own clock. Each response says how many requests are permitted and how many
// remain; a 429 says no more. So the limiter follows the server's clock by the Date header.
// It spreads the last tenth of a window over the remaining time, and leaves a hundredth to
// other clients. When a window is used up, it sleeps until the next one. It believes a 429
// whatever the clocks say.
type rateLimiter struct {
	windowLength time.Duration
	log          func(ctx context.Context, message string, fields map[string]any)
	warn         func(ctx context.Context, summary, detail string, cause error)

	mu          sync.Mutex
	known       bool  // whether a response has been seen
	clock       clock // the server's
	window      int64 // the server's window that remaining applies to
	permitted   int
	remaining   int
	nextAllowed time.Time // the earliest next request while few remain
}

// slack is added to the wait for the next window. The clock behind the Date header may not
// be the one that counts requests, and no clock runs exactly as fast as this one.
const slack = 100 * time.Millisecond

func newRateLimiter(options Options) *rateLimiter {
	return &rateLimiter{windowLength: cmp.Or(options.RateWindow, time.Minute), log: options.Log, warn: options.Warn}
}

// Wait reserves one request, in the next window if necessary.
func (l *rateLimiter) Wait(ctx context.Context) error {
	for {
		pause, usedUp := l.reserve(time.Now())
		if pause == 0 {
			return context.Cause(ctx)
		}
		l.logWait(ctx, pause, usedUp)
		if err := rest.Sleep(ctx, pause); err != nil {
			return fmt.Errorf("waiting for Katapult's rate limit: %w", err)
		}
	}
}

// reserve returns zero if the request may be sent. Otherwise it returns how long to wait
// before the next attempt, and whether the window is used up.
func (l *rateLimiter) reserve(now time.Time) (pause time.Duration, usedUp bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.known {
		return 0, false
	}
	server := now.Add(l.clock.behind)
	switch window := l.windowOf(server); {
	case window > l.window:
		l.window, l.remaining, l.nextAllowed = window, l.permitted, time.Time{}
	case window < l.window:
		// This clock was set back by an unknown time, so assume that the window has just
		// begun.
		begin := l.windowStart(l.window)
		l.clock.shift(begin.Sub(server))
		server, l.nextAllowed = begin, time.Time{}
	}
	left := l.windowStart(l.window + 1).Sub(server)
	usable := l.remaining - l.permitted/100
	switch {
	case usable <= 0:
		return left + slack, true
	case usable > l.permitted/10:
	case now.Before(l.nextAllowed):
		return l.nextAllowed.Sub(now), false
	default:
		l.nextAllowed = now.Add(left / time.Duration(usable))
	}
	l.remaining--
	return 0, false
}

// logWait logs every wait. It warns the user only of waits for the next window: spreading
// requests over a window merely slows them down.
func (l *rateLimiter) logWait(ctx context.Context, pause time.Duration, usedUp bool) {
	l.mu.Lock()
	permitted := l.permitted
	l.mu.Unlock()
	l.log(ctx, "waiting for the rate limit", map[string]any{"wait_ms": pause.Milliseconds(), "permitted_per_minute": permitted})
	if usedUp {
		l.warn(ctx, "Waiting for Katapult's rate limit", fmt.Sprintf(
			"The API token may make %d requests in a minute, and they were used up: the next request waited %s for the minute to end. "+
				"This may happen again, and is shown once.",
			permitted, (pause+time.Second-1).Truncate(time.Second)), RateLimitReached)
	}
}

// Observe learns from a response what remains of its window.
func (l *rateLimiter) Observe(sent time.Time, response *http.Response) {
	if response == nil {
		return
	}
	permitted, err1 := strconv.Atoi(response.Header.Get("X-Ratelimit-Permitted"))
	remaining, err2 := strconv.Atoi(response.Header.Get("X-Ratelimit-Remaining"))
	if err1 != nil || err2 != nil || permitted < 1 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now, refused := time.Now(), response.StatusCode == http.StatusTooManyRequests
	date, err := http.ParseTime(response.Header.Get("Date"))
	switch {
	case err != nil && !refused:
		return
	case err != nil:
		date = now.Add(l.clock.behind)
	default:
		switch l.clock.observe(sent, now, date, refused) {
		case dateIgnored:
			return // its window is unknown
		case clockReset:
			l.known, l.nextAllowed = false, time.Time{}
		}
	}
	behind := date.Sub(now)
	window := l.windowOf(now.Add(behind)) // not windowOf(date): Sub saturates for a distant date, and clock has the saturated offset too
	if l.windowOf(sent.Add(l.clock.behind)) < window && l.known {
		return // counted on arrival, perhaps in the window before, so it says nothing about this one
	}
	l.permitted = permitted
	if refused {
		remaining = 0
	}
	switch {
	case !l.known || window > l.window || refused:
		l.window, l.remaining = window, remaining
	case window == l.window:
		l.remaining = min(l.remaining, remaining)
	}
	l.known = true
}

// windowOf returns the number of the window at a time on the server's clock.
func (l *rateLimiter) windowOf(t time.Time) int64 {
	return t.Truncate(l.windowLength).Unix() / l.seconds()
}

// windowStart returns when a window begins, on the server's clock.
func (l *rateLimiter) windowStart(window int64) time.Time { return time.Unix(window*l.seconds(), 0) }

func (l *rateLimiter) seconds() int64 { return int64(l.windowLength / time.Second) }
