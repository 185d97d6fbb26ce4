package katapult

import (
	"context"
	"sync"
)

// locks let one caller at a time work on what has a name.
type locks struct {
	mu   sync.Mutex
	held map[string]chan struct{}
}

// lock waits for its turn. The returned function gives the turn on.
func (l *locks) lock(ctx context.Context, name string) (unlock func(), err error) {
	l.mu.Lock()
	turn, ok := l.held[name]
	if !ok {
		turn = make(chan struct{}, 1)
		l.held[name] = turn
	}
	l.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
