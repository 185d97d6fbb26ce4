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

// serves reports whether a request says enough to somebody who joins it now.
// One that has not begun yet always does.
func (f *sharedLoad) serves(writes int, age time.Duration, since time.Time) bool {
	return f.began.IsZero() || f.writes == writes && time.Since(f.began) < age && !f.began.Before(since)
}

const (
	// LoadTimeout bounds a request of a Memory, which goes on when the caller who began it
	// has left.
	LoadTimeout = 10 * time.Minute
	// entrySize is about what an answer takes besides what it says and its name.
	entrySize = 300
)

// coalesceDelay is how long a request that has to be a new one waits for others who
// want the same.
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

// WithMinFreshness makes a Memory answer with nothing that was begun before a time. Such
// requests wait a moment for each other, so that many who ask again cost one.
func WithMinFreshness(ctx context.Context, since time.Time) context.Context {
	return context.WithValue(ctx, minFreshnessKey{}, since)
}

// NewCache returns a memory of so many bytes at the most, of nothing that is
// older than given.
func NewCache(longest time.Duration, most int) *Cache {
	m := &Cache{maxAge: longest, maxBytes: most, inFlight: map[string]*sharedLoad{}}
	m.Invalidate()
	return m
}

// Invalidate drops everything, because something is being written.
func (m *Cache) Invalidate() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	m.clear()
}

// Delete forgets an answer that nobody can use.
func (m *Cache) Delete(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remove(name)
}

// Size is about how many bytes are remembered.
func (m *Cache) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size
}

// Get returns what is remembered and not older than given, or reads it and
// says how many bytes it takes. Whoever asks while it is being read waits for
// the same answer, unless that was begun too long ago or something was written
// in between.
func (m *Cache) Get(ctx context.Context, name string, age time.Duration, read func(context.Context) (value any, size int, err error)) (any, error) {
	since, again := ctx.Value(minFreshnessKey{}).(time.Time)
	m.mu.Lock()
	if known, ok := m.entries[name]; ok && time.Since(known.began) < age && !known.began.Before(since) {
		m.mu.Unlock()
		return known.value, nil
	}
	joined := m.inFlight[name]
	if joined == nil || !joined.serves(m.writes, age, since) {
		joined = &sharedLoad{done: make(chan struct{})}
		m.inFlight[name] = joined
		if !again {
			joined.began, joined.writes = time.Now(), m.writes
		}
		go m.load(context.WithoutCancel(ctx), name, joined, read)
	}
	m.mu.Unlock()
	select {
	case <-joined.done:
		return joined.value, joined.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// load makes a request, and keeps the answer unless something was written since.
func (m *Cache) load(ctx context.Context, name string, f *sharedLoad, read func(context.Context) (any, int, error)) {
	m.begin(ctx, f)
	ctx, cancel := context.WithTimeout(ctx, LoadTimeout)
	defer cancel()
	value, size, err := read(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	f.value, f.err = value, err
	if err == nil && f.writes == m.writes {
		m.store(name, cacheEntry{value, f.began, size + len(name) + entrySize})
	}
	if m.inFlight[name] == f {
		delete(m.inFlight, name)
	}
	close(f.done)
}

// begin waits for others to join, if the request may be that of all of them.
func (m *Cache) begin(ctx context.Context, f *sharedLoad) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !f.began.IsZero() {
		return
	}
	m.mu.Unlock()
	_ = Sleep(ctx, coalesceDelay) // nobody can end it
	m.mu.Lock()
	f.began, f.writes = time.Now(), m.writes
}

// store makes room first: by what is too old for anybody, or else by everything.
func (m *Cache) store(name string, response cacheEntry) {
	if m.entries[name].began.After(response.began) {
		return
	}
	m.remove(name)
	if m.size+response.size > m.maxBytes || time.Since(m.evictedAt) > m.maxAge/4 {
		m.evictExpired()
	}
	if m.size+response.size > m.maxBytes {
		m.clear()
	}
	if response.size <= m.maxBytes {
		m.entries[name] = response
		m.size += response.size
	}
}

func (m *Cache) evictExpired() {
	m.evictedAt = time.Now()
	for name, response := range m.entries {
		if time.Since(response.began) >= m.maxAge {
			m.remove(name)
		}
	}
}

func (m *Cache) remove(name string) {
	m.size -= m.entries[name].size
	delete(m.entries, name)
}

func (m *Cache) clear() {
	m.entries, m.size, m.evictedAt = map[string]cacheEntry{}, 0, time.Now()
}
