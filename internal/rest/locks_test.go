package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errOver = errors.New("over")

func TestLocksAreHeldByOneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l Locks
		unlock, err := l.Lock(t.Context(), "disk disk_1")
		if err != nil {
			t.Fatal(err)
		}
		other, err := l.Lock(t.Context(), "disk disk_2")
		if err != nil {
			t.Fatal(err)
		}
		other()
		began := time.Now()
		time.AfterFunc(time.Second, unlock)
		again, err := l.Lock(t.Context(), "disk disk_1")
		if err != nil || time.Since(began) != time.Second {
			t.Fatalf("%v after %s", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errOver)
		defer cancel()
		if _, err := l.Lock(ctx, "disk disk_1"); !errors.Is(err, errOver) {
			t.Errorf("got %v", err)
		}
		again()
		if len(l.held) > 0 {
			t.Errorf("%d locks are kept that nobody needs", len(l.held))
		}
	})
}

func TestAnnouncementIsWaitedForDuringTheGracePeriod(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens   func(r *releases)
		announced bool
		after     time.Duration
	}{
		"already":      {func(r *releases) { r.announce("disk disk_1") }, true, 0},
		"later":        {func(r *releases) { time.AfterFunc(time.Second, func() { r.announce("disk disk_1") }) }, true, time.Second},
		"ended before": {func(r *releases) { r.announce("disk disk_1")() }, true, 0},
		"of another":   {func(r *releases) { r.announce("disk disk_2") }, false, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newReleases(time.Minute)
				watch, began := r.watch("disk disk_1"), time.Now()
				test.happens(r)
				if announced, err := watch.Announced(t.Context()); announced != test.announced || err != nil || time.Since(began) != test.after {
					t.Errorf("announced %t, %v, after %s", announced, err, time.Since(began))
				}
			})
		})
	}
}
