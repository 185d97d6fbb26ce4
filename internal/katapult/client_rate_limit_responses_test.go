package katapult

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// limits returns a response with rate limit headers.
func limits(status int, permitted, remaining, date string) *http.Response {
	header := http.Header{"X-Ratelimit-Permitted": {permitted}, "X-Ratelimit-Remaining": {remaining}, "Date": {date}}
	return &http.Response{StatusCode: status, Header: header}
}

// now returns the Date of a response.
func now() string { return time.Now().UTC().Format(http.TimeFormat) }

// taken returns how many consecutive requests a limiter permits within a time.
func taken(b *rateLimiter, within time.Duration) (requests int) {
	for at, end := time.Now(), time.Now().Add(within); at.Before(end); {
		pause, _ := b.reserve(at)
		if pause == 0 {
			requests++
		}
		at = at.Add(pause)
	}
	return requests
}

func TestBudgetKeepsAHundredthToTheEndOfTheWindow(t *testing.T) {
	t.Parallel()
	for _, second := range []time.Duration{0, 30, 59} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(second * time.Second)
			b := newTestBudget(0)
			b.Observe(time.Now(), limits(http.StatusOK, "1000", "30", now()))
			if n := taken(b, time.Minute-second*time.Second); n != 20 {
				t.Errorf("from second %d on: of 30 requests %d were taken, want 10 to remain", second, n)
			}
		})
	}
}

// The clock behind the Date header may not be the one that counts requests.
func TestBudgetIsNotEarlyForACountThatIsALittleLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{permitted: 50, late: 50 * time.Millisecond}
		time.Sleep(time.Second)
		spend(t, newTestBudget(0), s, 175)
		if s.refused > 0 {
			t.Errorf("refused %d times", s.refused)
		}
	})
}

func TestRefusalMeansThatNothingRemains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusTooManyRequests, "1000", "700", now()))
		if pause, usedUp := b.reserve(time.Now()); pause != time.Minute+slack || !usedUp {
			t.Errorf("waits for %s", pause)
		}
	})
}

func TestAnswerToARequestOfTheWindowBeforeSaysNothingOfThisOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusOK, "1000", "500", now()))
		time.Sleep(59 * time.Second)
		sent := time.Now()
		time.Sleep(2 * time.Second)
		b.Observe(sent, limits(http.StatusOK, "1000", "3", now()))
		for range 800 {
			if pause, _ := b.reserve(time.Now()); pause > 0 {
				t.Fatalf("waits for %s", pause)
			}
		}
	})
}

func TestClockThatIsSetBackDelaysNothingForLongerThanAWindow(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusOK} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(30 * time.Second)
			b := newTestBudget(0)
			b.Observe(time.Now(), limits(status, "1000", "12", now()))
			_, _ = b.reserve(time.Now())
			back := time.Now().Add(-time.Hour)
			waited := time.Duration(0)
			for pause := time.Nanosecond; pause > 0 && waited < 2*time.Hour; waited += pause {
				pause, _ = b.reserve(back.Add(waited))
			}
			if waited > time.Minute+slack {
				t.Errorf("after a %d waits for %s", status, waited)
			}
		})
	}
}

// Spreading requests over a minute does not justify a warning.
func TestWaitForTheNextWindowIsToldAndSpreadingIsNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []string
		b := newTestBudget(0)
		b.warn = func(_ context.Context, _, detail string, cause error) {
			if !errors.Is(cause, RateLimitReached) {
				t.Errorf("warned of %v", cause)
			}
			told = append(told, detail)
		}
		time.Sleep(40 * time.Second)
		b.Observe(time.Now(), limits(http.StatusOK, "600", "26", now()))
		for range 20 {
			if err := b.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if spread := time.Since(b.windowStart(b.window).Add(40 * time.Second)); spread < 15*time.Second || len(told) > 0 {
			t.Fatalf("after %s told %q", spread, told)
		}
		b.Observe(time.Now(), limits(http.StatusTooManyRequests, "600", "0", now()))
		_ = b.Wait(t.Context())
		if len(told) != 1 {
			t.Fatalf("told %q", told)
		}
		for _, part := range []string{"may make 600 requests in a minute, and they were used up", "waited 2s for the minute to end"} {
			if !strings.Contains(told[0], part) {
				t.Errorf("%q is not in %q", part, told[0])
			}
		}
	})
}

func TestDateFarAwayDelaysNothingForLong(t *testing.T) {
	t.Parallel()
	for _, date := range []string{"Fri, 31 Dec 9999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT"} {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusTooManyRequests, "1000", "0", date))
		pause, _ := b.reserve(time.Now())
		if pause <= 0 || pause > time.Minute+slack {
			t.Errorf("%s: waits for %s", date, pause)
		}
		if again, _ := b.reserve(time.Now().Add(pause)); again != 0 {
			t.Errorf("%s: waits for %s once more", date, again)
		}
	}
}

func TestLimitOfNothingIsNone(t *testing.T) {
	t.Parallel()
	for _, permitted := range []string{"0", "-5"} {
		b := newTestBudget(0)
		b.Observe(time.Now(), limits(http.StatusOK, permitted, "0", time.Now().UTC().Format(http.TimeFormat)))
		if pause, _ := b.reserve(time.Now()); pause != 0 {
			t.Errorf("%s permitted: waits for %s", permitted, pause)
		}
	}
}
