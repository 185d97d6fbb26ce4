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

// DefaultRate is the number of requests in ten seconds that SailPoint accepts from a client
// ID for one API version.
const DefaultRate = 100

// window is the interval in which SailPoint counts requests.
const window = 10 * time.Second

// maxRetryAfter caps the Retry-After that we obey, in seconds.
const maxRetryAfter = 600

// limiter keeps all requests of a client within the documented rate. Other programs may use
// the same client ID, so SailPoint may still respond with a 429. That stops all requests
// for as long as it says.
type limiter struct {
	bucket *rate.Limiter
	log    func(ctx context.Context, message string, fields map[string]any)

	mu           sync.Mutex
	blockedUntil time.Time // no request is sent before
}

// newLimiter allows the given number of requests in any window. The burst and the refill
// during a window together stay below that number. The rest is reserve for requests that
// arrive out of order.
func newLimiter(requests int, log func(context.Context, string, map[string]any)) *limiter {
	burst := max(1, requests*16/100)
	refill := rate.Limit(float64(requests) * 0.8 / window.Seconds())
	return &limiter{bucket: rate.NewLimiter(refill, burst), log: log}
}

// Wait blocks until a request may be sent. It returns the cause if ctx ends first.
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

// Observe obeys the Retry-After of a 429.
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
