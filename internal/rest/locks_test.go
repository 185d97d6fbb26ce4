package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errTimeUp = errors.New("over")

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
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errTimeUp)
		defer cancel()
		if _, err := l.Lock(ctx, "disk disk_1"); !errors.Is(err, errTimeUp) {
			t.Errorf("got %v", err)
		}
		again()
		if len(l.entries) > 0 {
			t.Errorf("%d locks are kept that nobody needs", len(l.entries))
		}
	})
}
