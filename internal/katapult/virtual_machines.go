package katapult

import (
	"context"
	"fmt"
)

// VirtualMachines is access to virtual machines.
type VirtualMachines struct{ client *Client }

// VirtualMachine is a virtual machine. The root password that the API includes
// is not taken in.
type VirtualMachine struct {
	ID       string              `json:"id"`
	Name     string              `json:"name"`
	Hostname string              `json:"hostname"`
	FQDN     string              `json:"fqdn"`
	State    VirtualMachineState `json:"state"`
}

// VirtualMachineState is what a machine is doing.
type VirtualMachineState string

// States that decide what can be done with a machine.
const (
	VirtualMachineStarted VirtualMachineState = "started"
	VirtualMachineStopped VirtualMachineState = "stopped"
	VirtualMachineFailed  VirtualMachineState = "failed"
)

// Settled reports whether a machine stays as it is by itself. In every other
// state something is going on.
func (s VirtualMachineState) Settled() bool {
	switch s {
	case VirtualMachineStarted, VirtualMachineStopped, VirtualMachineFailed, "orphaned":
		return true
	}
	return false
}

// Lock waits until nobody else in this process works on a machine, and keeps
// it until the returned function is called. Work on one machine has to be done
// one after the other: a machine in transition refuses more, and its disks and
// interfaces are in transition with it.
func (s VirtualMachines) Lock(ctx context.Context, machineID string) (unlock func(), err error) {
	unlock, err = s.client.machines.lock(ctx, machineID)
	if err != nil {
		return nil, fmt.Errorf("waiting for other work on virtual machine %s: %w", machineID, err)
	}
	return unlock, nil
}

// Get returns a machine, or ErrNotFound, also for one in the trash.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) Get(ctx context.Context, machineID string) (VirtualMachine, error) {
	var answer struct {
		Machine VirtualMachine `json:"virtual_machine"`
	}
	err := s.client.get(ctx, "/virtual_machines/virtual_machine", &answer, id("virtual_machine", machineID))
	return answer.Machine, err
}

// GetSettled returns a machine as soon as it is in no transition, or
// ErrNotFound.
//
// GET /virtual_machines/virtual_machine
func (s VirtualMachines) GetSettled(ctx context.Context, machineID string) (VirtualMachine, error) {
	return settle(ctx, s.client,
		func(ctx context.Context) (VirtualMachine, error) { return s.Get(ctx, machineID) },
		func(m VirtualMachine) bool { return m.State.Settled() },
		func(m VirtualMachine) string {
			return fmt.Sprintf("virtual machine %q (%s) is %s", m.Name, m.ID, m.State)
		})
}
