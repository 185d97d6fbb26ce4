package virtualmachinenetworkinterface

import (
	"context"

	"terraform-provider-katapult/internal/katapult"
)

// held is a machine that is held, but for pauses.
type held struct {
	*katapult.LockedMachine

	api *katapult.Client
	id  string
}

func hold(ctx context.Context, api *katapult.Client, machineID string) (*held, error) {
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return nil, err
	}
	return &held{machine, api, machineID}, nil
}

func (h *held) release() {
	if h.LockedMachine != nil {
		h.Unlock()
		h.LockedMachine = nil
	}
}

// whileReleased lets others work on the machine while wait waits for one of
// them. After an error the machine is not held any more.
func (h *held) whileReleased(ctx context.Context, wait func() error) error {
	h.release()
	if err := wait(); err != nil {
		return err
	}
	machine, err := h.api.VirtualMachines.Lock(ctx, h.id)
	if err == nil {
		h.LockedMachine = machine
	}
	return err
}
