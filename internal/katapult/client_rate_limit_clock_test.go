package katapult

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// dated sets the Date of a response, with an offset from the server's clock.
func dated(response *http.Response, off time.Duration) *http.Response {
	date, _ := http.ParseTime(response.Header.Get("Date"))
	response.Header.Set("Date", date.Add(off).Format(http.TimeFormat))
	return response
}

// spendWithDateOffsets makes requests through a limiter. off returns the offset of each
// response's Date, by request number.
func spendWithDateOffsets(t *testing.T, b *rateLimiter, s *server, requests int, off func(number int) time.Duration) {
	t.Helper()
	for number := range requests {
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := time.Now()
		time.Sleep(10 * time.Millisecond)
		b.Observe(sent, dated(s.response(), off(number)))
	}
}

func TestOneOddDateChangesNothing(t *testing.T) {
	t.Parallel()
	for _, odd := range []time.Duration{-25 * time.Hour, -90 * time.Second, -30 * time.Second, 30 * time.Second, 90 * time.Second, time.Hour} {
		for _, at := range []int{0, 5} {
			synctest.Test(t, func(t *testing.T) {
				s, start := &server{permitted: 100}, time.Now()
				spendWithDateOffsets(t, newTestBudget(0), s, 400, func(number int) time.Duration {
					if number == at {
						return odd
					}
					return 0
				})
				if took := time.Since(start); s.refused > 0 || took > 5*time.Minute {
					t.Errorf("response %d is off by %s: refused %d times in %s", at, odd, s.refused, took)
				}
			})
		}
	}
}

// Setting this machine's clock forward looks like a server whose clock is
// behind.
func TestClockThatIsSetIsFollowedSoon(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{-2 * time.Hour, -100 * time.Second, -30 * time.Second, 30 * time.Second, 100 * time.Second, 2 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{permitted: 100}
			b := newTestBudget(0)
			spend(t, b, s, 150)
			s.ahead += by
			s.window = time.Now().Add(s.ahead).Unix() / 60 // the same one goes on
			start := time.Now()
			spend(t, b, s, 400)
			if took := time.Since(start); s.refused > contradictionsToReset || took > 6*time.Minute {
				t.Errorf("set by %s: refused %d times in %s", by, s.refused, took)
			}
		})
	}
}

// A 429 is believed even if it contradicts the clock, and so is its warning.
func TestRefusalIsBelievedWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	for name, date := range map[string]func() string{
		"of an hour ago": func() string { return time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat) },
		"of the future":  func() string { return time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat) },
		"of now":         now,
		"without a date": func() string { return "" },
		"of no date":     func() string { return "yesterday" },
	} {
		for _, known := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				told := 0
				b := newTestBudget(0)
				b.warn = func(context.Context, string, string, error) { told++ }
				if known {
					b.Observe(time.Now(), limits(http.StatusOK, "600", "500", now()))
				}
				b.Observe(time.Now(), limits(http.StatusTooManyRequests, "600", "0", date()))
				start := time.Now()
				if err := b.Wait(t.Context()); err != nil || time.Since(start) < time.Second || time.Since(start) > time.Minute+slack || told != 1 {
					t.Errorf("a refusal %s, clock known: %t: waits for %s, tells %d times, %v", name, known, time.Since(start), told, err)
				}
			})
		}
	}
}

// A response without rate limit headers imposes no limit.
func TestResponseWithoutALimitChangesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestBudget(0)
		b.Observe(time.Now(), nil)
		for _, headers := range [][3]string{{"", "5", now()}, {"600", "", now()}, {"600", "5", ""}, {"many", "5", now()}} {
			b.Observe(time.Now(), limits(http.StatusOK, headers[0], headers[1], headers[2]))
		}
		if b.known {
			t.Error("it has learned something")
		}
	})
}

// Responses may arrive out of order: a later one may report more remaining
// requests.
func TestResponseThatComesLateGivesNothingBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusOK, "100", "3", now()))
		b.Observe(time.Now(), limits(http.StatusOK, "100", "50", now()))
		if n := taken(b, 59*time.Second); n != 2 {
			t.Errorf("of 3 that remain %d were taken, and one is for others", n)
		}
	})
}

// The pauses that spread a window's last requests end with the window.
func TestNextWindowBeginsWithoutAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusOK, "100", "2", now()))
		_, _ = b.reserve(time.Now())
		b.nextAllowed = time.Now().Add(2 * time.Minute)
		time.Sleep(time.Minute + slack)
		if pause, _ := b.reserve(time.Now()); pause != 0 {
			t.Errorf("waits for %s", pause)
		}
	})
}

func TestWaitThatIsNotNeededEndsWithItsContextToo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newTestBudget(0).Wait(ctx); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Error(err)
	}
}
