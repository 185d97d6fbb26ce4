package rest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// source is something to be read, and counts how often it is.
type source struct {
	mu    sync.Mutex
	reads int
	delay time.Duration
	size  int
}

func (s *source) read(ctx context.Context) (any, int, error) {
	s.mu.Lock()
	s.reads++
	number := s.reads
	s.mu.Unlock()
	return number, s.size, Sleep(ctx, s.delay)
}

// load asks a memory for what is in the library, and returns which reading it is
// from.
func (s *source) load(t *testing.T, c *Cache, key string) int {
	t.Helper()
	value, err := c.Get(t.Context(), key, 30*time.Second, s.read)
	if err != nil {
		t.Error(err)
	}
	number, _ := value.(int)
	return number
}

func TestCancelledCallerDoesNotFailTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1000), &source{delay: 10 * time.Second}
		reason := errors.New("the user has changed their mind")
		ctx, cancel := context.WithCancelCause(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			start := time.Now()
			if _, err := m.Get(ctx, "a", 30*time.Second, l.read); !errors.Is(err, reason) || time.Since(start) != time.Second {
				t.Errorf("the first caller got %v after %s", err, time.Since(start))
			}
		})
		synctest.Wait() // it is being read for the first caller
		all.Go(func() { l.load(t, m, "a") })
		time.Sleep(time.Second)
		cancel(reason)
		all.Wait()
		if l.reads != 1 {
			t.Errorf("%d reads", l.reads)
		}
	})
}

func TestErrorsAreNotCached(t *testing.T) {
	t.Parallel()
	m, l, refused := NewCache(30*time.Second, 1000), &source{}, errors.New("try again")
	fail := func(context.Context) (any, int, error) { return "half", 0, refused }
	if _, err := m.Get(t.Context(), "a", 30*time.Second, fail); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if got := l.load(t, m, "a"); got != 1 {
		t.Errorf("got %v", got)
	}
}

func TestCacheSizeIsBounded(t *testing.T) {
	t.Parallel()
	m, l := NewCache(30*time.Second, 10_000), &source{size: 1000}
	for n := range 100 {
		l.load(t, m, fmt.Sprint(n))
		if m.Size() > 10_000 || m.Size() < 1000 {
			t.Fatalf("%d bytes are remembered", m.Size())
		}
	}
	if got := l.load(t, m, "99"); got != 100 {
		t.Error("the last one is not remembered")
	}
	l.size = 10_000
	if l.load(t, m, "too large"); m.Size() > 10_000 {
		t.Errorf("%d bytes are remembered", m.Size())
	}
}

// What is replaced, dropped or too old takes no room.
func TestSizeCountsCurrentEntriesOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1_000_000), &source{size: 1000}
		l.load(t, m, "a")
		one := m.Size()
		l.load(t, m, "b")
		time.Sleep(29 * time.Second)
		l.load(t, m, "c")
		time.Sleep(10 * time.Second)
		if l.load(t, m, "a"); m.Size() != 2*one {
			t.Errorf("%d bytes for two answers of %d", m.Size(), one)
		}
		if m.Delete("c"); m.Size() != one {
			t.Errorf("%d bytes for an answer of %d", m.Size(), one)
		}
		m.Delete("c")
		if m.Invalidate(); m.Size() != 0 {
			t.Errorf("%d bytes for nothing", m.Size())
		}
	})
}

// A slow answer says less than one that was asked for after it.
func TestOlderResponseDoesNotReplaceANewerOneAfterAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewCache(30*time.Second, 1_000_000)
		slow, fast := &source{delay: 10 * time.Second}, &source{delay: time.Second, reads: 1}
		var all sync.WaitGroup
		all.Go(func() { slow.load(t, m, "a") })
		time.Sleep(time.Second)
		m.Invalidate()
		if got := fast.load(t, m, "a"); got != 2 {
			t.Errorf("who asks after a write gets the answer from before")
		}
		all.Wait()
		if got := fast.load(t, m, "a"); got != 2 {
			t.Errorf("the answer from before the write is remembered")
		}
	})
}

// Who asks again gets what was begun after that, and many get the same.
func TestForcedRefreshGetsANewResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1000), &source{delay: 100 * time.Millisecond}
		l.load(t, m, "a")
		time.Sleep(time.Second)
		var all sync.WaitGroup
		for range 20 {
			ctx := WithMinFreshness(t.Context(), time.Now())
			all.Go(func() {
				if got, err := m.Get(ctx, "a", 30*time.Second, l.read); got != 2 || err != nil {
					t.Errorf("%v, %v", got, err)
				}
			})
			time.Sleep(time.Millisecond)
		}
		all.Wait()
		if got := l.load(t, m, "a"); got != 2 {
			t.Errorf("reading %d is remembered", got)
		}
		// What was begun since will do.
		if got, err := m.Get(WithMinFreshness(t.Context(), time.Now().Add(-time.Second/10)), "a", 30*time.Second, l.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestForcedRefreshDoesNotJoinAnEarlierRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1000), &source{delay: time.Second}
		var all sync.WaitGroup
		all.Go(func() { l.load(t, m, "a") })
		time.Sleep(time.Second / 2)
		if got, err := m.Get(WithMinFreshness(t.Context(), time.Now()), "a", 30*time.Second, l.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		all.Wait()
	})
}

// A request that is long under way tells somebody who asks now of the past.
func TestNobodyJoinsARequestThatIsOlderThanTheMaxAge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1000), &source{delay: 10 * time.Second}
		var all sync.WaitGroup
		for second := range 9 {
			all.Go(func() {
				if got, err := m.Get(t.Context(), "a", 3*time.Second, l.read); got != 1+second/3 || err != nil {
					t.Errorf("who asks in second %d gets request %v, %v", second, got, err)
				}
			})
			time.Sleep(time.Second)
		}
		all.Wait()
	})
}

// A slow request that began earlier must not replace what a later one has read,
// even if nothing was written in between.
func TestOlderResponseDoesNotReplaceANewerOneWithoutAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewCache(30*time.Second, 1_000_000)
		slow, fast := &source{delay: 10 * time.Second}, &source{delay: time.Second, reads: 1}
		var all sync.WaitGroup
		all.Go(func() { slow.load(t, m, "a") })
		time.Sleep(5 * time.Second)
		if got, err := m.Get(t.Context(), "a", time.Second, fast.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		size := m.Size()
		all.Wait()
		if got := fast.load(t, m, "a"); got != 2 || m.Size() != size {
			t.Errorf("response %d is remembered, in %d bytes instead of %d", got, m.Size(), size)
		}
	})
}

// What was begun before a write is out of date, whoever asks after that.
func TestResponseOfARequestBeforeAWriteIsNotCached(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1_000_000), &source{delay: 2 * time.Second}
		var all sync.WaitGroup
		all.Go(func() { l.load(t, m, "a") })
		time.Sleep(time.Second)
		m.Invalidate()
		all.Wait()
		if got := l.load(t, m, "a"); got != 2 {
			t.Errorf("who asks after the write gets request %d", got)
		}
	})
}

// The end of an older request must not hide one that is under way.
func TestRequestIsJoinedAlthoughAnOlderOneHasEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, l := NewCache(30*time.Second, 1_000_000), &source{delay: 10 * time.Second}
		var all sync.WaitGroup
		all.Go(func() { l.load(t, m, "a") })
		time.Sleep(5 * time.Second)
		m.Invalidate()
		all.Go(func() { l.load(t, m, "a") })
		time.Sleep(6 * time.Second) // the first one has ended, the second one has not
		if got := l.load(t, m, "a"); got != 2 {
			t.Errorf("got request %d", got)
		}
		all.Wait()
	})
}
