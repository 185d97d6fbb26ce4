package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// releaseGrace is how long to wait for an object that is in use while no operation of this
// process has announced its release. Terraform may reach the releasing operation only after
// other resources.
const releaseGrace = 30 * time.Second

// releases lets an operation wait for a disk, an IP address, a virtual network, a DNS zone, a DNS
// record or a unique name that another operation of this process is about to release. Terraform
// may run the two in either order. Objects are named as in locks.
type releases struct {
	grace time.Duration

	mu sync.Mutex
	// pending counts the announced releases of an object, and ended those that finished or
	// failed.
	pending, ended map[string]int
	// changed is closed and replaced whenever either count changes.
	changed chan struct{}
}

func newReleases(grace time.Duration) *releases {
	return &releases{grace: grace, pending: map[string]int{}, ended: map[string]int{}, changed: make(chan struct{})}
}

// announce says that an operation will release the objects. The operation calls done when
// it has released them or has failed.
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

// end counts a release that nobody has announced.
func (r *releases) end(object string) { r.update(func() { r.ended[object]++ }) }

// onceFree calls create, which needs a name that no other object has. While that fails because
// another one has the name, and an operation of this process releases it, onceFree waits for
// that and tries again.
func (r *releases) onceFree(ctx context.Context, name string, isTaken func(error) bool, create func() error) error {
	for {
		watch := r.watch(name)
		err := create()
		if err == nil || !isTaken(err) {
			return err
		}
		released, waitErr := watch.Wait(ctx)
		switch {
		case waitErr != nil:
			return fmt.Errorf("%w; waiting for the other one's deletion: %w", err, waitErr)
		case !released:
			return err
		}
	}
}

func (r *releases) update(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	close(r.changed)
	r.changed = make(chan struct{})
}

// A ReleaseWatch waits for the release of one object. Create it before reading the object,
// so that it notices a release in between.
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

// Pending reports whether a release of the object is announced and has not ended.
func (w ReleaseWatch) Pending() bool {
	pending, _, _ := w.status()
	return pending
}

// Wait returns true once an announced release of the object has ended since the watch was
// created. It returns false if no release is announced within 30 seconds. Then read the
// object again, because it may still be in use, or in use again. Hold no lock while
// waiting. It returns the context's error.
func (w ReleaseWatch) Wait(ctx context.Context) (ended bool, err error) {
	return w.until(ctx, func(_, ended bool) bool { return ended })
}

// Announced returns true once a release of the object is announced, or one has ended since
// the watch was created. It returns false if none is announced within 30 seconds. An
// operation that itself has something to release waits for this instead of Wait first: two
// operations that swap objects would wait for each other. Hold no lock while waiting. It
// returns the context's error.
func (w ReleaseWatch) Announced(ctx context.Context) (announced bool, err error) {
	return w.until(ctx, func(pending, ended bool) bool { return pending || ended })
}

// until returns true once done returns true, and false after the grace period without an
// announced release.
func (w ReleaseWatch) until(ctx context.Context, done func(pending, ended bool) bool) (bool, error) {
	grace := time.NewTimer(w.releases.grace)
	defer grace.Stop()
	for {
		pending, ended, changed := w.status()
		if done(pending, ended) {
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

func (w ReleaseWatch) status() (pending, ended bool, changed <-chan struct{}) {
	w.releases.mu.Lock()
	defer w.releases.mu.Unlock()
	return w.releases.pending[w.object] > 0, w.releases.ended[w.object] > w.ended, w.releases.changed
}
