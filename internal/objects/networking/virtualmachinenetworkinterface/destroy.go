package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/katapult"
)

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	managed := ids(state.IPAddressIDs)
	leaving := announce(api, managed)
	defer leaving.end()
	machine, err := hold(ctx, api, state.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.release()
	_, err = machine.WaitSettled(ctx)
	trashed := errors.Is(err, katapult.ObjectInTrash)
	if err != nil && !trashed {
		return err
	}
	now, err := look(ctx, api, machine.LockedMachine, state.ID.ValueString())
	if err != nil {
		return err
	}
	if !trashed {
		if err := foreign(now, managed); err != nil {
			return err
		}
	}
	d := &dismantling{api: api, machine: machine, now: now, trashed: trashed}
	if err := d.run(ctx, managed, leaving); err != nil {
		return d.undo(ctx, err)
	}
	return nil
}

// foreign is why an interface cannot be deleted that has addresses which are
// not managed, if it has.
func foreign(now katapult.VirtualMachineNetworkInterface, managed []string) error {
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

// dismantling takes an interface apart, and puts it together again if it cannot
// be deleted in the end.
type dismantling struct {
	api     *katapult.Client
	machine *held
	now     katapult.VirtualMachineNetworkInterface
	// trashed says that the machine is in the trash.
	trashed bool

	detached bool
	released []string
}

func (d *dismantling) run(ctx context.Context, managed []string, leaving releases) error {
	if err := d.detach(ctx); err != nil {
		return err
	}
	for _, id := range managed {
		if err := release(ctx, d.api, d.now, id); err != nil {
			return err
		}
		if d.now.HasIPAddress(id) {
			d.released = append(d.released, id)
		}
		leaving.ended(id)
	}
	err := d.api.VirtualMachineNetworkInterfaces.Delete(ctx, d.now.ID)
	if d.trashed && katapult.HasCode(err, katapult.ValidationFailed, katapult.DeletionRestricted) {
		return nil // it is purged with its machine
	}
	return err
}

func (d *dismantling) detach(ctx context.Context) error {
	if d.now.State != katapult.Attached || d.trashed {
		return nil
	}
	err := d.api.VirtualMachineNetworkInterfaces.Detach(ctx, d.now.ID)
	if err == nil {
		d.detached = true
		return nil
	}
	// The task of an interface that others delete meanwhile fails.
	if _, gone := d.api.VirtualMachineNetworkInterfaces.Get(ctx, d.now.ID); errors.Is(gone, katapult.ErrNotFound) {
		return gone
	}
	d.machine.NoteFailure(err)
	return err
}

// undo gives an interface that is still there its addresses back, and attaches
// it again: nothing in a plan would say that it is of no use any more. What was
// interrupted is left to the next run.
func (d *dismantling) undo(ctx context.Context, cause error) error {
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
		if _, err := connect(ctx, d.api, d.machine.LockedMachine, katapult.VirtualMachineNetworkInterface{ID: d.now.ID, State: katapult.Detached}, true); err != nil {
			failures = append(failures, fmt.Sprintf("it could not be attached again: %s", err))
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("%w; %s", cause, strings.Join(failures, "; "))
	}
	return cause
}
