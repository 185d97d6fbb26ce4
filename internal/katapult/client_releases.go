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

// releases lets an operation wait for a disk, an IP address, a virtual network, a DNS zone or a
// DNS record that another operation of this process is about to release. Terraform may run the two in
// either order. Objects are named as in locks.
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

func (r *releases) update(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	close(r.changed)
	r.changed = make(chan struct{})
}

// createWhenFree creates an object of a unique name. If it is taken, by an object that an
// operation of this process is about to delete, it waits for that and creates again. name is
// what the operation announces. It returns the error of create.
func createWhenFree[T any](ctx context.Context, c *Client, name string, taken func(error) bool, create func(context.Context) (T, error)) (T, error) {
	for {
		watch := c.releases.watch(name)
		created, err := create(ctx)
		if err == nil || !taken(err) {
			return created, err
		}
		free, waitErr := watch.Wait(ctx)
		switch {
		case waitErr != nil:
			return created, fmt.Errorf("%w; waiting for its deletion: %w", err, waitErr)
		case !free:
			return created, err
		}
	}
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
