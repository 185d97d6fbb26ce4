package rest

import (
	"context"
	"sync"
	"time"
)

// Cache keeps responses for a short time and drops all of them at each write. Concurrent
// callers that ask for the same key share one request.
type Cache struct {
	maxAge   time.Duration // the oldest entry that any caller accepts
	maxBytes int

	mu        sync.Mutex
	writes    int // invalidates requests that started before a write
	entries   map[string]cacheEntry
	inFlight  map[string]*sharedLoad
	size      int // of all entries, in bytes
	evictedAt time.Time
}

// cacheEntry is a response. Its age counts from the start of its request.
type cacheEntry struct {
	value any
	began time.Time
	size  int
}

// sharedLoad is a request that several callers may wait for.
type sharedLoad struct {
	// began is zero while the request waits for other callers to join.
	began  time.Time
	writes int
	done   chan struct{}
	value  any
	err    error
}

// canServe reports whether the response will be fresh enough for a caller that joins now. A
// request that has not started yet always is.
func (l *sharedLoad) canServe(writes int, maxAge time.Duration, since time.Time) bool {
	return l.began.IsZero() || l.writes == writes && time.Since(l.began) < maxAge && !l.began.Before(since)
}

const (
	// LoadTimeout bounds a cache's request, which continues after its first caller has
	// left.
	LoadTimeout = 10 * time.Minute
	// entryOverhead is the approximate size of an entry without its value and key, in
	// bytes.
	entryOverhead = 300
)

// coalesceDelay is how long a forced refresh waits so that other callers can share it.
const coalesceDelay = 50 * time.Millisecond

type (
	maxAgeKey       struct{}
	minFreshnessKey struct{}
)

// WithMaxAge lets reads use cached responses up to an age. Without it, or with zero,
// every read sends a request. A cache may have a lower limit of its own.
func WithMaxAge(ctx context.Context, age time.Duration) context.Context {
	return context.WithValue(ctx, maxAgeKey{}, age)
}

// MaxAge returns the maximum age that WithMaxAge has set, or zero.
func MaxAge(ctx context.Context) time.Duration {
	age, _ := ctx.Value(maxAgeKey{}).(time.Duration)
	return age
}

// WithMinFreshness makes a Cache ignore responses whose request began before the given
// time. Such refreshes wait a moment for each other, so that many concurrent callers cost
// one request.
func WithMinFreshness(ctx context.Context, since time.Time) context.Context {
	return context.WithValue(ctx, minFreshnessKey{}, since)
}

// NewCache returns a cache that holds at most maxBytes bytes and no entry older than
// maxAge.
func NewCache(maxAge time.Duration, maxBytes int) *Cache {
	c := &Cache{maxAge: maxAge, maxBytes: maxBytes, inFlight: map[string]*sharedLoad{}}
	c.Invalidate()
	return c
}

// Invalidate drops every entry. Call it before and after a write: a concurrent read may
// show either state.
func (c *Cache) Invalidate() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	c.clear()
}

// Delete drops one entry, such as a response that could not be decoded.
func (c *Cache) Delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(key)
}

// Size returns the approximate size of all entries, in bytes.
func (c *Cache) Size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}

// Get returns the entry for key if it is younger than maxAge. Otherwise it calls read,
// which returns a value and its size in bytes. Callers that arrive meanwhile wait for the
// same response, unless its request is too old or a write has happened since. It returns
// read's error or the cause of the end of ctx.
func (c *Cache) Get(ctx context.Context, key string, maxAge time.Duration, read func(context.Context) (value any, size int, err error)) (any, error) {
	since, forceRefresh := ctx.Value(minFreshnessKey{}).(time.Time)
	c.mu.Lock()
	if entry, ok := c.entries[key]; ok && time.Since(entry.began) < maxAge && !entry.began.Before(since) {
		c.mu.Unlock()
		return entry.value, nil
	}
	joined := c.inFlight[key]
	if joined == nil || !joined.canServe(c.writes, maxAge, since) {
		joined = &sharedLoad{done: make(chan struct{})}
		c.inFlight[key] = joined
		if !forceRefresh {
			joined.began, joined.writes = time.Now(), c.writes
		}
		go c.load(context.WithoutCancel(ctx), key, joined, read)
	}
	c.mu.Unlock()
	select {
	case <-joined.done:
		return joined.value, joined.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// load sends the request and caches the response, unless a write has happened since it
// began.
func (c *Cache) load(ctx context.Context, key string, l *sharedLoad, read func(context.Context) (any, int, error)) {
	c.start(ctx, l)
	ctx, cancel := context.WithTimeout(ctx, LoadTimeout)
	defer cancel()
	value, size, err := read(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	l.value, l.err = value, err
	if err == nil && l.writes == c.writes {
		c.store(key, cacheEntry{value, l.began, size + len(key) + entryOverhead})
	}
	if c.inFlight[key] == l {
		delete(c.inFlight, key)
	}
	close(l.done)
}

// start marks the request as begun. A forced refresh first waits for other callers to join.
func (c *Cache) start(ctx context.Context, l *sharedLoad) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !l.began.IsZero() {
		return
	}
	c.mu.Unlock()
	_ = Sleep(ctx, coalesceDelay) // ctx is never canceled
	c.mu.Lock()
	l.began, l.writes = time.Now(), c.writes
}

// store makes room by evicting expired entries or, if that is not enough, all entries.
func (c *Cache) store(key string, entry cacheEntry) {
	if c.entries[key].began.After(entry.began) {
		return
	}
	c.remove(key)
	if c.size+entry.size > c.maxBytes || time.Since(c.evictedAt) > c.maxAge/4 {
		c.evictExpired()
	}
	if c.size+entry.size > c.maxBytes {
		c.clear()
	}
	if entry.size <= c.maxBytes {
		c.entries[key] = entry
		c.size += entry.size
	}
}

func (c *Cache) evictExpired() {
	c.evictedAt = time.Now()
	for key, entry := range c.entries {
		if time.Since(entry.began) >= c.maxAge {
			c.remove(key)
		}
	}
}

func (c *Cache) remove(key string) {
	c.size -= c.entries[key].size
	delete(c.entries, key)
}

func (c *Cache) clear() {
	c.entries, c.size, c.evictedAt = map[string]cacheEntry{}, 0, time.Now()
}
