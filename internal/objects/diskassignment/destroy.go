package diskassignment

import (
	"context"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	machine, err := api.VirtualMachines.Hold(ctx, state.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Release()
	_, err = machine.Settled(ctx)
	trashed := errors.Is(err, katapult.ErrNotFound)
	if err != nil && !trashed {
		return err
	}
	disk, err := api.Disks.GetSettled(ctx, state.DiskID.ValueString())
	switch {
	case err != nil:
		return err
	case !belongs(ctx, disk, state):
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
	refused := api.Disks.Unassign(ctx, state.DiskID.ValueString())
	if !katapult.HasCode(refused, katapult.UnableToUnassign, katapult.ObjectInTrash) {
		return refused
	}
	disk, err := api.Disks.Get(ctx, state.DiskID.ValueString())
	if err != nil || !belongs(ctx, disk, state) {
		return err // or it is the disk that is in the trash
	}
	then := "detached"
	if disk.Assignment.AttachOnBoot && api.Disks.SetAttachOnBoot(ctx, disk.ID, false) != nil {
		then = "attached when it starts"
	}
	owner := disk.Assignment.VirtualMachine
	crud.Warn(ctx, "Disk still assigned", fmt.Sprintf(
		"Disk %q (%s) could not be taken from virtual machine %s (%s), which is in the trash: %s\n\n"+
			"The assignment has left the state. The disk is free when the machine is purged; should it be restored instead, the disk comes back with it, %s.",
		disk.Name, disk.ID, owner.FQDN, owner.ID, refused, then))
	return nil
}

// belongs reports whether a disk is still assigned to the machine. Another
// machine that has it by now keeps it.
func belongs(ctx context.Context, disk katapult.Disk, state model) bool {
	if disk.Assignment == nil {
		return false
	}
	owner := disk.Assignment.VirtualMachine
	if owner.ID == state.VirtualMachineID.ValueString() {
		return true
	}
	crud.Warn(ctx, "Disk left alone", fmt.Sprintf(
		"Disk %q (%s) is assigned to another virtual machine by now, %s (%s). That assignment stays; only the one that is gone leaves the state.",
		disk.Name, disk.ID, owner.FQDN, owner.ID))
	return false
}

// release takes a disk from its machine. Each step may have been done before,
// or by others while the detachment was waited for.
func release(ctx context.Context, api *katapult.Client, disk katapult.Disk, state model) error {
	if disk.Assignment.AttachOnBoot {
		if err := api.Disks.SetAttachOnBoot(ctx, disk.ID, false); err != nil {
			return ignoring(err, katapult.UnassignedDisk)
		}
	}
	if disk.Assignment.State != katapult.Detached {
		failed := api.Disks.Detach(ctx, disk.ID)
		if errors.Is(failed, katapult.UnassignedDisk) {
			return nil
		}
		now, err := api.Disks.Get(ctx, disk.ID)
		switch {
		case errors.Is(err, katapult.ErrNotFound) || err == nil && !belongs(ctx, now, state):
			return nil
		case failed != nil:
			return failed
		case err != nil:
			return err
		}
	}
	return api.Disks.Unassign(ctx, disk.ID)
}

func ignoring(err error, code katapult.Code) error {
	if errors.Is(err, code) {
		return nil
	}
	return err
}
