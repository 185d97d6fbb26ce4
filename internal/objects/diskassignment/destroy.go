package diskassignment

import (
	"context"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	defer api.Disks.AnnounceRelease(state.DiskID.ValueString())()
	machine, err := api.VirtualMachines.Lock(ctx, state.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Unlock()
	_, err = machine.WaitSettled(ctx)
	trashed := errors.Is(err, katapult.ErrNotFound)
	if err != nil && !trashed {
		return err
	}
	disk, err := api.Disks.WaitSettled(ctx, state.DiskID.ValueString(), state.VirtualMachineID.ValueString())
	switch {
	case err != nil:
		return err
	case !belongs(ctx, disk, state):
		return nil
	case disk.Assignment.Boot:
		warnOfSparedBootDisk(ctx, disk)
		return nil
	case !trashed:
		if err = release(ctx, api, disk, state); !errors.Is(err, katapult.ObjectInTrash) {
			return err
		}
	}
	return forsake(ctx, api, state)
}

// forsake takes a disk from a machine in the trash, to which nothing is
// attached. What the API does not undo is said: it is in no state any more, and
// comes back with the machine.
func forsake(ctx context.Context, api *katapult.Client, state model) error {
	machineID := state.VirtualMachineID.ValueString()
	refused := api.Disks.Unassign(ctx, state.DiskID.ValueString(), machineID)
	if !katapult.HasCode(refused, katapult.UnableToUnassign, katapult.ObjectInTrash) {
		return refused
	}
	disk, err := api.Disks.Get(ctx, state.DiskID.ValueString())
	if err != nil || !belongs(ctx, disk, state) {
		return err // or it is the disk that is in the trash
	}
	then := "detached"
	if disk.Assignment.AttachOnBoot && api.Disks.SetAttachOnBoot(ctx, disk.ID, machineID, false) != nil {
		then = "attached when it starts"
	}
	crud.Warn(ctx, "Disk still assigned", fmt.Sprintf(
		"Disk %q (%s) could not be taken from virtual machine %s, which is in the trash: %s\n\n"+
			"The assignment has left the state. The disk is free when the machine is purged; should it be restored instead, the disk comes back with it, %s.",
		disk.Name, disk.ID, owner(disk), refused, then))
	return nil
}

// belongs reports whether a disk is still assigned to the machine. Another
// machine that has it by now keeps it.
func belongs(ctx context.Context, disk katapult.Disk, state model) bool {
	if disk.Assignment == nil {
		return false
	}
	if disk.IsAssignedTo(state.VirtualMachineID.ValueString()) {
		return true
	}
	crud.Warn(ctx, "Disk left alone", fmt.Sprintf(
		"Disk %q (%s) is assigned to another virtual machine by now, %s. That assignment stays; only the one that is gone leaves the state.",
		disk.Name, disk.ID, owner(disk)))
	return false
}

// mostDetachments is how often a disk is detached by one destroy.
const mostDetachments = 3

// release takes a disk from its machine. What happens on boot stays as it is
// until then: should a step fail, nothing but the attachment has changed, which
// the next plan shows. A machine that starts in between attaches the disk again.
func release(ctx context.Context, api *katapult.Client, disk katapult.Disk, state model) error {
	for detachments := 1; ; detachments++ {
		there, err := detach(ctx, api, &disk, state)
		if err != nil || !there {
			return err
		}
		refused := api.Disks.Unassign(ctx, disk.ID, state.VirtualMachineID.ValueString())
		if !errors.Is(refused, katapult.UnableToUnassign) || detachments == mostDetachments {
			return refused
		}
		now, err := api.Disks.WaitSettled(ctx, disk.ID, state.VirtualMachineID.ValueString())
		switch {
		case err != nil:
			return refused
		case !belongs(ctx, now, state):
			return nil
		case now.Assignment.State == katapult.Detached:
			return refused
		}
		disk = now
	}
}

// detach detaches a disk, and reports whether it still belongs to the machine:
// others may have taken it while the detachment was waited for.
func detach(ctx context.Context, api *katapult.Client, disk *katapult.Disk, state model) (there bool, err error) {
	if disk.Assignment.State == katapult.Detached {
		return true, nil
	}
	failed := api.Disks.Detach(ctx, disk.ID, state.VirtualMachineID.ValueString())
	now, err := api.Disks.Get(ctx, disk.ID)
	switch {
	case errors.Is(err, katapult.ErrNotFound) || err == nil && !belongs(ctx, now, state):
		return false, nil
	case failed != nil:
		return false, failed
	case err != nil:
		return false, err
	}
	*disk = now
	return true, nil
}
