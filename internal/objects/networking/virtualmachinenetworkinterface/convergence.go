package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// convergence makes an interface match the plan, one idempotent step at a time. It
// records each step in progress, which starts as the prior state. After a failure
// progress goes into the state. Values that only another read would tell are null there.
type convergence struct {
	api     *katapult.Client
	machine *machineLock
	// releases are the announced releases of addresses of this interface.
	releases       katapult.AnnouncedReleases
	plan, progress *model
}

// run takes first the steps that the API is most likely to refuse.
func (c convergence) run(ctx context.Context, now katapult.VirtualMachineNetworkInterface) error {
	if profile := c.plan.NetworkSpeedProfile.ValueString(); !refersTo(profile, now.SpeedProfile) {
		if err := c.api.VirtualMachineNetworkInterfaces.UpdateSpeedProfile(ctx, now.ID, profile); err != nil {
			c.machine.NoteFailure(err)
			return blame(err)
		}
		c.progress.NetworkSpeedProfile, c.progress.SpeedProfile = c.plan.NetworkSpeedProfile, types.ObjectNull(speedProfileTypes)
	}
	if err := c.setAddresses(ctx, now); err != nil {
		return err
	}
	state, err := setAttached(ctx, c.api, c.machine.LockedMachine, now, c.plan.Attached.ValueBool())
	if err != nil {
		return blame(err)
	}
	c.progress.Attached, c.progress.State = c.plan.Attached, types.StringValue(string(state))
	now, err = getSettled(ctx, c.api, c.machine.LockedMachine, now.ID)
	if err == nil {
		c.plan.fill(now)
	}
	return err
}

// setAddresses allocates the planned addresses and unallocates other managed ones.
// Free addresses come first, so that the machine always has one. Taken addresses
// come last: their owner may be waiting for an address of this interface.
func (c convergence) setAddresses(ctx context.Context, now katapult.VirtualMachineNetworkInterface) error {
	wanted := attrs.SetTexts(c.plan.IPAddressIDs)
	unwanted := attrs.Without(attrs.SetTexts(c.progress.IPAddressIDs), wanted)
	var taken []takenAddress
	for _, id := range wanted {
		t := takenAddress{id: id, watch: c.api.IPAddresses.WatchRelease(id)}
		t.err = c.allocate(ctx, now, id)
		switch {
		case errors.Is(t.err, katapult.IPAlreadyAllocated):
			taken = append(taken, t)
		case t.err != nil:
			return t.err
		}
	}
	for _, id := range unwanted {
		if err := unallocate(ctx, c.api, now, id); err != nil {
			return err
		}
		c.progress.removeManaged(id)
		c.releases.End(id)
	}
	for _, t := range taken {
		if err := c.allocateWhenReleased(ctx, now, t); err != nil {
			return c.restore(ctx, now, unwanted, err)
		}
	}
	return nil
}

// takenAddress is a planned address with another owner. The watch began before the
// request that failed with err, so it misses no release.
type takenAddress struct {
	id    string
	watch katapult.ReleaseWatch
	err   error
}

// allocateWhenReleased waits until the owner has released an address, and allocates
// it. It unlocks the machine for the wait: the owner may be another interface of the
// same machine.
func (c convergence) allocateWhenReleased(ctx context.Context, now katapult.VirtualMachineNetworkInterface, t takenAddress) error {
	for errors.Is(t.err, katapult.IPAlreadyAllocated) {
		var released bool
		err := c.machine.whileUnlocked(ctx, func() (err error) {
			released, err = t.watch.Wait(ctx)
			return err
		})
		if err != nil {
			return fmt.Errorf("%w; waiting for its release: %w", t.err, err)
		}
		if !released {
			break
		}
		t.watch = c.api.IPAddresses.WatchRelease(t.id)
		t.err = c.allocate(ctx, now, t.id)
	}
	return t.err
}

// allocate allocates an address to the interface, unless it has it. If the outcome
// is unknown, the address counts as allocated.
func (c convergence) allocate(ctx context.Context, now katapult.VirtualMachineNetworkInterface, addressID string) error {
	c.progress.addManaged(addressID)
	if now.HasIPAddress(addressID) {
		return nil
	}
	err := c.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, now.ID, addressID)
	if err == nil {
		return nil
	}
	if !katapult.IsUnknownOutcome(err) {
		c.progress.removeManaged(addressID)
	}
	err = fmt.Errorf("allocating IP address %s: %w", addressID, err)
	if katapult.HasCode(err, katapult.IPAddressNotFound, katapult.IPAlreadyAllocated, katapult.InvalidIP) {
		return crud.At(pathOf(addressID), err)
	}
	return blame(err)
}

// restore allocates the interface's former addresses again after a failure, so that
// its machine is not without an address. It returns cause, with what else failed.
func (c convergence) restore(ctx context.Context, now katapult.VirtualMachineNetworkInterface, addressIDs []string, cause error) error {
	ctx, end := katapult.WithGrace(ctx)
	defer end()
	had := slices.DeleteFunc(slices.Clone(addressIDs), func(id string) bool { return !now.HasIPAddress(id) })
	if len(had) == 0 {
		return cause
	}
	lockErr := c.machine.relock(ctx) // after a failed wait the machine is unlocked
	for _, id := range had {
		err := lockErr
		if err == nil {
			err = c.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, now.ID, id)
		}
		if err != nil {
			cause = fmt.Errorf("%w; IP address %s, which it had before, could not be given back: %v", cause, id, err) //nolint:errorlint // callers must match only the cause
			continue
		}
		c.progress.addManaged(id)
	}
	return cause
}

// pathOf is the path of an address in the configuration.
func pathOf(addressID string) path.Path {
	return path.Root("ip_address_ids").AtSetValue(types.StringValue(addressID))
}
