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

// source is a slow thing to read that counts its reads.
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

// load reads s through a cache and returns the number of the read that produced the value.
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
		c, s := NewCache(30*time.Second, 1000), &source{delay: 10 * time.Second}
		reason := errors.New("the user has changed their mind")
		ctx, cancel := context.WithCancelCause(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			start := time.Now()
			if _, err := c.Get(ctx, "a", 30*time.Second, s.read); !errors.Is(err, reason) || time.Since(start) != time.Second {
				t.Errorf("the first caller got %v after %s", err, time.Since(start))
			}
		})
		synctest.Wait() // the first caller's read is in flight
		all.Go(func() { s.load(t, c, "a") })
		time.Sleep(time.Second)
		cancel(reason)
		all.Wait()
		if s.reads != 1 {
			t.Errorf("%d reads", s.reads)
		}
	})
}

func TestErrorsAreNotCached(t *testing.T) {
	t.Parallel()
	c, s, refused := NewCache(30*time.Second, 1000), &source{}, errors.New("try again")
	fail := func(context.Context) (any, int, error) { return "half", 0, refused }
	if _, err := c.Get(t.Context(), "a", 30*time.Second, fail); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if got := s.load(t, c, "a"); got != 1 {
		t.Errorf("got %v", got)
	}
}

func TestCacheSizeIsBounded(t *testing.T) {
	t.Parallel()
	c, s := NewCache(30*time.Second, 10_000), &source{size: 1000}
	for n := range 100 {
		s.load(t, c, fmt.Sprint(n))
		if c.Size() > 10_000 || c.Size() < 1000 {
			t.Fatalf("the cache holds %d bytes", c.Size())
		}
	}
	if got := s.load(t, c, "99"); got != 100 {
		t.Error("the last response is not cached")
	}
	s.size = 10_000
	if s.load(t, c, "too large"); c.Size() > 10_000 {
		t.Errorf("the cache holds %d bytes", c.Size())
	}
}

// Replaced, deleted, and expired entries take no space.
func TestSizeCountsCurrentEntriesOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1_000_000), &source{size: 1000}
		s.load(t, c, "a")
		one := c.Size()
		s.load(t, c, "b")
		time.Sleep(29 * time.Second)
		s.load(t, c, "c")
		time.Sleep(10 * time.Second)
		if s.load(t, c, "a"); c.Size() != 2*one {
			t.Errorf("%d bytes for two entries of %d", c.Size(), one)
		}
		if c.Delete("c"); c.Size() != one {
			t.Errorf("%d bytes for an entry of %d", c.Size(), one)
		}
		c.Delete("c")
		if c.Invalidate(); c.Size() != 0 {
			t.Errorf("an empty cache holds %d bytes", c.Size())
		}
	})
}

// A slow response is older than one requested after it.
func TestOlderResponseDoesNotReplaceANewerOneAfterAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewCache(30*time.Second, 1_000_000)
		slow, fast := &source{delay: 10 * time.Second}, &source{delay: time.Second, reads: 1}
		var all sync.WaitGroup
		all.Go(func() { slow.load(t, c, "a") })
		time.Sleep(time.Second)
		c.Invalidate()
		if got := fast.load(t, c, "a"); got != 2 {
			t.Errorf("a caller after the write got the response from before it")
		}
		all.Wait()
		if got := fast.load(t, c, "a"); got != 2 {
			t.Errorf("the response from before the write is cached")
		}
	})
}

// Concurrent forced refreshes share one new request.
func TestForcedRefreshGetsANewResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1000), &source{delay: 100 * time.Millisecond}
		s.load(t, c, "a")
		time.Sleep(time.Second)
		var all sync.WaitGroup
		for range 20 {
			ctx := WithMinFreshness(t.Context(), time.Now())
			all.Go(func() {
				if got, err := c.Get(ctx, "a", 30*time.Second, s.read); got != 2 || err != nil {
					t.Errorf("%v, %v", got, err)
				}
			})
			time.Sleep(time.Millisecond)
		}
		all.Wait()
		if got := s.load(t, c, "a"); got != 2 {
			t.Errorf("read %d is cached", got)
		}
		// A request that began later is fresh enough.
		// What was begun since will do.
		if got, err := c.Get(WithMinFreshness(t.Context(), time.Now().Add(-time.Second/10)), "a", 30*time.Second, s.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestForcedRefreshDoesNotJoinAnEarlierRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1000), &source{delay: time.Second}
		var all sync.WaitGroup
		all.Go(func() { s.load(t, c, "a") })
		time.Sleep(time.Second / 2)
		if got, err := c.Get(WithMinFreshness(t.Context(), time.Now()), "a", 30*time.Second, s.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		all.Wait()
	})
}

// A request that has been in flight for long returns an old state.
func TestRequestOlderThanTheMaxAgeIsNotJoined(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1000), &source{delay: 10 * time.Second}
		var all sync.WaitGroup
		for second := range 9 {
			all.Go(func() {
				if got, err := c.Get(t.Context(), "a", 3*time.Second, s.read); got != 1+second/3 || err != nil {
					t.Errorf("the caller in second %d got request %v, %v", second, got, err)
				}
			})
			time.Sleep(time.Second)
		}
		all.Wait()
	})
}

// A slow request that began earlier must not replace a later response, even without a write
// in between.
func TestOlderResponseDoesNotReplaceANewerOneWithoutAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := NewCache(30*time.Second, 1_000_000)
		slow, fast := &source{delay: 10 * time.Second}, &source{delay: time.Second, reads: 1}
		var all sync.WaitGroup
		all.Go(func() { slow.load(t, c, "a") })
		time.Sleep(5 * time.Second)
		if got, err := c.Get(t.Context(), "a", time.Second, fast.read); got != 2 || err != nil {
			t.Errorf("%v, %v", got, err)
		}
		size := c.Size()
		all.Wait()
		if got := fast.load(t, c, "a"); got != 2 || c.Size() != size {
			t.Errorf("response %d is cached, in %d bytes instead of %d", got, c.Size(), size)
		}
	})
}

// A request that began before a write returns an old state.
func TestResponseOfARequestBeforeAWriteIsNotCached(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1_000_000), &source{delay: 2 * time.Second}
		var all sync.WaitGroup
		all.Go(func() { s.load(t, c, "a") })
		time.Sleep(time.Second)
		c.Invalidate()
		all.Wait()
		if got := s.load(t, c, "a"); got != 2 {
			t.Errorf("a caller after the write got request %d", got)
		}
	})
}

// The end of an older request must not hide one that is still in flight.
func TestRequestIsJoinedAlthoughAnOlderOneHasEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := NewCache(30*time.Second, 1_000_000), &source{delay: 10 * time.Second}
		var all sync.WaitGroup
		all.Go(func() { s.load(t, c, "a") })
		time.Sleep(5 * time.Second)
		c.Invalidate()
		all.Go(func() { s.load(t, c, "a") })
		time.Sleep(6 * time.Second) // the first one has ended, the second one has not
		if got := s.load(t, c, "a"); got != 2 {
			t.Errorf("got request %d", got)
		}
		all.Wait()
	})
}
