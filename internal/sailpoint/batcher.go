package sailpoint

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"
)

// Window says how long calls wait for others to join their batch. A batch is sent once no
// call has joined for Idle and no request is in flight, whose callers may return. It is
// sent after Max at the latest. Defaults to 50 and 500 milliseconds.
type Window struct{ Idle, Max time.Duration }

// batcher combines concurrent calls about single groups into few requests about many. Each
// caller gets the result for its own group.
type batcher[T any] struct {
	window  Window
	maxSize int
	run     func(ctx context.Context, ids []string) callResults[T]

	mu       sync.Mutex
	open     *batch[T]
	inFlight int
}

// callResults maps normalized IDs to results. It has an entry for every requested ID.
type callResults[T any] map[string]callResult[T]

type callResult[T any] struct {
	value T
	err   error
}

// batch holds the calls that share a request.
type batch[T any] struct {
	calls    []*batchCall[T]
	openedAt time.Time
	timer    *time.Timer
	// waiting counts the callers that have not given up. At zero the request is canceled.
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

// do returns the result for one group. A caller whose context ends only abandons its own
// call. Before the request is sent, its group is left out. After that, the caller only
// misses the result.
func (b *batcher[T]) do(ctx context.Context, id string) (T, error) {
	call := &batchCall[T]{ctx: ctx, id: id, result: make(chan callResult[T], 1)}
	joined := b.join(call)
	select {
	case r := <-call.result:
		return r.value, r.err
	case <-ctx.Done():
		b.abandon(joined)
		var none T
		return none, fmt.Errorf("waiting for SailPoint's response about governance group %s: %w", id, context.Cause(ctx))
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

// resetTimer restarts the idle window of the open batch, within Max.
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

// close sends a batch, unless it has already been sent.
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

// send sends the request on behalf of all callers that still wait.
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
			ctx = call.ctx // for its values, such as the logger
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
			r.err = fmt.Errorf("the batch has no result for %s", call.id)
		}
		call.result <- r
	}
}

// done ends a request. The open batch then no longer waits for it.
func (b *batcher[T]) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.inFlight--; b.inFlight == 0 && b.open != nil {
		b.resetTimer(b.open)
	}
}

func sameResult[T any](ids []string, result callResult[T]) callResults[T] {
	all := make(callResults[T], len(ids))
	for _, id := range ids {
		all[normalizeID(id)] = result
	}
	return all
}
