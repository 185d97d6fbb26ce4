package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// machineLocks let one operation at a time work on a virtual machine. A lock also
// carries what its last holder saw of the machine.
type machineLocks struct {
	mu    sync.Mutex
	locks map[string]*machineLock
}

type machineLock struct {
	mutex  chan struct{}
	seen   VirtualMachine
	seenAt time.Time
	blocker
	downtime downtime
}

// get returns the lock of a machine.
func (m *machineLocks) get(machineID string) *machineLock {
	m.mu.Lock()
	defer m.mu.Unlock()
	lock, ok := m.locks[machineID]
	if !ok {
		lock = &machineLock{mutex: make(chan struct{}, 1)}
		m.locks[machineID] = lock
	}
	return lock
}

// stateMaxAge is how long the next holder of a lock trusts what the last one saw.
// Nothing in this process changes the machine in between.
const stateMaxAge = 10 * time.Second

// LockedMachine is a virtual machine that no other operation of this process works on.
type LockedMachine struct {
	client *Client
	id     string
	// maxWait is the time from the request for the lock to the deadline of its holder,
	// or 0 without a deadline.
	maxWait time.Duration
	*machineLock
}

// Lock waits for exclusive access to a machine, and keeps it until Unlock. A machine
// in transition refuses further work, also on its disks and interfaces.
func (s VirtualMachines) Lock(ctx context.Context, machineID string) (*LockedMachine, error) {
	lock := s.client.machineLocks.get(machineID)
	var maxWait time.Duration
	if end, ok := ctx.Deadline(); ok {
		maxWait = time.Until(end)
	}
	select {
	case lock.mutex <- struct{}{}:
		return &LockedMachine{s.client, machineID, maxWait, lock}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for other work on virtual machine %s%s: %w", machineID, lock.describe(), context.Cause(ctx))
	}
}

// Unlock lets other operations work on the machine.
func (h *LockedMachine) Unlock() { <-h.mutex }

// WaitSettled returns the machine as soon as it is in no transition, and no task runs
// on it that another holder gave up. It returns ErrNotFound. A state that a holder saw
// a few seconds ago is not read again.
//
// The time that other holders have waited for the same thing counts. If the machine
// has been stuck for longer than the holder has time, it returns a StuckError.
//
// GET /virtual_machines/virtual_machine, and GET /tasks/task
func (h *LockedMachine) WaitSettled(ctx context.Context) (VirtualMachine, error) {
	if !h.seenAt.IsZero() && time.Since(h.seenAt) < stateMaxAge {
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
		h.seen, h.seenAt = machine, time.Now()
	}
	return machine, err
}

// NoteFailure notes why work on the machine failed. The next holder of the lock first
// waits for a task that this one gave up. Operations of Disks and WhileStarted do this
// themselves.
func (h *LockedMachine) NoteFailure(err error) { h.noteTask(err) }

// WhileStarted calls a function that needs a started machine, and nothing if the
// machine is stopped; done says which. If the function fails because the machine has
// changed since it was last read, WhileStarted waits for the machine and starts over.
//
// GET /virtual_machines/virtual_machine
func (h *LockedMachine) WhileStarted(ctx context.Context, do func(context.Context) error) (done bool, err error) {
	for {
		machine, err := h.WaitSettled(ctx)
		if err != nil || machine.State != VirtualMachineStarted {
			return false, err
		}
		failure := do(ctx)
		if failure == nil {
			h.seenAt = time.Now() // it could not have been done on a stopped machine
			return true, nil
		}
		h.noteTask(failure)
		h.seenAt = time.Time{}
		if started, err := h.isStarted(ctx); err != nil || started {
			return false, failure
		}
	}
}

// isStarted reads whether the machine is started.
func (h *LockedMachine) isStarted(ctx context.Context) (started bool, err error) {
	_, err = rest.Poll(ctx, rest.Backoff{Min: h.client.tasks.backoff.Min}, func(ctx context.Context) (bool, error) {
		now, err := h.client.VirtualMachines.Get(ctx, h.id)
		started = now.State == VirtualMachineStarted
		return true, err
	})
	return started, err
}
