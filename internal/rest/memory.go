package rest

import (
	"context"
	"sync"
	"time"
)

// Memory remembers answers for a short time, until something is written, and
// lets those who ask for the same thing at the same time share one request.
type Memory struct {
	longest time.Duration // that anybody takes an answer for new
	most    int           // bytes

	mu      sync.Mutex
	writes  int // counts what makes everything remembered doubtful
	kept    map[string]remembered
	flights map[string]*flight
	size    int // of what is kept
	swept   time.Time
}

// remembered is an answer, as old as the beginning of its request.
type remembered struct {
	value any
	began time.Time
	size  int
}

// flight is a request that several may wait for.
type flight struct {
	// began is zero while it waits for others to join.
	began  time.Time
	writes int
	done   chan struct{}
	value  any
	err    error
}

// serves reports whether a request says enough to somebody who joins it now.
// One that has not begun yet always does.
func (f *flight) serves(writes int, age time.Duration, since time.Time) bool {
	return f.began.IsZero() || f.writes == writes && time.Since(f.began) < age && !f.began.Before(since)
}

const (
	// LoadTimeout bounds a request of a Memory, which goes on when the caller who began it
	// has left.
	LoadTimeout = 10 * time.Minute
	// entrySize is about what an answer takes besides what it says and its name.
	entrySize = 300
)

// gathering is how long a request that has to be a new one waits for others who
// want the same.
const gathering = 50 * time.Millisecond

type notBeforeKey struct{}

// NotBefore makes a Memory answer with nothing that was begun before a time. Such
// requests wait a moment for each other, so that many who ask again cost one.
func NotBefore(ctx context.Context, since time.Time) context.Context {
	return context.WithValue(ctx, notBeforeKey{}, since)
}

// NewMemory returns a memory of so many bytes at the most, of nothing that is
// older than given.
func NewMemory(longest time.Duration, most int) *Memory {
	m := &Memory{longest: longest, most: most, flights: map[string]*flight{}}
	m.Forget()
	return m
}

// Forget drops everything, because something is being written.
func (m *Memory) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	m.clear()
}

// Drop forgets an answer that nobody can use.
func (m *Memory) Drop(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(name)
}

// Size is about how many bytes are remembered.
func (m *Memory) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.size
}

// Load returns what is remembered and not older than given, or reads it and
// says how many bytes it takes. Whoever asks while it is being read waits for
// the same answer, unless that was begun too long ago or something was written
// in between.
func (m *Memory) Load(ctx context.Context, name string, age time.Duration, read func(context.Context) (value any, size int, err error)) (any, error) {
	since, again := ctx.Value(notBeforeKey{}).(time.Time)
	m.mu.Lock()
	if known, ok := m.kept[name]; ok && time.Since(known.began) < age && !known.began.Before(since) {
		m.mu.Unlock()
		return known.value, nil
	}
	joined := m.flights[name]
	if joined == nil || !joined.serves(m.writes, age, since) {
		joined = &flight{done: make(chan struct{})}
		m.flights[name] = joined
		if !again {
			joined.began, joined.writes = time.Now(), m.writes
		}
		go m.fly(context.WithoutCancel(ctx), name, joined, read)
	}
	m.mu.Unlock()
	select {
	case <-joined.done:
		return joined.value, joined.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// fly makes a request, and keeps the answer unless something was written since.
func (m *Memory) fly(ctx context.Context, name string, f *flight, read func(context.Context) (any, int, error)) {
	m.begin(ctx, f)
	ctx, cancel := context.WithTimeout(ctx, LoadTimeout)
	defer cancel()
	value, size, err := read(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	f.value, f.err = value, err
	if err == nil && f.writes == m.writes {
		m.keep(name, remembered{value, f.began, size + len(name) + entrySize})
	}
	if m.flights[name] == f {
		delete(m.flights, name)
	}
	close(f.done)
}

// begin waits for others to join, if the request may be that of all of them.
func (m *Memory) begin(ctx context.Context, f *flight) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !f.began.IsZero() {
		return
	}
	m.mu.Unlock()
	_ = Sleep(ctx, gathering) // nobody can end it
	m.mu.Lock()
	f.began, f.writes = time.Now(), m.writes
}

// keep makes room first: by what is too old for anybody, or else by everything.
func (m *Memory) keep(name string, answer remembered) {
	if m.kept[name].began.After(answer.began) {
		return
	}
	m.drop(name)
	if m.size+answer.size > m.most || time.Since(m.swept) > m.longest/4 {
		m.sweep()
	}
	if m.size+answer.size > m.most {
		m.clear()
	}
	if answer.size <= m.most {
		m.kept[name] = answer
		m.size += answer.size
	}
}

func (m *Memory) sweep() {
	m.swept = time.Now()
	for name, answer := range m.kept {
		if time.Since(answer.began) >= m.longest {
			m.drop(name)
		}
	}
}

func (m *Memory) drop(name string) {
	m.size -= m.kept[name].size
	delete(m.kept, name)
}

func (m *Memory) clear() {
	m.kept, m.size, m.swept = map[string]remembered{}, 0, time.Now()
}
