package sailpoint

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"
)

// Window is how long calls wait for others to join them: until none has come
// for Idle and no request is under way, whose callers may come back, but not
// beyond Longest. 50 and 500 milliseconds by default.
type Window struct{ Idle, Max time.Duration }

// batcher gathers calls about single groups, made at about the same time, into
// few requests about many. Each caller gets the outcome for its own group.
type batcher[T any] struct {
	window  Window
	maxSize int
	run     func(ctx context.Context, ids []string) callResults[T]

	mu       sync.Mutex
	open     *batch[T]
	inFlight int
}

// callResults are by normalized ID; every ID that was asked about has one.
type callResults[T any] map[string]callResult[T]

type callResult[T any] struct {
	value T
	err   error
}

// batch is the calls that go into one request.
type batch[T any] struct {
	calls    []*batchCall[T]
	openedAt time.Time
	timer    *time.Timer
	// waiting counts the callers that have not given up. When none is left the
	// request is of no use to anybody.
	waiting int
	cancel  context.CancelFunc
}

type batchCall[T any] struct {
	ctx    context.Context
	id     string
	result chan callResult[T]
}

func newBatcher[T any](window Window, maxSize int, run func(context.Context, []string) callResults[T]) *batcher[T] {
	window.Idle = cmp.Or(window.Idle, 50*time.Millisecond)
	window.Max = cmp.Or(window.Max, 500*time.Millisecond)
	return &batcher[T]{window: window, maxSize: maxSize, run: run}
}

// do returns the outcome for one group. A caller whose context ends gives up
// alone: before the request it is left out, after that it just does not learn
// what came of it.
func (b *batcher[T]) do(ctx context.Context, id string) (T, error) {
	call := &batchCall[T]{ctx: ctx, id: id, result: make(chan callResult[T], 1)}
	joined := b.join(call)
	select {
	case r := <-call.result:
		return r.value, r.err
	case <-ctx.Done():
		b.abandon(joined)
		var none T
		return none, fmt.Errorf("waiting for SailPoint's answer about governance group %s: %w", id, context.Cause(ctx))
	}
}

func (b *batcher[T]) join(call *batchCall[T]) *batch[T] {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open == nil {
		opened := &batch[T]{openedAt: time.Now(), cancel: func() {}}
		opened.timer = time.AfterFunc(b.window.Max, func() { b.close(opened) })
		b.open = opened
	}
	joined := b.open
	joined.calls = append(joined.calls, call)
	joined.waiting++
	if len(joined.calls) == b.maxSize {
		joined.timer.Stop()
		b.open = nil
		b.inFlight++
		go b.send(joined)
		return joined
	}
	b.resetTimer(joined)
	return joined
}

// resetTimer starts the time anew that a batch stays open.
func (b *batcher[T]) resetTimer(open *batch[T]) {
	left := b.window.Max - time.Since(open.openedAt)
	if b.inFlight == 0 {
		left = min(left, b.window.Idle)
	}
	open.timer.Reset(left)
}

func (b *batcher[T]) abandon(left *batch[T]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if left.waiting--; left.waiting == 0 {
		left.cancel()
	}
}

// close sends a batch, unless that has happened already.
func (b *batcher[T]) close(due *batch[T]) {
	b.mu.Lock()
	mine := b.open == due
	if mine {
		b.open = nil
		b.inFlight++
	}
	b.mu.Unlock()
	if mine {
		b.send(due)
	}
}

// send makes the request for all callers that still wait.
func (b *batcher[T]) send(ready *batch[T]) {
	defer b.done()
	var (
		ids []string
		ctx context.Context
	)
	for _, call := range ready.calls {
		if call.ctx.Err() != nil {
			continue
		}
		if ctx == nil {
			ctx = call.ctx // for what it carries, such as the log
		}
		ids = append(ids, call.id)
	}
	if len(ids) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	b.mu.Lock()
	ready.cancel = cancel
	if ready.waiting == 0 {
		cancel()
	}
	b.mu.Unlock()
	all := b.run(ctx, Distinct(ids))
	for _, call := range ready.calls {
		r, ok := all[normalizeID(call.id)]
		if !ok {
			r.err = fmt.Errorf("nothing is known about %s", call.id)
		}
		call.result <- r
	}
}

// done lets the open batch go on without waiting for a request under way.
func (b *batcher[T]) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inFlight--; b.inFlight == 0 && b.open != nil {
		b.resetTimer(b.open)
	}
}

// sameResult gives all IDs the same outcome.
func sameResult[T any](ids []string, result callResult[T]) callResults[T] {
	all := make(callResults[T], len(ids))
	for _, id := range ids {
		all[normalizeID(id)] = result
	}
	return all
}
