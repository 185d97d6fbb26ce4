package katapult

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// slow is an API whose writes take ten seconds and whose reads take none.
type slow struct{ fixed }

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		time.Sleep(10 * time.Second)
	}
	return s.fixed.RoundTrip(r)
}

// whileWriting calls a function five seconds into a write, and returns once the
// write has finished.
func whileWriting(t *testing.T, c *Client, call func()) {
	t.Helper()
	var write sync.WaitGroup
	write.Go(func() {
		if err := c.send(t.Context(), rest.Call{Method: http.MethodDelete, Path: "/disks/disk"}, arguments{}); err != nil {
			t.Error(err)
		}
	})
	time.Sleep(5 * time.Second)
	call()
	write.Wait()
}

// The API may already have made a change whose response is still to come.
func TestWhatWasReadBeforeAWriteIsAskedForAgainDuringIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := New(Options{Organization: "acme", Transport: slow{`{}`}}), &shelf{rows: []book{"a"}}
		must[book](t)(s.read(refresh(t), c, "a"))
		whileWriting(t, c, func() {
			must[book](t)(s.read(refresh(t), c, "a"))
			s.counts(t, 2, 0)
		})
	})
}

// And it may not yet have made the change.
func TestWhatWasReadDuringAWriteIsAskedForAgainAfterIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := New(Options{Organization: "acme", Transport: slow{`{}`}}), &shelf{rows: []book{"a"}}
		whileWriting(t, c, func() { must[book](t)(s.read(refresh(t), c, "a")) })
		s.counts(t, 1, 0)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 2, 0)
	})
}

// A wait ends in a different state than the one before it.
func TestWhatWasReadDuringAWaitIsAskedForAgainAfterIt(t *testing.T) {
	t.Parallel()
	for what, wait := range map[string]func(*testing.T, *Client, *worker) error{
		"for a task": func(t *testing.T, c *Client, _ *worker) error {
			return c.tasks.wait(t.Context(), Task{ID: "task_1"}, "disk disk_1")
		},
		"for somebody else's transition": func(t *testing.T, c *Client, w *worker) error {
			done := func(context.Context) (bool, error) { return !time.Now().Before(w.done), nil }
			_, err := waitSettled(t.Context(), c, done, func(done bool) bool { return done }, func(bool) string { return "a disk" })
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w, s := &worker{done: time.Now().Add(10 * time.Second)}, &shelf{rows: []book{"a"}}
				c := New(Options{Organization: "acme", Transport: w})
				var waited sync.WaitGroup
				waited.Go(func() {
					if err := wait(t, c, w); err != nil {
						t.Error(err)
					}
				})
				time.Sleep(5 * time.Second)
				must[book](t)(s.read(refresh(t), c, "a"))
				waited.Wait()
				must[book](t)(s.read(refresh(t), c, "a"))
				s.counts(t, 2, 0)
			})
		})
	}
}

// The rate limit guide says the same.
func TestNothingIsRememberedForLongerThanHalfAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newClient(), &shelf{rows: []book{"a"}}
		must[book](t)(s.read(refresh(t), c, "a"))
		time.Sleep(29 * time.Second)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 1, 0)
		time.Sleep(time.Second)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 2, 0)
	})
}

func TestDataSourcesShareNothingThatWasBegunASecondAgo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := New(Options{Organization: "acme"}), &shelf{rows: []book{"a"}}
		must[book](t)(s.read(dataSource(t), c, "a"))
		time.Sleep(900 * time.Millisecond)
		must[book](t)(s.read(dataSource(t), c, "a"))
		s.counts(t, 1, 0)
		time.Sleep(100 * time.Millisecond)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 1, 0)
		must[book](t)(s.read(dataSource(t), c, "a"))
		s.counts(t, 2, 0)
	})
}
