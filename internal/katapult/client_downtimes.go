package katapult

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"terraform-provider-katapult/internal/rest"
)

// downtime is what operations have announced for a machine.
type downtime struct {
	mu sync.Mutex
	// shares counts the operations that may still need the machine shut down.
	shares int
	// shutDown is the machine that one of them has shut down, or nil.
	shutDown *VirtualMachine
}

// DowntimeShare is the share of an operation in the downtime of a machine. Operations of
// this process share one downtime: the last to end its share starts the machine again.
type DowntimeShare struct {
	machines  VirtualMachines
	machineID string
}

// AnnounceDowntime announces that the caller may need a machine shut down for a while. The
// caller calls End when it has finished or failed. Announce before waiting for the lock of
// the machine, so that those who wait for it count.
func (s VirtualMachines) AnnounceDowntime(machineID string) DowntimeShare {
	d := &s.client.machineLocks.get(machineID).downtime
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shares++
	return DowntimeShare{s, machineID}
}

// Begin shuts the machine down, if it is started, and returns when it is stopped. It
// returns ErrNotFound, a TaskError, or a StuckError. One that does not obey stays on.
//
// POST /virtual_machines/virtual_machine/shutdown
func (s DowntimeShare) Begin(ctx context.Context, machine *LockedMachine) error {
	now, err := machine.WaitSettled(ctx)
	if err != nil || now.State != VirtualMachineStarted {
		return err
	}
	if err := machine.Shutdown(ctx); err != nil {
		return err
	}
	machine.downtime.mu.Lock()
	defer machine.downtime.mu.Unlock()
	machine.downtime.shutDown = &now
	return nil
}

// End ends the share of the caller. If it is the last one, and the machine was shut down for
// one of them, End starts the machine, and returns when it is started. It goes on for a
// moment when the caller has given up, and a machine that was deleted meanwhile is no error.
// Without the lock of the machine, machine is nil. It returns a TaskError, or a StuckError.
//
// POST /virtual_machines/virtual_machine/start
func (s DowntimeShare) End(ctx context.Context, machine *LockedMachine) error {
	shutDown := s.leave()
	if shutDown == nil {
		return nil
	}
	ctx, end := rest.WithGrace(ctx)
	defer end()
	err := s.start(ctx, machine)
	if err == nil || errors.Is(err, ErrNotFound) {
		return nil
	}
	return fmt.Errorf("virtual machine %q (%s) was shut down, and could not be started again: %w", shutDown.Name, shutDown.ID, err)
}

func (s DowntimeShare) start(ctx context.Context, machine *LockedMachine) error {
	if machine == nil {
		locked, err := s.machines.Lock(ctx, s.machineID)
		if err != nil {
			return err
		}
		defer locked.Unlock()
		machine = locked
	}
	return machine.Start(ctx)
}

// leave gives the share back, and returns the machine if it has to be started.
func (s DowntimeShare) leave() *VirtualMachine {
	d := &s.machines.client.machineLocks.get(s.machineID).downtime
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shares--
	if d.shares > 0 {
		return nil
	}
	shutDown := d.shutDown
	d.shutDown = nil
	return shutDown
}
