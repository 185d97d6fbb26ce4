package katapult

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// server counts requests like the API, on a clock that is ahead of ours.
type server struct {
	mu        sync.Mutex
	ahead     time.Duration
	permitted int
	length    time.Duration // of a window, a minute by default
	late      time.Duration // how long after the date the windows begin
	window    int64
	used      int
	refused   int
}

func (s *server) response() *http.Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().Add(s.ahead)
	if number := now.Add(-s.late).Unix() / int64(cmp.Or(s.length, time.Minute).Seconds()); number != s.window {
		s.window, s.used = number, 0
	}
	s.used++
	status := http.StatusOK
	if s.used > s.permitted {
		status = http.StatusTooManyRequests
		s.refused++
	}
	header := http.Header{}
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	header.Set("X-Ratelimit-Permitted", strconv.Itoa(s.permitted))
	header.Set("X-Ratelimit-Remaining", strconv.Itoa(max(0, s.permitted-s.used)))
	return &http.Response{StatusCode: status, Header: header}
}

func newTestBudget(window time.Duration) *rateLimiter {
	return newRateLimiter(Options{
		RateWindow: window,
		Log:        func(context.Context, string, map[string]any) {},
		Warn:       func(context.Context, string, string, error) {},
	})
}

// spend makes requests through the limiter and returns how long they took.
func spend(t *testing.T, b *rateLimiter, s *server, requests int) time.Duration {
	t.Helper()
	start := time.Now()
	for range requests {
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := time.Now()
		time.Sleep(10 * time.Millisecond)
		b.Observe(sent, s.response())
	}
	return time.Since(start)
}

func TestBudgetNeedsNoRefusal(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, 17*time.Second + 300*time.Millisecond, -25 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{permitted: 100, ahead: ahead}
			took := spend(t, newTestBudget(0), s, 350)
			if s.refused > 0 {
				t.Errorf("clock ahead by %s: refused %d times", ahead, s.refused)
			}
			if took > 4*time.Minute {
				t.Errorf("clock ahead by %s: 350 requests at 100 a minute took %s", ahead, took)
			}
		})
	}
}

func TestBudgetWaitsOutAWindowThatOthersUsedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 100}
		b := newTestBudget(0)
		spend(t, b, s, 1)
		s.used = 100 // somebody else
		spend(t, b, s, 1)
		if s.refused != 1 {
			t.Fatalf("refused %d times, want once, to learn of it", s.refused)
		}
		if took := spend(t, b, s, 1); took < 50*time.Second || s.refused != 1 {
			t.Errorf("went on after %s, refused %d times", took, s.refused)
		}
	})
}

func TestBudgetFollowsWindowsOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, length := range []time.Duration{2 * time.Second, 10 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{permitted: 100, length: length}
			b := newTestBudget(length)
			took := spend(t, b, s, 350)
			if s.refused > 0 || took > 5*length {
				t.Errorf("350 requests at 100 in %s took %s and were refused %d times", length, took, s.refused)
			}
		})
	}
}

// The first response shows the server's clock only to the second. Later ones
// narrow it down.
func TestBudgetGoesOnSoonAfterTheWindowEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 50, ahead: 900 * time.Millisecond}
		b := newTestBudget(0)
		for range 5 { // spread over the seconds of a minute
			spend(t, b, s, 10)
			time.Sleep(1010 * time.Millisecond)
		}
		spend(t, b, s, 1)
		if late := time.Now().Add(s.ahead).UnixMilli() % 60_000; late > 300 {
			t.Errorf("went on %d ms after the window ended", late)
		}
	})
}

func TestBudgetIsSharedByConcurrentRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 50}
		b := newTestBudget(0)
		spend(t, b, s, 1)
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() { spend(t, b, s, 5) })
		}
		all.Wait()
		if s.refused > 0 {
			t.Errorf("refused %d times", s.refused)
		}
	})
}

func TestThreeThousandRequestsAtSixHundredAMinuteTakeLittleMoreThanTheyMust(t *testing.T) {
	t.Parallel()
	const requests, permitted = 3000, 600
	for _, start := range []time.Duration{0, 31 * time.Second, 59 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{permitted: permitted, ahead: start}
			b := newTestBudget(0)
			spend(t, b, s, 1)
			begin := time.Now()
			// What is left of the first minute is enough for what it permits. What
			// is over after the last whole minute goes at the beginning of another.
			left := time.Minute - time.Duration(begin.Add(start).UnixNano())%time.Minute
			least := left + (requests-(permitted-1))/permitted*time.Minute
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() { spend(t, b, s, requests/10) })
			}
			all.Wait()
			if took := time.Since(begin); took < least || took > least*11/10 || s.refused > 0 {
				t.Errorf("from second %s on: took %s, want %s and a tenth more at the most; refused %d times", start, took, least, s.refused)
			}
		})
	}
}

func TestBudgetLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 1000}
		b := newTestBudget(0)
		spend(t, b, s, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
		defer cancel()
		for b.Wait(ctx) == nil {
			b.Observe(time.Now(), s.response())
		}
		if left := s.permitted - s.used; left < 30 {
			t.Errorf("after 40 seconds of a minute %d requests are left to others", left)
		}
	})
}

func TestWaitForTheWindowEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 1}
		b := newTestBudget(0)
		spend(t, b, s, 1)
		reason := errors.New("cancelled")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, reason)
		defer cancel()
		start := time.Now()
		if err := b.Wait(ctx); !errors.Is(err, reason) || time.Since(start) != time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}
