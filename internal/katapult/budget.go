package katapult

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// budget keeps all requests of a client within what its token may make.
//
// Katapult counts requests in fixed windows of one clock minute, of its own
// clock, over everything that uses the token. Each answer says how many are
// permitted and how many remain; a 429 carries no more than that. So the
// budget follows the server's clock by the Date header, and sleeps to the end
// of a window that is used up.
type budget struct {
	log func(ctx context.Context, message string, fields map[string]any)

	mu        sync.Mutex
	known     bool          // whether an answer has been seen
	behind    time.Duration // how far this clock is behind the server's, at the least
	window    int64         // the server's minute that remaining is about
	permitted int
	remaining int
}

const window = time.Minute

// slack is added to the wait for the next window: the server's clock is known
// to about the time that an answer takes.
const slack = 100 * time.Millisecond

func newBudget(log func(context.Context, string, map[string]any)) *budget {
	if log == nil {
		log = func(context.Context, string, map[string]any) {}
	}
	return &budget{log: log}
}

// Wait takes one request out of the budget, in the next window if need be.
func (b *budget) Wait(ctx context.Context) error {
	for {
		pause := b.take(time.Now())
		if pause == 0 {
			return context.Cause(ctx)
		}
		b.log(ctx, "rate limit used up, waiting for the next minute", map[string]any{
			"wait_ms": pause.Milliseconds(), "permitted_per_minute": b.permittedNow(),
		})
		if err := rest.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// take returns zero when the request may go, or how long the window still lasts.
func (b *budget) take(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.known {
		return 0
	}
	server := now.Add(b.behind)
	if minute := minuteOf(server); minute > b.window {
		b.window, b.remaining = minute, b.permitted
	}
	if b.remaining > 0 {
		b.remaining--
		return 0
	}
	return time.Unix((b.window+1)*60, 0).Sub(server) + slack
}

// Learn takes in what the answer to a request says about the window.
func (b *budget) Learn(sent time.Time, answer *http.Response) {
	if answer == nil {
		return
	}
	permitted, err1 := strconv.Atoi(answer.Header.Get("X-Ratelimit-Permitted"))
	remaining, err2 := strconv.Atoi(answer.Header.Get("X-Ratelimit-Remaining"))
	date, err3 := http.ParseTime(answer.Header.Get("Date"))
	if err1 != nil || err2 != nil || err3 != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	// The date is cut to the second, so the server's clock shows it or more.
	if behind := time.Until(date); !b.known || behind > b.behind {
		b.behind = behind
	}
	minute := minuteOf(date)
	if minuteOf(sent.Add(b.behind)) < minute && b.known {
		return // counted on arrival, perhaps in the minute before: says nothing about this one
	}
	b.permitted = permitted
	if answer.StatusCode == http.StatusTooManyRequests {
		remaining = 0
	}
	switch {
	case !b.known || minute > b.window:
		b.window, b.remaining = minute, remaining
	case minute == b.window:
		b.remaining = min(b.remaining, remaining)
	}
	b.known = true
}

func (b *budget) permittedNow() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.permitted
}

func minuteOf(t time.Time) int64 { return t.Unix() / int64(window.Seconds()) }
