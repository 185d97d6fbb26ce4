package sailpoint

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"terraform-provider-katapult/internal/rest"
)

// DefaultRate is how many requests SailPoint takes from a client ID for one
// version of the API, in ten seconds.
const DefaultRate = 100

// window is what SailPoint counts requests in.
const window = 10 * time.Second

// maxRetryAfter is how many seconds a 429 is believed to say.
const maxRetryAfter = 600

// limiter keeps all requests of a client within the documented rate. What else
// uses the client ID counts too, so a 429 can come nevertheless: it stops all
// requests for as long as it says.
type limiter struct {
	bucket *rate.Limiter
	log    func(ctx context.Context, message string, fields map[string]any)

	mu           sync.Mutex
	blockedUntil time.Time // until when nothing is sent
}

// newLimiter allows so many requests a window, whenever it begins: what may be
// sent at once, and what is added during a window, stay below that together.
// The rest is for requests that arrive later than others sent before them.
func newLimiter(requests int, log func(context.Context, string, map[string]any)) *limiter {
	burst := max(1, requests*16/100)
	refill := rate.Limit(float64(requests) * 0.8 / window.Seconds())
	return &limiter{bucket: rate.NewLimiter(refill, burst), log: log}
}

// Wait returns when a request may be sent.
func (l *limiter) Wait(ctx context.Context) error {
	for {
		if pause := l.remainingPause(); pause > 0 {
			l.log(ctx, "SailPoint's rate limit is used up, waiting", map[string]any{"wait_ms": pause.Milliseconds()})
			if err := rest.Sleep(ctx, pause); err != nil {
				return fmt.Errorf("waiting for SailPoint's rate limit: %w", err)
			}
			continue
		}
		reservation := l.bucket.Reserve()
		if err := rest.Sleep(ctx, reservation.Delay()); err != nil {
			reservation.Cancel()
			return fmt.Errorf("waiting to keep within SailPoint's rate limit: %w", err)
		}
		if l.remainingPause() == 0 {
			return context.Cause(ctx)
		}
	}
}

func (l *limiter) remainingPause() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, time.Until(l.blockedUntil))
}

// Observe takes in how long a 429 says to wait.
func (l *limiter) Observe(_ time.Time, response *http.Response) {
	if response == nil || response.StatusCode != http.StatusTooManyRequests {
		return
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return // the pause between attempts has to do
	}
	seconds = min(seconds, maxRetryAfter)
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(time.Duration(seconds) * time.Second); until.After(l.blockedUntil) {
		l.blockedUntil = until
	}
}
