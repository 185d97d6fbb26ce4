package diskassignment

import (
	"context"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

func destroy(ctx context.Context, api *katapult.Client, state model) (err error) {
	if state.SkipDestroy.ValueBool() {
		crud.Warn(ctx, "Disk stays assigned", fmt.Sprintf(
			"Disk %s stays assigned to virtual machine %s, because of skip_destroy. Only the resource has left the state.", state.DiskID.ValueString(), state.VirtualMachineID.ValueString()))
		return nil
	}
	defer api.Disks.AnnounceRelease(state.DiskID.ValueString())()
	stop := announceDowntime(api, state)
	machine, err := api.VirtualMachines.Lock(ctx, state.VirtualMachineID.ValueString())
	if err != nil {
		return stop.end(ctx, nil, err)
	}
	defer machine.Unlock()
	defer func() { err = stop.end(ctx, machine, err) }()
	_, err = machine.WaitSettled(ctx)
	trashed := errors.Is(err, katapult.ErrNotFound)
	if err != nil && !trashed {
		return err
	}
	disk, err := api.Disks.WaitSettled(ctx, state.DiskID.ValueString(), state.VirtualMachineID.ValueString())
	switch {
	case err != nil:
		return err
	case !stillAssigned(disk, state):
		warnIfMoved(ctx, disk)
		return nil
	case disk.Assignment.Boot:
		warnBootDiskKept(ctx, disk)
		return nil
	case !trashed:
		if disk, err = stop.begin(ctx, api, machine, disk); err != nil {
			return err
		}
		if !stillAssigned(disk, state) {
			warnIfMoved(ctx, disk)
			return nil
		}
		if err = detachAndUnassign(ctx, api, disk, state); !errors.Is(err, katapult.ObjectInTrash) {
			return err
		}
	}
	return unassignFromTrashed(ctx, api, state)
}

// unassignFromTrashed unassigns a disk from a machine in the trash. If the API
// refuses, it warns: Terraform forgets the assignment, but restoring the machine
// brings it back.
func unassignFromTrashed(ctx context.Context, api *katapult.Client, state model) error {
	machineID := state.VirtualMachineID.ValueString()
	unassignErr := api.Disks.Unassign(ctx, state.DiskID.ValueString(), machineID)
	if !katapult.HasCode(unassignErr, katapult.UnableToUnassign, katapult.ObjectInTrash) {
		return unassignErr
	}
	disk, err := api.Disks.Get(ctx, state.DiskID.ValueString())
	if err != nil {
		return err // the disk itself may be in the trash
	}
	if !stillAssigned(disk, state) {
		warnIfMoved(ctx, disk)
		return nil
	}
	then := "detached"
	if disk.Assignment.AttachOnBoot && api.Disks.SetAttachOnBoot(ctx, disk.ID, machineID, false) != nil {
		then = "attached when it starts"
	}
	crud.Warn(ctx, "Disk still assigned", fmt.Sprintf(
		"Disk %q (%s) could not be taken from virtual machine %s, which is in the trash: %s\n\n"+
			"The assignment has left the state. The disk is free when the machine is purged; should it be restored instead, the disk comes back with it, %s.",
		disk.Name, disk.ID, disk.Owner(), unassignErr, then))
	return nil
}

// stillAssigned reports whether the machine in the state has the disk.
func stillAssigned(disk katapult.Disk, state model) bool {
	return disk.IsAssignedTo(state.VirtualMachineID.ValueString())
}

// warnIfMoved warns that another machine has the disk by now and keeps it.
func warnIfMoved(ctx context.Context, disk katapult.Disk) {
	if disk.Assignment == nil {
		return
	}
	crud.Warn(ctx, "Disk left alone", fmt.Sprintf(
		"Disk %q (%s) is assigned to another virtual machine by now, %s. That assignment stays; only the one that is gone leaves the state.",
		disk.Name, disk.ID, disk.Owner()))
}

// maxDetachments is how often one destroy detaches the disk. A machine that
// starts between detaching and unassigning attaches it again.
const maxDetachments = 3

// detachAndUnassign leaves attach_on_boot alone until the disk is unassigned.
// After a failure only the attachment differs, and the next plan shows that.
func detachAndUnassign(ctx context.Context, api *katapult.Client, disk katapult.Disk, state model) error {
	for detachments := 1; ; detachments++ {
		assigned, err := detach(ctx, api, &disk, state)
		if err != nil || !assigned {
			return err
		}
		unassignErr := api.Disks.Unassign(ctx, disk.ID, state.VirtualMachineID.ValueString())
		if !errors.Is(unassignErr, katapult.UnableToUnassign) || detachments == maxDetachments {
			return unassignErr
		}
		now, err := api.Disks.WaitSettled(ctx, disk.ID, state.VirtualMachineID.ValueString())
		switch {
		case err != nil:
			return unassignErr
		case !stillAssigned(now, state):
			warnIfMoved(ctx, now)
			return nil
		case now.Assignment.State == katapult.Detached:
			return unassignErr
		}
		disk = now
	}
}

// detach detaches the disk and returns whether the machine still has it. The
// disk may move while detach waits.
func detach(ctx context.Context, api *katapult.Client, disk *katapult.Disk, state model) (assigned bool, err error) {
	if disk.Assignment.State == katapult.Detached {
		return true, nil
	}
	detachErr := api.Disks.Detach(ctx, disk.ID, state.VirtualMachineID.ValueString())
	now, err := api.Disks.Get(ctx, disk.ID)
	switch {
	case errors.Is(err, katapult.ErrNotFound):
		return false, nil
	case err == nil && !stillAssigned(now, state):
		warnIfMoved(ctx, now)
		return false, nil
	case detachErr != nil:
		return false, detachErr
	case err != nil:
		return false, err
	}
	*disk = now
	return true, nil
}
