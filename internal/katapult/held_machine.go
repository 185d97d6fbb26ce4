package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// machines let one caller at a time work on a virtual machine, and hand on
// what the one before has seen of it.
type machines struct {
	mu   sync.Mutex
	held map[string]*heldMachine
}

type heldMachine struct {
	turn chan struct{}
	seen VirtualMachine
	at   time.Time
	hindrance
}

// of is what is known of a machine, by all who want to hold it.
func (m *machines) of(machineID string) *heldMachine {
	m.mu.Lock()
	defer m.mu.Unlock()
	held, ok := m.held[machineID]
	if !ok {
		held = &heldMachine{turn: make(chan struct{}, 1)}
		m.held[machineID] = held
	}
	return held
}

// seenFor is how long what one caller has seen of a machine is good for the
// next. Nobody in this process changes the machine in between.
const seenFor = 10 * time.Second

// HeldMachine is a virtual machine that nobody else in this process works on.
type HeldMachine struct {
	client *Client
	id     string
	// patience is how long the holder has from asking for its turn to the end of its
	// time, 0 if that does not end.
	patience time.Duration
	*heldMachine
}

// Hold waits for its turn to work on a machine, until Release gives it on.
// Work on one machine has to be done one after the other: a machine in
// transition refuses more, and takes its disks and interfaces along.
func (s VirtualMachines) Hold(ctx context.Context, machineID string) (*HeldMachine, error) {
	held := s.client.machines.of(machineID)
	var patience time.Duration
	if end, ok := ctx.Deadline(); ok {
		patience = time.Until(end)
	}
	select {
	case held.turn <- struct{}{}:
		return &HeldMachine{s.client, machineID, patience, held}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for other work on virtual machine %s%s: %w", machineID, held.described(), context.Cause(ctx))
	}
}

// Release lets others work on the machine.
func (h *HeldMachine) Release() { <-h.turn }

// Settled returns the machine as soon as it is in no transition and no task that
// others gave up is at work on it, or ErrNotFound. What was seen a few seconds ago,
// while the machine was held, is not asked for again.
//
// The time that others in this process have waited for the same counts: a machine
// that is stuck for longer than the holder has time for is a StuckError.
//
// GET /virtual_machines/virtual_machine, and GET /tasks/task
func (h *HeldMachine) Settled(ctx context.Context) (VirtualMachine, error) {
	if !h.at.IsZero() && time.Since(h.at) < seenFor {
		return h.seen, nil
	}
	if err := h.stuck(h.patience, seenFor); err != nil {
		return VirtualMachine{}, err
	}
	if err := h.taskOver(ctx); err != nil {
		return VirtualMachine{}, err
	}
	machine, err := settle(ctx, h.client, h.look, VirtualMachine.settled, VirtualMachine.doing)
	if err == nil {
		h.seen, h.at = machine, time.Now()
	}
	return machine, err
}

// Note takes in why work on the machine failed: a task on it that was given up is
// waited for by those who hold the machine next, before they begin. Disks do that
// by themselves, and WhileStarted for what it does.
func (h *HeldMachine) Note(err error) { h.note(err) }

// WhileStarted does what needs the machine to run, and nothing if it does not;
// done says which. If it fails because the machine is not, or no longer, as it
// was last seen, the machine is waited for and asked once more.
//
// GET /virtual_machines/virtual_machine
func (h *HeldMachine) WhileStarted(ctx context.Context, do func(context.Context) error) (done bool, err error) {
	for {
		machine, err := h.Settled(ctx)
		if err != nil || machine.State != VirtualMachineStarted {
			return false, err
		}
		failed := do(ctx)
		if failed == nil {
			return true, nil
		}
		h.note(failed)
		h.at = time.Time{}
		if runs, err := h.runs(ctx); err != nil || runs {
			return false, failed
		}
	}
}

// runs reports whether the machine is started, as soon as the API says so.
func (h *HeldMachine) runs(ctx context.Context) (runs bool, err error) {
	_, err = rest.Poll(ctx, rest.Pace{Least: h.client.tasks.pace.Least}, func(ctx context.Context) (bool, error) {
		now, err := h.client.VirtualMachines.Get(ctx, h.id)
		runs = now.State == VirtualMachineStarted
		return true, err
	})
	return runs, err
}
