package sailpoint_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestDeleteWaitsForOthersAtMostTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		ids := s.add(30)
		start := time.Now()
		if err := c.GovernanceGroups.Delete(t.Context(), ids[0]); err != nil || time.Since(start) != 50*time.Millisecond {
			t.Errorf("alone: after %s: %v", time.Since(start), err)
		}
		// One call every 40 milliseconds keeps the window open until Max.
		// One every 40 milliseconds keeps the window open until it has been 500.
		var calls sync.WaitGroup
		for _, id := range ids[1:] {
			calls.Go(func() {
				if err := c.GovernanceGroups.Delete(t.Context(), id); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(40 * time.Millisecond)
		}
		calls.Wait()
		if n := len(s.deletedIDs(t)); n != 4 {
			t.Errorf("%d requests", n)
		}
	})
}

// The callers of a request return together when it ends. Calls that came meanwhile wait for
// them.
func TestBatchWaitsForCallersOfARequestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{Latency: 200 * time.Millisecond})
		ids := s.add(30)
		var calls sync.WaitGroup
		chain := func(ids []string, delay time.Duration) {
			calls.Go(func() {
				time.Sleep(delay)
				for _, id := range ids {
					if err := c.GovernanceGroups.Delete(t.Context(), id); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range 10 { // of ten workers three are late by more than the window
			delay := time.Duration(0)
			if i < 3 {
				delay = 350 * time.Millisecond // the login takes 200
			}
			chain(ids[3*i:3*i+3], delay)
		}
		calls.Wait()
		var sizes []int
		for _, ids := range s.deletedIDs(t) {
			sizes = append(sizes, len(ids))
		}
		if fmt.Sprint(sizes) != "[7 10 10 3]" {
			t.Errorf("requests of %v", sizes)
		}
	})
}

func TestBatchIsSentSoonAfterTheRequestInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{Latency: 200 * time.Millisecond})
		ids := s.add(2)
		if err := getAll(t.Context(), c); err != nil { // logs in
			t.Fatal(err)
		}
		start := time.Now()
		errs := concurrently(ids, func(id string) error {
			if id == ids[1] {
				time.Sleep(100 * time.Millisecond)
			}
			return c.GovernanceGroups.Delete(t.Context(), id)
		})
		// Each of the two requests waits 50 milliseconds and takes 200.
		if took := time.Since(start); errors.Join(errs...) != nil || took != 500*time.Millisecond {
			t.Errorf("done after %s: %v", took, errs)
		}
	})
}

func TestCancelledDeleteDoesNotCancelOthersInItsBatch(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]time.Duration{"before the request": 20 * time.Millisecond, "during the request": 2 * time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{Latency: 3 * time.Second})
				ids := s.add(10)
				errs := concurrently(ids, func(id string) error {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					if id == ids[0] {
						time.AfterFunc(after, cancel)
					} else {
						time.Sleep(time.Millisecond) // the canceled call comes first
					}
					return c.GovernanceGroups.Delete(ctx, id)
				})
				for i, err := range errs {
					if (i == 0) != errors.Is(err, context.Canceled) || i > 0 && err != nil {
						t.Errorf("group %d: %v", i, err)
					}
				}
				want := 0 // an ID that was sent cannot be taken back
				if name == "before the request" {
					want = 1
				}
				if len(s.Groups()) != want || len(s.deletedIDs(t)) != 1 {
					t.Errorf("%d groups left after %d requests", len(s.Groups()), len(s.deletedIDs(t)))
				}
			})
		})
	}
}

func TestRequestIsCancelledWhenAllCallersLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: deletes, Status: 503, Times: -1})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		errs := concurrently(s.add(3), func(id string) error { return c.GovernanceGroups.Delete(ctx, id) })
		for _, err := range errs {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		}
		time.Sleep(time.Hour)
		if n := len(s.deletedIDs(t)); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}
