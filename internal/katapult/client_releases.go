package katapult

import (
	"context"
	"sync"
	"time"
)

// releaseGrace is how long an object that is taken is waited for while no
// operation of this process has announced to release it. Terraform may still be
// busy with other resources before it comes to that operation.
const releaseGrace = 30 * time.Second

// releases lets an operation that needs a disk or an IP address wait for
// another one of this process that is about to release it: Terraform may run
// the two in either order. Objects are named as in locks.
type releases struct {
	grace time.Duration

	mu sync.Mutex
	// pending counts the operations under way that will release an object, and
	// ended those that have come to their end.
	pending, ended map[string]int
	// changed is closed and replaced whenever either count changes.
	changed chan struct{}
}

func newReleases(grace time.Duration) *releases {
	return &releases{grace: grace, pending: map[string]int{}, ended: map[string]int{}, changed: make(chan struct{})}
}

// announce says that an operation will release the objects. It calls done when
// it has done so, or has failed.
func (r *releases) announce(objects ...string) (done func()) {
	r.update(func() {
		for _, o := range objects {
			r.pending[o]++
		}
	})
	return sync.OnceFunc(func() {
		r.update(func() {
			for _, o := range objects {
				r.pending[o]--
				r.ended[o]++
			}
		})
	})
}

func (r *releases) update(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	close(r.changed)
	r.changed = make(chan struct{})
}

// A ReleaseWatch waits for the release of one object. It has to be taken
// before the object is read: a release in between is noticed then.
type ReleaseWatch struct {
	releases *releases
	object   string
	ended    int
}

func (r *releases) watch(object string) ReleaseWatch {
	r.mu.Lock()
	defer r.mu.Unlock()
	return ReleaseWatch{r, object, r.ended[object]}
}

// Wait returns true as soon as an operation that was to release the object has
// ended since the watch was taken, and false when none has been announced for 30
// seconds. The object may be taken again, or still: read it again. Hold no lock
// while waiting. It returns the context's error.
func (w ReleaseWatch) Wait(ctx context.Context) (ended bool, err error) {
	return w.until(ctx, func(_, ended bool) bool { return ended })
}

// Announced returns true as soon as an operation is about to release the object,
// or has ended since the watch was taken, and false when none has been announced
// for 30 seconds. An operation that has something to release itself waits for
// this first: two that swap would wait for each other's end. Hold no lock while
// waiting. It returns the context's error.
func (w ReleaseWatch) Announced(ctx context.Context) (announced bool, err error) {
	return w.until(ctx, func(pending, ended bool) bool { return pending || ended })
}

// until returns true as soon as enough has happened, and false when the grace
// period is over and no release is announced.
func (w ReleaseWatch) until(ctx context.Context, enough func(pending, ended bool) bool) (bool, error) {
	grace := time.NewTimer(w.releases.grace)
	defer grace.Stop()
	for {
		pending, ended, changed := w.now()
		if enough(pending, ended) {
			return true, nil
		}
		expired := grace.C
		if pending {
			expired = nil
		}
		select {
		case <-changed:
		case <-expired:
			return false, nil
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
}

func (w ReleaseWatch) now() (pending, ended bool, changed <-chan struct{}) {
	w.releases.mu.Lock()
	defer w.releases.mu.Unlock()
	return w.releases.pending[w.object] > 0, w.releases.ended[w.object] > w.ended, w.releases.changed
}
