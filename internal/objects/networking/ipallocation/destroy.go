package ipallocation

import (
	"context"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// destroy takes the address from the machine, unless something else has it by then. It
// releases an address that the resource owns, also one that an earlier destroy has taken
// from the machine and could not release.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	addressID, machineID := state.IPAddressID.ValueString(), state.VirtualMachineID.ValueString()
	defer api.IPAddresses.AnnounceRelease(addressID)()
	if machineID != "" {
		machine, err := api.VirtualMachines.Lock(ctx, machineID)
		if err != nil {
			return err
		}
		defer machine.Unlock()
		if _, err := machine.WaitSettled(ctx); err != nil && !errors.Is(err, katapult.ErrNotFound) {
			return err
		}
	}
	if api.IPAddresses.LeasedHere(addressID) {
		return nil // another resource of this run has it
	}
	now, err := api.IPAddresses.Get(ctx, addressID)
	if err != nil {
		return err
	}
	if now.Owner() != "" && now.Owner() == machineID {
		if err := api.IPAddresses.UnallocateFromMachine(ctx, now, machineID); err != nil {
			return err
		}
		now.AllocationID, now.AllocationType = nil, nil
	}
	switch {
	case !state.ownsAddress():
		return nil
	case now.Owner() != "":
		warnOfNewOwner(ctx, now)
		return nil
	}
	return api.IPAddresses.Delete(ctx, now)
}

// warnOfNewOwner says that an owned address is left to what has got it elsewhere.
func warnOfNewOwner(ctx context.Context, address katapult.IPAddress) {
	kind := "something"
	if address.AllocationType != nil {
		kind = *address.AllocationType
	}
	crud.Warn(ctx, "IP address left to what has it", fmt.Sprintf(
		"IP address %s (%s) belonged to this resource, and was allocated to %s %s elsewhere. It leaves the state, and is not released. "+
			"To go on managing it, import it as a katapult_ip; to get rid of it, release it when nothing uses it any more.",
		address.Address, address.ID, kind, address.Owner()))
}
