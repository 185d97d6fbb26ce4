package rest

import (
	"context"
	"sync"
	"time"
)

// Cache remembers answers for a short time, until something is written, and
// lets those who ask for the same thing at the same time share one request.
type Cache struct {
	maxAge   time.Duration // that anybody takes an answer for new
	maxBytes int           // bytes

	mu        sync.Mutex
	writes    int // counts what makes everything remembered doubtful
	entries   map[string]cacheEntry
	inFlight  map[string]*sharedLoad
	size      int // of what is kept
	evictedAt time.Time
}

// cacheEntry is an answer, as old as the beginning of its request.
type cacheEntry struct {
	value any
	began time.Time
	size  int
}

// sharedLoad is a request that several may wait for.
type sharedLoad struct {
	// began is zero while it waits for others to join.
	began  time.Time
	writes int
	done   chan struct{}
	value  any
	err    error
}

// canServe reports whether a request says enough to somebody who joins it now.
// One that has not begun yet always does.
func (l *sharedLoad) canServe(writes int, maxAge time.Duration, since time.Time) bool {
	return l.began.IsZero() || l.writes == writes && time.Since(l.began) < maxAge && !l.began.Before(since)
}

const (
	// LoadTimeout bounds a request of a Memory, which goes on when the caller who began it
	// has left.
	LoadTimeout = 10 * time.Minute
	// entryOverhead is about what an answer takes besides what it says and its name.
	entryOverhead = 300
)

// coalesceDelay is how long a request that has to be a new one waits for others who
// want the same.
const coalesceDelay = 50 * time.Millisecond

type minFreshnessKey struct{}

// WithMinFreshness makes a Memory answer with nothing that was begun before a time. Such
// requests wait a moment for each other, so that many who ask again cost one.
func WithMinFreshness(ctx context.Context, since time.Time) context.Context {
	return context.WithValue(ctx, minFreshnessKey{}, since)
}

// NewCache returns a memory of so many bytes at the most, of nothing that is
// older than given.
func NewCache(maxAge time.Duration, maxBytes int) *Cache {
	c := &Cache{maxAge: maxAge, maxBytes: maxBytes, inFlight: map[string]*sharedLoad{}}
	c.Invalidate()
	return c
}

// Invalidate drops everything, because something is being written.
func (c *Cache) Invalidate() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	c.clear()
}

// Delete forgets an answer that nobody can use.
func (c *Cache) Delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(key)
}

// Size is about how many bytes are remembered.
func (c *Cache) Size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}

// Get returns what is remembered and not older than given, or reads it and
// says how many bytes it takes. Whoever asks while it is being read waits for
// the same answer, unless that was begun too long ago or something was written
// in between.
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

// load makes a request, and keeps the answer unless something was written since.
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

// start waits for others to join, if the request may be that of all of them.
func (c *Cache) start(ctx context.Context, l *sharedLoad) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !l.began.IsZero() {
		return
	}
	c.mu.Unlock()
	_ = Sleep(ctx, coalesceDelay) // nobody can end it
	c.mu.Lock()
	l.began, l.writes = time.Now(), c.writes
}

// store makes room first: by what is too old for anybody, or else by everything.
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
