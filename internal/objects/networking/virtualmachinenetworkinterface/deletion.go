package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	managed := attrs.SetTexts(state.IPAddressIDs)
	releases := api.IPAddresses.AnnounceReleases(managed)
	defer releases.EndAll()
	if network := state.VirtualNetworkID.ValueString(); network != "" {
		defer api.VirtualNetworks.AnnounceRelease(network)()
	}
	machine, err := lockMachine(ctx, api, state.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.unlock()
	_, err = machine.WaitSettled(ctx)
	inTrash := errors.Is(err, katapult.ObjectInTrash)
	if err != nil && !inTrash {
		return err
	}
	now, err := getSettled(ctx, api, machine.LockedMachine, state.ID.ValueString())
	if err != nil {
		return err
	}
	if !inTrash {
		if err := checkDeletable(now, managed); err != nil {
			return err
		}
	}
	d := &deletion{api: api, machine: machine, now: now, machineInTrash: inTrash}
	if err := d.run(ctx, managed, releases); err != nil {
		return d.undo(ctx, err)
	}
	return nil
}

// checkDeletable returns an error if an interface has addresses that are not managed.
func checkDeletable(now katapult.VirtualMachineNetworkInterface, managed []string) error {
	var others []string
	for _, a := range now.IPAddresses {
		if !slices.Contains(managed, a.ID) {
			others = append(others, fmt.Sprintf("%s (%s)", a.Address, a.ID))
		}
	}
	if len(others) == 0 {
		return nil
	}
	return &addressError{
		"it has IP addresses that are not in ip_address_ids, and cannot be deleted with them: " + strings.Join(others, ", "),
		"Nothing was changed. Add them to ip_address_ids and apply that, so that they are released with the interface, or release them in the Katapult console; then run Terraform again.",
	}
}

// deletion detaches an interface, unallocates its addresses and deletes it. It records
// the steps, so that undo can reverse them if the API refuses the deletion.
type deletion struct {
	api            *katapult.Client
	machine        *machineLock
	now            katapult.VirtualMachineNetworkInterface
	machineInTrash bool

	detached bool
	released []string
}

func (d *deletion) run(ctx context.Context, managed []string, releases katapult.AnnouncedReleases) error {
	if err := d.detach(ctx); err != nil {
		return err
	}
	for _, id := range managed {
		if err := unallocate(ctx, d.api, d.now, id); err != nil {
			return err
		}
		if d.now.HasIPAddress(id) {
			d.released = append(d.released, id)
		}
		releases.End(id)
	}
	err := d.api.VirtualMachineNetworkInterfaces.Delete(ctx, d.now.ID)
	if d.machineInTrash && katapult.HasCode(err, katapult.ValidationFailed, katapult.DeletionRestricted) {
		return nil // Katapult purges it with its machine
	}
	return err
}

func (d *deletion) detach(ctx context.Context) error {
	if d.now.State != katapult.Attached || d.machineInTrash {
		return nil
	}
	err := d.api.VirtualMachineNetworkInterfaces.Detach(ctx, d.now.ID)
	if err == nil {
		d.detached = true
		return nil
	}
	// The task also fails if others have deleted the interface meanwhile.
	if _, getErr := d.api.VirtualMachineNetworkInterfaces.Get(ctx, d.now.ID); errors.Is(getErr, katapult.ErrNotFound) {
		return getErr
	}
	d.machine.NoteFailure(err)
	return err
}

// undo allocates the addresses again and attaches the interface, unless it is deleted:
// no plan would show that it is unusable. After an interruption it leaves that to
// the next run.
func (d *deletion) undo(ctx context.Context, cause error) error {
	if errors.Is(cause, katapult.ErrNotFound) || ctx.Err() != nil {
		return cause
	}
	var failures []string
	for _, id := range d.released {
		if err := d.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, d.now.ID, id); err != nil {
			failures = append(failures, fmt.Sprintf("IP address %s could not be given back to it: %s", id, err))
		}
	}
	if d.detached {
		if _, err := setAttached(ctx, d.api, d.machine.LockedMachine, katapult.VirtualMachineNetworkInterface{ID: d.now.ID, State: katapult.Detached}, true); err != nil {
			failures = append(failures, fmt.Sprintf("it could not be attached again: %s", err))
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("%w; %s", cause, strings.Join(failures, "; "))
	}
	return cause
}
