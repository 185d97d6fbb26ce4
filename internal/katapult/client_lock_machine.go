package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// machineLocks let one caller at a time work on a virtual machine, and hand on
// what the one before has seen of it.
type machineLocks struct {
	mu    sync.Mutex
	locks map[string]*machineLock
}

type machineLock struct {
	mutex chan struct{}
	seen  VirtualMachine
	at    time.Time
	blocker
}

// get is what is known of a machine, by all who want to hold it.
func (m *machineLocks) get(machineID string) *machineLock {
	m.mu.Lock()
	defer m.mu.Unlock()
	held, ok := m.locks[machineID]
	if !ok {
		held = &machineLock{mutex: make(chan struct{}, 1)}
		m.locks[machineID] = held
	}
	return held
}

// stateMaxAge is how long what one caller has seen of a machine is good for the
// next. Nobody in this process changes the machine in between.
const stateMaxAge = 10 * time.Second

// LockedMachine is a virtual machine that nobody else in this process works on.
type LockedMachine struct {
	client *Client
	id     string
	// maxWait is how long the holder has from asking for its turn to the end of its
	// time, 0 if that does not end.
	maxWait time.Duration
	*machineLock
}

// Lock waits for its turn to work on a machine, until Release gives it on.
// Work on one machine has to be done one after the other: a machine in
// transition refuses more, and takes its disks and interfaces along.
func (s VirtualMachines) Lock(ctx context.Context, machineID string) (*LockedMachine, error) {
	held := s.client.machineLocks.get(machineID)
	var patience time.Duration
	if end, ok := ctx.Deadline(); ok {
		patience = time.Until(end)
	}
	select {
	case held.mutex <- struct{}{}:
		return &LockedMachine{s.client, machineID, patience, held}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for other work on virtual machine %s%s: %w", machineID, held.describe(), context.Cause(ctx))
	}
}

// Unlock lets others work on the machine.
func (h *LockedMachine) Unlock() { <-h.mutex }

// WaitSettled returns the machine as soon as it is in no transition and no task that
// others gave up is at work on it, or ErrNotFound. What was seen a few seconds ago,
// while the machine was held, is not asked for again.
//
// The time that others in this process have waited for the same counts: a machine
// that is stuck for longer than the holder has time for is a StuckError.
//
// GET /virtual_machines/virtual_machine, and GET /tasks/task
func (h *LockedMachine) WaitSettled(ctx context.Context) (VirtualMachine, error) {
	if !h.at.IsZero() && time.Since(h.at) < stateMaxAge {
		return h.seen, nil
	}
	if err := h.stuck(h.maxWait, stateMaxAge); err != nil {
		return VirtualMachine{}, err
	}
	if err := h.checkTask(ctx); err != nil {
		return VirtualMachine{}, err
	}
	machine, err := waitSettled(ctx, h.client, h.refresh, VirtualMachine.settled, VirtualMachine.doing)
	if err == nil {
		h.seen, h.at = machine, time.Now()
	}
	return machine, err
}

// NoteFailure takes in why work on the machine failed: a task on it that was given up is
// waited for by those who hold the machine next, before they begin. Disks do that
// by themselves, and WhileStarted for what it does.
func (h *LockedMachine) NoteFailure(err error) { h.noteTask(err) }

// WhileStarted does what needs the machine to run, and nothing if it does not;
// done says which. If it fails because the machine is not, or no longer, as it
// was last seen, the machine is waited for and asked once more.
//
// GET /virtual_machines/virtual_machine
func (h *LockedMachine) WhileStarted(ctx context.Context, do func(context.Context) error) (done bool, err error) {
	for {
		machine, err := h.WaitSettled(ctx)
		if err != nil || machine.State != VirtualMachineStarted {
			return false, err
		}
		failed := do(ctx)
		if failed == nil {
			return true, nil
		}
		h.noteTask(failed)
		h.at = time.Time{}
		if runs, err := h.isStarted(ctx); err != nil || runs {
			return false, failed
		}
	}
}

// isStarted reports whether the machine is started, as soon as the API says so.
func (h *LockedMachine) isStarted(ctx context.Context) (runs bool, err error) {
	_, err = rest.Poll(ctx, rest.Backoff{Min: h.client.tasks.backoff.Min}, func(ctx context.Context) (bool, error) {
		now, err := h.client.VirtualMachines.Get(ctx, h.id)
		runs = now.State == VirtualMachineStarted
		return true, err
	})
	return runs, err
}
