package rest

import (
	"context"
	"fmt"
	"sync"
)

// Locks serialize work on one object each, within this process. An object is
// named by its kind and ID, as errors name it: "disk disk_123".
type Locks struct {
	mu   sync.Mutex
	held map[string]*heldLock
}

// heldLock is held by whoever could send to it. It is dropped when nobody
// holds it or waits for it.
type heldLock struct {
	holder chan struct{}
	users  int
}

// Lock waits until nobody else in this process holds the object. It returns
// the context's error, with the name of the object.
func (l *Locks) Lock(ctx context.Context, object string) (unlock func(), err error) {
	held := l.use(object)
	select {
	case held.holder <- struct{}{}:
		return func() { <-held.holder; l.drop(object) }, nil
	case <-ctx.Done():
		l.drop(object)
		return nil, fmt.Errorf("waiting for other work on %s: %w", object, context.Cause(ctx))
	}
}

func (l *Locks) use(object string) *heldLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = map[string]*heldLock{}
	}
	held, ok := l.held[object]
	if !ok {
		held = &heldLock{holder: make(chan struct{}, 1)}
		l.held[object] = held
	}
	held.users++
	return held
}

func (l *Locks) drop(object string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[object].users--; l.held[object].users == 0 {
		delete(l.held, object)
	}
}
