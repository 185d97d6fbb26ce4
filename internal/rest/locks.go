package rest

import (
	"context"
	"fmt"
	"sync"
)

// Locks serialize work on an object within this process. The key is the object's kind and
// ID, as errors name it: "disk disk_123".
type Locks struct {
	mu      sync.Mutex
	entries map[string]*lockEntry
}

// lockEntry is one lock. It is removed when nothing holds it or waits for it.
type lockEntry struct {
	sem  chan struct{}
	refs int
}

// Lock waits until nothing else in this process holds the lock. If ctx ends first, it
// returns the cause and the name of the object.
func (l *Locks) Lock(ctx context.Context, object string) (unlock func(), err error) {
	entry := l.acquireRef(object)
	select {
	case entry.sem <- struct{}{}:
		return func() { <-entry.sem; l.releaseRef(object) }, nil
	case <-ctx.Done():
		l.releaseRef(object)
		return nil, fmt.Errorf("waiting for other work on %s: %w", object, context.Cause(ctx))
	}
}

func (l *Locks) acquireRef(object string) *lockEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entries == nil {
		l.entries = map[string]*lockEntry{}
	}
	entry, ok := l.entries[object]
	if !ok {
		entry = &lockEntry{sem: make(chan struct{}, 1)}
		l.entries[object] = entry
	}
	entry.refs++
	return entry
}

func (l *Locks) releaseRef(object string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entries[object].refs--; l.entries[object].refs == 0 {
		delete(l.entries, object)
	}
}
