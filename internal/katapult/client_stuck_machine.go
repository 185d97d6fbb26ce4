package katapult

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// blocker is what work on a machine waits for, as successive holders of the lock
// have seen it: a transition, or a task that one of them gave up.
type blocker struct {
	mu          sync.Mutex
	transition  VirtualMachineState
	task        *TaskError
	what        string // a sentence, or empty
	since, last time.Time
}

// maxGap is the most time between two reads of a machine that see the same transition.
const maxGap = 5 * time.Minute

// StuckError says that an operation did not wait for a machine: other operations of
// this process have waited for the same thing for as long as this one may take.
type StuckError struct {
	// What is the reason, as a sentence.
	What string
	// Since is how long that has been so.
	Since time.Duration
}

func (e *StuckError) Error() string {
	return fmt.Sprintf("%s for %s already; other work has waited for that as long as this may take",
		e.What, e.Since.Round(100*time.Millisecond))
}

// stuck returns a StuckError if the blocker is older than maxWait, and was still there
// at a read within maxAge.
func (h *blocker) stuck(maxWait, maxAge time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.what == "" || maxWait == 0 || time.Since(h.last) >= maxAge || time.Since(h.since) < maxWait {
		return nil
	}
	return &StuckError{What: h.what, Since: time.Since(h.since)}
}

// observe notes the state of the machine as it was just read.
func (h *blocker) observe(m VirtualMachine) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	switch {
	case m.State.Settled():
		h.transition, h.what = "", ""
	case m.State != h.transition || now.Sub(h.last) > maxGap:
		h.transition, h.since, h.what = m.State, now, m.doing()
	}
	h.last = now
}

// noteTask notes that a task on the machine was given up, if that is why work failed.
func (h *blocker) noteTask(failure error) {
	var task *TaskError
	if !errors.As(failure, &task) || task.Cause == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	h.task, h.since, h.last = task, now.Add(-task.Waited), now
	h.what = fmt.Sprintf("the task %q (%s) on %s has not ended", rest.Quote(task.Task.Name), rest.Quote(task.Task.ID), task.Object)
}

// describe says what work on the machine waits for, for an error.
func (h *blocker) describe() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.what == "" {
		return ""
	}
	return fmt.Sprintf(" (%s for %s)", h.what, time.Since(h.since).Round(100*time.Millisecond))
}

// remainingTask returns the task that was given up, or nil.
func (h *blocker) remainingTask() *TaskError {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.task
}

// recordCheck notes that the task was just read, and whether it is over.
func (h *blocker) recordCheck(over bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = time.Now()
	if over {
		h.task, h.what = nil, ""
	}
}

// refresh reads the machine for this holder and the next ones.
func (h *LockedMachine) refresh(ctx context.Context) (VirtualMachine, error) {
	machine, err := h.client.VirtualMachines.Get(ctx, h.id)
	if err != nil {
		return machine, err
	}
	h.observe(machine)
	return machine, h.stuck(h.maxWait, stateMaxAge)
}

// checkTask waits for the task that another holder gave up. A task that the API does
// not know blocks nothing.
//
// GET /tasks/task
func (h *LockedMachine) checkTask(ctx context.Context) error {
	remaining := h.remainingTask()
	if remaining == nil {
		return nil
	}
	_, err := rest.Poll(ctx, rest.Backoff{Min: h.client.tasks.backoff.Min}, func(ctx context.Context) (bool, error) {
		now, err := h.client.tasks.get(ctx, remaining.Task.ID)
		if err != nil && (rest.IsTemporary(err) || ctx.Err() != nil) {
			return false, err
		}
		over := err != nil || now.Status == TaskCompleted || now.Status == TaskFailed
		h.recordCheck(over)
		return over, h.stuck(h.maxWait, stateMaxAge)
	})
	if err != nil && !errors.As(err, new(*StuckError)) {
		err = fmt.Errorf("waiting for the task %q (%s) on %s: %w", rest.Quote(remaining.Task.Name), rest.Quote(remaining.Task.ID), remaining.Object, err)
	}
	return err
}
