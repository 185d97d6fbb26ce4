package virtualmachinenetworkinterface

import (
	"context"

	"terraform-provider-katapult/internal/katapult"
)

// machineLock is the lock of a machine, which whileUnlocked releases for a while.
type machineLock struct {
	*katapult.LockedMachine

	api *katapult.Client
	id  string
}

func lockMachine(ctx context.Context, api *katapult.Client, machineID string) (*machineLock, error) {
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return nil, err
	}
	return &machineLock{machine, api, machineID}, nil
}

func (l *machineLock) unlock() {
	if l.LockedMachine != nil {
		l.Unlock()
		l.LockedMachine = nil
	}
}

// whileUnlocked lets other operations work on the machine during wait. After an error
// the machine may be unlocked or in transition.
func (l *machineLock) whileUnlocked(ctx context.Context, wait func() error) error {
	l.unlock()
	if err := wait(); err != nil {
		return err
	}
	return l.relock(ctx)
}

// relock locks the machine, unless it is still locked, and waits until it is settled:
// others may have started a transition meanwhile.
func (l *machineLock) relock(ctx context.Context) error {
	if l.LockedMachine == nil {
		machine, err := l.api.VirtualMachines.Lock(ctx, l.id)
		if err != nil {
			return err
		}
		l.LockedMachine = machine
	}
	_, err := l.WaitSettled(ctx)
	return err
}
