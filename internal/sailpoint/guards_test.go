package sailpoint

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func newQuietLimiter(requests int) *limiter {
	return newLimiter(requests, func(context.Context, string, map[string]any) {})
}

// rateResponse returns a response with a Retry-After.
func rateResponse(status int, seconds string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {seconds}}}
}

// measureWait returns how long a request waits.
func measureWait(t *testing.T, l *limiter) time.Duration {
	t.Helper()
	start := time.Now()
	if err := l.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	return time.Since(start)
}

func TestOnlyARateLimitStopsRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newQuietLimiter(100)
		l.Observe(time.Now(), nil)
		l.Observe(time.Now(), rateResponse(http.StatusServiceUnavailable, "60"))
		l.Observe(time.Now(), rateResponse(http.StatusTooManyRequests, "soon"))
		l.Observe(time.Now(), rateResponse(http.StatusTooManyRequests, "-60"))
		if took := measureWait(t, l); took != 0 {
			t.Errorf("waited for %s", took)
		}
	})
}

func TestShorterRateLimitDoesNotEndALongerOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newQuietLimiter(100)
		l.Observe(time.Now(), rateResponse(http.StatusTooManyRequests, "60"))
		l.Observe(time.Now(), rateResponse(http.StatusTooManyRequests, "1"))
		if took := measureWait(t, l); took != time.Minute {
			t.Errorf("waited for %s", took)
		}
	})
}

func TestRateLimitDuringAWaitIsObeyed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newQuietLimiter(1) // one request every 12.5 seconds
		measureWait(t, l)
		time.AfterFunc(10*time.Second, func() { l.Observe(time.Now(), rateResponse(http.StatusTooManyRequests, "60")) })
		if took := measureWait(t, l); took < 70*time.Second {
			t.Errorf("waited for %s", took)
		}
	})
}

func TestCancelledWaitReturnsItsReservation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newQuietLimiter(1)
		measureWait(t, l)
		for range 5 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			cancel()
		}
		if took := measureWait(t, l); took > 12500*time.Millisecond {
			t.Errorf("waited for %s behind requests that are never sent", took)
		}
	})
}

func TestCancelledRequestIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newQuietLimiter(1_000_000)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 100 { // select chooses at random between two ready cases
			if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
	})
}

func TestSmallestRateSendsRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		if took := measureWait(t, newQuietLimiter(1)); took != 0 {
			t.Errorf("waited for %s", took)
		}
	})
}

// newEchoBatcher returns a batcher whose result for each group is its ID.
func newEchoBatcher(most int, requests *atomic.Int64) *batcher[string] {
	return newBatcher(Window{}, most, func(_ context.Context, ids []string) callResults[string] {
		requests.Add(1)
		all := callResults[string]{}
		for _, id := range ids {
			if id != "silent" {
				all[normalizeID(id)] = callResult[string]{value: id}
			}
		}
		return all
	})
}

func TestFullBatchIsNotSentAgainByItsTimer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		b := newEchoBatcher(2, &requests)
		var calls sync.WaitGroup
		join := func(id string) {
			calls.Go(func() {
				if got, err := b.do(t.Context(), id); err != nil || got != id {
					t.Errorf("%s: %s, %v", id, got, err)
				}
			})
			synctest.Wait()
		}
		join("a")
		b.mu.Lock()
		full := b.open
		b.mu.Unlock()
		join("b")
		join("c") // in the next batch, which the first one's late timer must not send
		b.close(full)
		if n := requests.Load(); n != 1 {
			t.Errorf("%d requests, and the window of the second is still open", n)
		}
		calls.Wait()
		if n := requests.Load(); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestGroupWithoutAResultIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		if _, err := newEchoBatcher(2, &requests).do(t.Context(), "silent"); err == nil {
			t.Error("a group without a result is no error")
		}
	})
}

func TestAbandonedBatchIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		b := newEchoBatcher(2, &requests)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := b.do(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(time.Minute)
		if n := requests.Load(); n != 0 {
			t.Errorf("%d requests", n)
		}
		if got, err := b.do(t.Context(), "b"); err != nil || got != "b" {
			t.Error(got, err)
		}
	})
}

// The last caller can leave after the batch was closed and before its request can be
// canceled.
func TestBatchAbandonedWhileItIsSentIsCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended error
		b := newBatcher(Window{}, 2, func(ctx context.Context, ids []string) callResults[string] {
			ended = ctx.Err()
			return sameResult(ids, callResult[string]{})
		})
		left := &batch[string]{cancel: func() {}, calls: []*batchCall[string]{{ctx: t.Context(), id: "a", result: make(chan callResult[string], 1)}}, waiting: 1}
		b.abandon(left)
		b.inFlight++
		b.send(left)
		if !errors.Is(ended, context.Canceled) {
			t.Errorf("the request was not canceled: %v", ended)
		}
	})
}
