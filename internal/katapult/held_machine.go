package katapult

import (
	"context"
	"fmt"
	"sync"
	"time"
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
}

// seenFor is how long what one caller has seen of a machine is good for the
// next. Nobody in this process changes the machine in between.
const seenFor = 10 * time.Second

// HeldMachine is a virtual machine that nobody else in this process works on.
type HeldMachine struct {
	client *Client
	id     string
	*heldMachine
}

// Hold waits for its turn to work on a machine, until Release gives it on.
// Work on one machine has to be done one after the other: a machine in
// transition refuses more, and takes its disks and interfaces along.
func (s VirtualMachines) Hold(ctx context.Context, machineID string) (*HeldMachine, error) {
	m := &s.client.machines
	m.mu.Lock()
	held, ok := m.held[machineID]
	if !ok {
		held = &heldMachine{turn: make(chan struct{}, 1)}
		m.held[machineID] = held
	}
	m.mu.Unlock()
	select {
	case held.turn <- struct{}{}:
		return &HeldMachine{s.client, machineID, held}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for other work on virtual machine %s: %w", machineID, context.Cause(ctx))
	}
}

// Release lets others work on the machine.
func (h *HeldMachine) Release() { <-h.turn }

// Settled returns the machine as soon as it is in no transition, or
// ErrNotFound. What was seen a few seconds ago, while the machine was held, is
// not asked for again.
//
// GET /virtual_machines/virtual_machine
func (h *HeldMachine) Settled(ctx context.Context) (VirtualMachine, error) {
	if !h.at.IsZero() && time.Since(h.at) < seenFor {
		return h.seen, nil
	}
	machine, err := h.client.VirtualMachines.GetSettled(ctx, h.id)
	if err == nil {
		h.seen, h.at = machine, time.Now()
	}
	return machine, err
}

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
		h.at = time.Time{}
		if now, err := h.client.VirtualMachines.Get(ctx, h.id); err != nil || now.State == VirtualMachineStarted {
			return false, failed
		}
	}
}
