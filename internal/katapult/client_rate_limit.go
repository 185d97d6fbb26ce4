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

// rateLimiter keeps all requests of a client within what its token may make.
//
// Katapult counts requests in fixed windows of one clock minute, of its own
// clock, over everything that uses the token. Each answer says how many are
// permitted and how many remain; a 429 carries no more than that. So the
// budget follows the server's clock by the Date header, spreads the last tenth
// of a window over what is left of it, keeps a hundredth for others, and
// sleeps to the end of a window that is used up. A 429 is believed whatever the
// clocks say.
type rateLimiter struct {
	length time.Duration // of a window
	log    func(ctx context.Context, message string, fields map[string]any)
	warn   func(ctx context.Context, summary, detail string, cause error)

	mu        sync.Mutex
	known     bool  // whether an answer has been seen
	clock     clock // the server's
	window    int64 // which of the server's windows remaining is about
	permitted int
	remaining int
	next      time.Time // not before, while requests are scarce
}

// slack is added to the wait for the next window: what tells the time need not
// be what counts the requests, nor does any clock go exactly as fast as ours.
const slack = 100 * time.Millisecond

func newRateLimiter(options Options) *rateLimiter {
	return &rateLimiter{length: cmp.Or(options.RateWindow, time.Minute), log: options.Log, warn: options.Warn}
}

// Wait takes one request out of the budget, in the next window if need be.
func (b *rateLimiter) Wait(ctx context.Context) error {
	for {
		pause, usedUp := b.reserve(time.Now())
		if pause == 0 {
			return context.Cause(ctx)
		}
		b.logWait(ctx, pause, usedUp)
		if err := rest.Sleep(ctx, pause); err != nil {
			return fmt.Errorf("waiting for Katapult's rate limit: %w", err)
		}
	}
}

// reserve returns zero when the request may go, or how long to wait before asking
// again, and whether that is because nothing is left of the window.
func (b *rateLimiter) reserve(now time.Time) (pause time.Duration, usedUp bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.known {
		return 0, false
	}
	server := now.Add(b.clock.behind)
	switch window := b.windowOf(server); {
	case window > b.window:
		b.window, b.remaining, b.next = window, b.permitted, time.Time{}
	case window < b.window:
		// This clock was set back, nobody knows how far: the window may have just
		// begun.
		begin := b.windowStart(b.window)
		b.clock.shift(begin.Sub(server))
		server, b.next = begin, time.Time{}
	}
	left := b.windowStart(b.window + 1).Sub(server)
	usable := b.remaining - b.permitted/100
	switch {
	case usable <= 0:
		return left + slack, true
	case usable > b.permitted/10:
	case now.Before(b.next):
		return b.next.Sub(now), false
	default:
		b.next = now.Add(left / time.Duration(usable))
	}
	b.remaining--
	return 0, false
}

// logWait tells the log of every wait, and the user of those for the next
// window: to spread requests over what is left of this one is no more than
// to go slower.
func (b *rateLimiter) logWait(ctx context.Context, pause time.Duration, usedUp bool) {
	b.mu.Lock()
	permitted := b.permitted
	b.mu.Unlock()
	b.log(ctx, "waiting for the rate limit", map[string]any{"wait_ms": pause.Milliseconds(), "permitted_per_minute": permitted})
	if usedUp {
		b.warn(ctx, "Waiting for Katapult's rate limit", fmt.Sprintf(
			"The API token may make %d requests in a minute, and they were used up: the next request waited %s for the minute to end. "+
				"This may happen again, and is shown once.",
			permitted, (pause+time.Second-1).Truncate(time.Second)), RateLimitReached)
	}
}

// Observe takes in what the answer to a request says about the window.
func (b *rateLimiter) Observe(sent time.Time, response *http.Response) {
	if response == nil {
		return
	}
	permitted, err1 := strconv.Atoi(response.Header.Get("X-Ratelimit-Permitted"))
	remaining, err2 := strconv.Atoi(response.Header.Get("X-Ratelimit-Remaining"))
	if err1 != nil || err2 != nil || permitted < 1 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now, refused := time.Now(), response.StatusCode == http.StatusTooManyRequests
	date, err := http.ParseTime(response.Header.Get("Date"))
	switch {
	case err != nil && !refused:
		return
	case err != nil:
		date = now.Add(b.clock.behind)
	default:
		switch b.clock.observe(sent, now, date, refused) {
		case doubted:
			return // nobody knows of which window it is
		case set:
			b.known, b.next = false, time.Time{}
		}
	}
	behind := date.Sub(now)
	window := b.windowOf(now.Add(behind)) // not of a date too far away to be told by how far
	if b.windowOf(sent.Add(b.clock.behind)) < window && b.known {
		return // counted on arrival, perhaps in the window before: says nothing about this one
	}
	b.permitted = permitted
	if refused {
		remaining = 0
	}
	switch {
	case !b.known || window > b.window || refused:
		b.window, b.remaining = window, remaining
	case window == b.window:
		b.remaining = min(b.remaining, remaining)
	}
	b.known = true
}

// windowOf numbers the windows.
func (b *rateLimiter) windowOf(t time.Time) int64 { return t.Truncate(b.length).Unix() / b.seconds() }

// windowStart is when a window begins, on the server's clock.
func (b *rateLimiter) windowStart(window int64) time.Time { return time.Unix(window*b.seconds(), 0) }

func (b *rateLimiter) seconds() int64 { return int64(b.length / time.Second) }
