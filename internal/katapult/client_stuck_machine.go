package katapult

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// blocker is what keeps work on a machine waiting, as those who hold it one after
// the other have seen it: a transition, or a task that one of them gave up.
type blocker struct {
	mu          sync.Mutex
	state       VirtualMachineState // of the transition
	task        *TaskError
	what        string // it is, empty for nothing
	since, last time.Time
}

// hintContinues is how much time may be between two looks at a machine that see one and
// the same transition.
const hintContinues = 5 * time.Minute

// StuckError says that a machine was not waited for, because others in this process
// have waited for the same thing for as long as that may take.
type StuckError struct {
	// What keeps the machine, as a sentence.
	What string
	// Since is how long that has been so.
	Since time.Duration
}

var _ rest.Hinted = (*StuckError)(nil)

func (e *StuckError) Error() string {
	return fmt.Sprintf("%s for %s already; other work has waited for that as long as this may take",
		e.What, e.Since.Round(100*time.Millisecond))
}

// Hint says what can be done about the error.
func (e *StuckError) Hint() string {
	return "Look at the machine in the Katapult console, or ask Katapult's support. Run Terraform again when that is over, or allow more time in the timeouts block."
}

// stuck is a StuckError if somebody with so much patience need not wait: something
// has kept the machine for that long, and was there at a look not longer ago than
// given.
func (h *blocker) stuck(patience, fresh time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.what == "" || patience == 0 || time.Since(h.last) >= fresh || time.Since(h.since) < patience {
		return nil
	}
	return &StuckError{What: h.what, Since: time.Since(h.since)}
}

// observe takes in what keeps the machine now.
func (h *blocker) observe(m VirtualMachine) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	switch {
	case m.State.Settled():
		h.state, h.what = "", ""
	case m.State != h.state || now.Sub(h.last) > hintContinues:
		h.state, h.since, h.what = m.State, now, m.doing()
	}
	h.last = now
}

// noteTask takes in that a task on the machine was given up, if that is why work
// failed.
func (h *blocker) noteTask(failed error) {
	var task *TaskError
	if !errors.As(failed, &task) || task.Cause == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	h.task, h.since, h.last = task, now.Add(-task.Waited), now
	h.what = fmt.Sprintf("the task %q (%s) on %s has not ended", rest.Quote(task.Task.Name), rest.Quote(task.Task.ID), task.Object)
}

// describe is what keeps the machine, for an error.
func (h *blocker) describe() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.what == "" {
		return ""
	}
	return fmt.Sprintf(" (%s for %s)", h.what, time.Since(h.since).Round(100*time.Millisecond))
}

// remainingTask is the task that was given up, if there is one.
func (h *blocker) remainingTask() *TaskError {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.task
}

// recordCheck notes that the task was looked at, and is over or not.
func (h *blocker) recordCheck(over bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = time.Now()
	if over {
		h.task, h.what = nil, ""
	}
}

// refresh gets the machine, for others too.
func (h *LockedMachine) refresh(ctx context.Context) (VirtualMachine, error) {
	machine, err := h.client.VirtualMachines.Get(ctx, h.id)
	if err != nil {
		return machine, err
	}
	h.observe(machine)
	return machine, h.stuck(h.maxWait, stateMaxAge)
}

// checkTask returns when the task is over that another holder gave up. One that the
// API does not tell of keeps nobody.
//
// GET /tasks/task
func (h *LockedMachine) checkTask(ctx context.Context) error {
	given := h.remainingTask()
	if given == nil {
		return nil
	}
	_, err := rest.Poll(ctx, rest.Backoff{Min: h.client.tasks.backoff.Min}, func(ctx context.Context) (bool, error) {
		now, err := get(ctx, h.client, "/tasks/task", one[Task]("task"), id("task", given.Task.ID))
		if err != nil && (rest.IsTemporary(err) || ctx.Err() != nil) {
			return false, err
		}
		over := err != nil || now.Status == TaskCompleted || now.Status == TaskFailed
		h.recordCheck(over)
		return over, h.stuck(h.maxWait, stateMaxAge)
	})
	if err != nil && !errors.As(err, new(*StuckError)) {
		err = fmt.Errorf("waiting for the task %q (%s) on %s: %w", rest.Quote(given.Task.Name), rest.Quote(given.Task.ID), given.Object, err)
	}
	return err
}
