package rest

import (
	"context"
	"fmt"
	"sync"
)

// Locks serialize work on one object each, within this process. An object is
// named by its kind and ID, as errors name it: "disk disk_123".
type Locks struct {
	mu      sync.Mutex
	entries map[string]*lockEntry
}

// lockEntry is held by whoever could send to it. It is dropped when nobody
// holds it or waits for it.
type lockEntry struct {
	sem  chan struct{}
	refs int
}

// Lock waits until nobody else in this process holds the object. It returns
// the context's error, with the name of the object.
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
