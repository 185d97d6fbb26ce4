package virtualmachinenetworkinterface

import (
	"context"

	"terraform-provider-katapult/internal/katapult"
)

// machineLock is a machine that is held, but for pauses.
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

// whileUnlocked lets others work on the machine while wait waits for one of
// them. After an error the machine is not held any more.
func (l *machineLock) whileUnlocked(ctx context.Context, wait func() error) error {
	l.unlock()
	if err := wait(); err != nil {
		return err
	}
	machine, err := l.api.VirtualMachines.Lock(ctx, l.id)
	if err == nil {
		l.LockedMachine = machine
	}
	return err
}
