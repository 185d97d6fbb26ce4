package katapult

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnnouncedReleaseIsWaitedForHoweverLongItTakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReleases(time.Minute)
		watch := r.watch("disk disk_1")
		done := r.announce("disk disk_1")
		began := time.Now()
		time.AfterFunc(time.Hour, done)
		if ended, err := watch.Wait(t.Context()); !ended || err != nil || time.Since(began) != time.Hour {
			t.Errorf("ended %t, %v, after %s", ended, err, time.Since(began))
		}
	})
}

func TestReleaseSinceTheWatchNeedsNoWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReleases(time.Minute)
		watch := r.watch("disk disk_1")
		r.announce("disk disk_1", "disk disk_2")()
		began := time.Now()
		if ended, err := watch.Wait(t.Context()); !ended || err != nil || time.Since(began) != 0 {
			t.Errorf("ended %t, %v, after %s", ended, err, time.Since(began))
		}
		if ended, _ := r.watch("disk disk_1").Wait(t.Context()); ended {
			t.Error("a release from before the watch counts")
		}
	})
}

func TestReleaseThatNobodyAnnouncesIsWaitedForDuringTheGracePeriod(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReleases(time.Minute)
		began := time.Now()
		watch := r.watch("disk disk_1")
		time.AfterFunc(time.Second, r.announce("disk disk_2"))
		if ended, err := watch.Wait(t.Context()); ended || err != nil || time.Since(began) != time.Minute {
			t.Errorf("ended %t, %v, after %s", ended, err, time.Since(began))
		}
		began = time.Now()
		time.AfterFunc(59*time.Second, func() { time.AfterFunc(time.Hour, r.announce("disk disk_1")) })
		if ended, err := watch.Wait(t.Context()); !ended || err != nil || time.Since(began) < time.Hour {
			t.Errorf("announced late: ended %t, %v, after %s", ended, err, time.Since(began))
		}
	})
}

func TestWaitForAReleaseEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newReleases(time.Minute)
		defer r.announce("disk disk_1")()
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errNoID)
		defer cancel()
		if _, err := r.watch("disk disk_1").Wait(ctx); !errors.Is(err, errNoID) {
			t.Errorf("got %v", err)
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
