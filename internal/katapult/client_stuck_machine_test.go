package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// ward is an API with machines. Each machine is in one state at a time.
type ward struct {
	mu    sync.Mutex
	start time.Time
	state func(machine string, passed time.Duration) string
	task  func(passed time.Duration) string
	looks map[string]int
}

func (w *ward) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looks[r.URL.Path]++
	passed := time.Since(w.start)
	switch {
	case strings.HasSuffix(r.URL.Path, "/tasks/task"):
		return httpResponse(http.StatusOK, fmt.Sprintf(`{"task":{"id":"task_1","name":"Attach","status":%q}}`, w.task(passed))), nil
	case r.Method == http.MethodPost:
		return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1","virtual_machine_disk":{"virtual_machine":{"id":"vm_1"}}},"task":{"id":"task_1","name":"Attach","status":"pending"}}`), nil
	}
	machine := r.URL.Query().Get("virtual_machine[id]")
	return httpResponse(http.StatusOK, fmt.Sprintf(`{"virtual_machine":{"id":%q,"name":"db","state":%q}}`, machine, w.state(machine, passed))), nil
}

func (w *ward) client() *Client {
	w.start, w.looks = time.Now(), map[string]int{}
	return New(Options{Organization: "acme", Transport: w})
}

// settledWithin locks a machine and waits until it is settled, within a time.
func settledWithin(t *testing.T, c *Client, machine string, time time.Duration, then func(context.Context, *LockedMachine) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time)
	defer cancel()
	held, err := c.VirtualMachines.Lock(ctx, machine)
	if err != nil {
		return err
	}
	defer held.Unlock()
	if _, err := held.WaitSettled(ctx); err != nil || then == nil {
		return err
	}
	return then(ctx, held)
}

// Like Terraform: ten concurrent operations, each with its own timeout.
func TestStuckMachineKeepsOthersForOneTimeoutAtTheMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &ward{state: func(machine string, _ time.Duration) string {
			if machine == "vm_1" {
				return "starting"
			}
			return "started"
		}}
		c, slots := w.client(), make(chan struct{}, 10)
		var all sync.WaitGroup
		for number := range 51 {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				if number == 50 {
					if err := settledWithin(t, c, "vm_2", 20*time.Minute, nil); err != nil {
						t.Errorf("the healthy machine: %v", err)
					}
					return
				}
				err := settledWithin(t, c, "vm_1", 20*time.Minute, nil)
				if err == nil || number >= 10 && (!errors.As(err, new(*StuckError)) || !strings.Contains(err.Error(), `virtual machine "db" (vm_1) is starting for 20m`)) {
					t.Errorf("operation %d: %v", number, err)
				}
			})
		}
		all.Wait()
		if took := time.Since(w.start); took > 21*time.Minute {
			t.Errorf("51 operations took %s", took)
		}
		t.Log(w.looks)
	})
}

func TestTimeInTheQueueCountsAsWaitingForTheMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &ward{state: func(string, time.Duration) string { return "starting" }}
		c := w.client()
		var all sync.WaitGroup
		all.Go(func() { _ = settledWithin(t, c, "vm_1", 20*time.Minute, nil) })
		time.Sleep(15 * time.Minute)
		err := settledWithin(t, c, "vm_1", 20*time.Minute, nil)
		if took := time.Since(w.start); !errors.As(err, new(*StuckError)) || took > 21*time.Minute {
			t.Errorf("after %s: %v", took, err)
		}
		all.Wait()
	})
}

// What other operations have seen does not end a wait that has reason to
// continue.
func TestMachineIsWaitedForAsLongAsItMayTake(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state    func(passed time.Duration) string
		after    time.Duration // of rest between the first, who gives up, and the second
		patience time.Duration
		fails    bool
	}{
		"it is over meanwhile":          {until(21*time.Minute, "starting", "started"), 2 * time.Minute, 20 * time.Minute, false},
		"another transition":            {until(20*time.Minute, "starting", "stopping"), time.Second, 90 * time.Minute, true},
		"the second one has more time":  {until(40*time.Minute, "starting", "started"), 0, 60 * time.Minute, false},
		"nobody has looked for a while": {until(45*time.Minute, "starting", "started"), 10 * time.Minute, 20 * time.Minute, false},
		"another transition, then ended": {func(p time.Duration) string {
			return until(20*time.Minute, "starting", until(30*time.Minute, "stopping", "stopped")(p))(p)
		}, time.Second, 20 * time.Minute, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &ward{state: func(_ string, passed time.Duration) string { return test.state(passed) }}
				c := w.client()
				if err := settledWithin(t, c, "vm_1", 20*time.Minute, nil); err == nil {
					t.Fatal("it is settled")
				}
				time.Sleep(test.after)
				err := settledWithin(t, c, "vm_1", test.patience, nil)
				if (err != nil) != test.fails || errors.As(err, new(*StuckError)) {
					t.Errorf("after %s: %v", time.Since(w.start), err)
				}
			})
		})
	}
}

func until(end time.Duration, before, then string) func(time.Duration) string {
	return func(passed time.Duration) string {
		if passed < end {
			return before
		}
		return then
	}
}

// A task that does not end blocks the machine like a transition does.
func TestTaskThatWasGivenUpIsNotWaitedForInTurns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		task  func(passed time.Duration) string
		stuck bool
		most  time.Duration
	}{
		"it does not end":    {func(time.Duration) string { return "running" }, true, 42 * time.Minute},
		"it ends after that": {until(21*time.Minute, "running", "completed"), false, 22 * time.Minute},
		"it fails":           {until(21*time.Minute, "running", "failed"), false, 22 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := &ward{task: test.task, state: func(string, time.Duration) string { return "started" }}
				c := w.client()
				attach := func(ctx context.Context, _ *LockedMachine) error { return c.Disks.Attach(ctx, "disk_1", "vm_1") }
				err := settledWithin(t, c, "vm_1", 20*time.Minute, attach)
				if given := (*TaskError)(nil); !errors.As(err, &given) {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				for range 20 {
					err = settledWithin(t, c, "vm_1", 20*time.Minute, nil)
				}
				if errors.As(err, new(*StuckError)) != test.stuck || (err != nil) != test.stuck {
					t.Error(err)
				}
				if took := time.Since(w.start); took > test.most {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

// A request that does not name the machine cannot be linked to it, so its
// caller notes the failure.
func TestTaskThatAHolderHasNotedIsNotWaitedForInTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &ward{task: func(time.Duration) string { return "running" }, state: func(string, time.Duration) string { return "started" }}
		c := w.client()
		detach := func(ctx context.Context, held *LockedMachine) error {
			err := c.VirtualMachineNetworkInterfaces.Detach(ctx, "vmnet_1")
			held.NoteFailure(err)
			return err
		}
		if given := (*TaskError)(nil); !errors.As(settledWithin(t, c, "vm_1", 20*time.Minute, detach), &given) {
			t.Fatal("the task was not given up")
		}
		time.Sleep(time.Minute)
		var err error
		for range 20 {
			err = settledWithin(t, c, "vm_1", 20*time.Minute, nil)
		}
		if took := time.Since(w.start); !errors.As(err, new(*StuckError)) || !strings.Contains(err.Error(), `"Attach" (task_1) on network interface vmnet_1`) || took > 42*time.Minute {
			t.Errorf("after %s: %v", took, err)
		}
	})
}

// An operation may also wait for the machine in the middle of its work.
func TestStuckErrorDoesNotSayWhatWasChanged(t *testing.T) {
	t.Parallel()
	if text := (&StuckError{What: "the machine is starting", Since: time.Minute}).Error(); strings.Contains(text, "changed") {
		t.Error(text)
	}
}

// The seen state of a machine is valid only for a short time.
func TestMachineIsLookedAtAgainWhenTheLastLookIsOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &ward{state: until2(5*time.Second, "started", "stopped")}
		c := w.client()
		for _, step := range []struct {
			at    time.Duration
			state VirtualMachineState
			looks int
		}{{0, "started", 1}, {stateMaxAge - time.Second, "started", 1}, {stateMaxAge, "stopped", 2}} {
			time.Sleep(step.at - time.Since(w.start))
			held, err := c.VirtualMachines.Lock(t.Context(), "vm_1")
			if err != nil {
				t.Fatal(err)
			}
			machine, err := held.WaitSettled(t.Context())
			held.Unlock()
			if looks := w.looks["/core/v1/virtual_machines/virtual_machine"]; err != nil || machine.State != step.state || looks != step.looks {
				t.Errorf("after %s: %s, %d looks, %v", step.at, machine.State, looks, err)
			}
		}
	})
}

func until2(end time.Duration, before, then string) func(string, time.Duration) string {
	return func(_ string, passed time.Duration) string { return until(end, before, then)(passed) }
}

// The wait for a machine survives a temporary outage of the API.
func TestOutageDoesNotEndTheWaitForAMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := New(Options{Organization: "acme", MaxRetries: 4, Transport: roundTripper(func(*http.Request) *http.Response {
			passed := time.Since(start)
			if passed > 5*time.Second && passed < 2*time.Minute {
				return httpResponse(http.StatusBadGateway, "<html>")
			}
			return httpResponse(http.StatusOK, fmt.Sprintf(`{"virtual_machine":{"id":"vm_1","name":"db","state":%q}}`, until(3*time.Minute, "starting", "started")(passed)))
		})})
		if err := settledWithin(t, c, "vm_1", 20*time.Minute, nil); err != nil {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
	})
}

// So does the wait for a task. At the deadline the error has the last known
// state and the failure.
func TestOutageDoesNotEndTheWaitForATask(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Duration{"and it is over": 2 * time.Minute, "and it stays": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := New(Options{Organization: "acme", MaxRetries: 4, Transport: roundTripper(func(r *http.Request) *http.Response {
					passed := time.Since(start)
					switch {
					case r.Method == http.MethodPost:
						return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1"},"task":{"id":"task_1","name":"Attach","status":"pending"}}`)
					case passed > 10*time.Second && passed < end:
						return httpResponse(http.StatusBadGateway, "<html>")
					}
					return httpResponse(http.StatusOK, fmt.Sprintf(`{"task":{"id":"task_1","status":%q,"progress":40}}`, until(3*time.Minute, "running", "completed")(passed)))
				})})
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
				defer cancel()
				err := c.Disks.Attach(ctx, "disk_1", "vm_1")
				if end < 20*time.Minute {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 20*time.Minute {
					t.Fatalf("after %s: %v", time.Since(start), err)
				}
				for _, part := range []string{"still running (40 %) after 20m0s", "the last check failed", "answered 502"} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("%q is not in %q", part, err)
					}
				}
			})
		})
	}
}
