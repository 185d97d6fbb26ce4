package diskassignment

import (
	"context"
	"fmt"
	"time"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// bootDiskError is the error for a disk that its machine boots from.
type bootDiskError struct{ disk katapult.Disk }

func (e *bootDiskError) Error() string {
	return fmt.Sprintf("virtual machine %s boots from disk %q (%s), which belongs to the machine and cannot be managed by itself. Nothing was changed",
		e.disk.Owner(), e.disk.Name, e.disk.ID)
}

// Hint implements crud's optional interface for advice.
func (*bootDiskError) Hint() string {
	return "Take the resource or its import block out of the configuration. Should it be in the state, its destroy leaves the disk as it is."
}

func warnBootDiskInState(ctx context.Context, disk katapult.Disk) {
	crud.Warn(ctx, "Boot disk in the state", fmt.Sprintf(
		"Virtual machine %s boots from disk %q (%s), which belongs to the machine and cannot be managed by itself. No change to the assignment will be made.\n\n"+
			"Take the resource out of the configuration: its destroy leaves the disk as it is.", disk.Owner(), disk.Name, disk.ID))
}

func warnBootDiskKept(ctx context.Context, disk katapult.Disk) {
	crud.Warn(ctx, "Boot disk left alone", fmt.Sprintf(
		"Virtual machine %s boots from disk %q (%s). The disk stays assigned as it is; only the resource has left the state.", disk.Owner(), disk.Name, disk.ID))
}

// takenError is the error for a disk that another machine has.
type takenError struct {
	disk katapult.Disk
	// waited is how long create waited for the disk to be unassigned.
	waited time.Duration
}

func (e *takenError) Error() string {
	return fmt.Sprintf("disk %q (%s) is assigned to another virtual machine, %s, and no other operation of this run unassigned it within %s. Nothing was changed",
		e.disk.Name, e.disk.ID, e.disk.Owner(), e.waited.Round(100*time.Millisecond))
}

// Hint implements crud's optional interface for advice.
func (e *takenError) Hint() string {
	return "A disk can be assigned to one virtual machine at a time. " +
		"If this run was to move it, look for create_before_destroy: Terraform imposes it on everything that a resource with it depends on, " +
		"and then creates the new assignment before it destroys the old one. " +
		"Remove create_before_destroy from the resource that imposes it, or destroy the old assignment in a run of its own, with terraform destroy -target=ADDRESS.\n\n" +
		"If the disk is assigned by another configuration, or by hand, unassign it there first."
}
