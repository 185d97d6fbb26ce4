package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// addressCheck checks that addresses can be allocated to an interface, before anything
// changes. It waits for addresses that another operation is about to release.
type addressCheck struct {
	api *katapult.Client
	// target is the interface, without an ID before its create.
	target *model
	wait   func(watch katapult.ReleaseWatch, ctx context.Context) (bool, error)
}

// run returns an error at the first address that cannot be allocated. It may wait, so
// the caller must hold no machine lock.
func (c addressCheck) run(ctx context.Context, addressIDs []string) error {
	if len(addressIDs) > 0 && c.target.NetworkID.IsNull() {
		return crud.At(path.Root("ip_address_ids"), errAddressesOnVirtualNetwork)
	}
	for _, id := range addressIDs {
		if err := c.checkAddress(ctx, id); err != nil {
			return crud.At(pathOf(id), err)
		}
	}
	return nil
}

func (c addressCheck) checkAddress(ctx context.Context, addressID string) error {
	for {
		watch := c.api.IPAddresses.WatchRelease(addressID)
		address, err := c.api.IPAddresses.Get(ctx, addressID)
		network := c.target.NetworkID.ValueString()
		switch {
		case err != nil:
			return fmt.Errorf("reading IP address %s: %w", addressID, err)
		case address.Network.ID != "" && address.Network.ID != network:
			return &addressError{
				fmt.Sprintf("IP address %s (%s) is of network %q (%s), and the interface is on %s",
					address.Address, addressID, address.Network.Name, address.Network.ID, network),
				"Nothing was changed. Choose an address of the interface's network, or the address's network for the interface.",
			}
		case address.AllocationID == nil:
			return nil
		}
		if has, err := c.isAllocated(ctx, address); has || err != nil {
			return err
		}
		released, err := c.wait(watch, ctx)
		switch {
		case err != nil:
			return fmt.Errorf("waiting for the release of IP address %s (%s): %w", address.Address, addressID, err)
		case !released:
			return c.takenError(ctx, address)
		case c.target.ID.ValueString() != "":
			return nil // setAddresses waits for it after this interface has released its own
		}
	}
}

// isAllocated reports whether the interface has an address already. An address of
// another machine needs no read of the interface.
func (c addressCheck) isAllocated(ctx context.Context, address katapult.IPAddress) (bool, error) {
	if c.target.ID.ValueString() == "" || *address.AllocationID != c.target.VirtualMachineID.ValueString() {
		return false, nil
	}
	now, err := c.api.VirtualMachineNetworkInterfaces.Get(ctx, c.target.ID.ValueString())
	return err == nil && now.HasIPAddress(address.ID), err
}

func (c addressCheck) takenError(ctx context.Context, address katapult.IPAddress) error {
	owner, err := c.api.VirtualMachineNetworkInterfaces.Owner(ctx, address, c.target.VirtualMachineID.ValueString())
	if err != nil {
		owner = fmt.Sprintf("%s (which of its interfaces that is cannot be found out: %s)", owner, err)
	}
	return &addressError{
		fmt.Sprintf("IP address %s is taken: %s", address.ID, owner),
		"Nothing was changed. Release the address from what has it first, or leave it out. If another resource of this configuration releases it in the same apply, " +
			"that has to be able to happen at the same time: it must not depend on this one, -parallelism must not be 1, and an interface that replaces one with the same address must not be made first (create_before_destroy, which Terraform also imposes on what such a resource depends on).",
	}
}

// addressError says why an interface cannot have addresses, or why its addresses
// prevent its deletion.
type addressError struct{ problem, hint string }

func (e *addressError) Error() string { return e.problem }

// Hint says what the user can do.
func (e *addressError) Hint() string { return e.hint }

// unallocate unallocates an address of an interface. It ignores an address that is
// deleted or has another owner by now.
func unallocate(ctx context.Context, api *katapult.Client, now katapult.VirtualMachineNetworkInterface, addressID string) error {
	if !now.HasIPAddress(addressID) {
		return nil
	}
	if err := api.IPAddresses.Unallocate(ctx, addressID, now.ID); err != nil && !errors.Is(err, katapult.ErrNotFound) {
		return fmt.Errorf("releasing IP address %s: %w", addressID, err)
	}
	return nil
}
