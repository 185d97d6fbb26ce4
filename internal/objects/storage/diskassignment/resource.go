// Package diskassignment manages katapult_disk_assignment.
package diskassignment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk assignment.
var Object = crud.Object{Resource: assignment.New, Lists: []func() list.ListResource{listing.New}}

var assignment = crud.Resource[*katapult.Client, model]{
	Type: "katapult_disk_assignment",
	Schema: schema.Schema{
		MarkdownDescription: "Assigns a disk to a virtual machine, and keeps it attached or detached.\n\n" +
			"A disk is *assigned* to one machine at the most, and *attached* while that machine runs. No machine is started or stopped, except where `stop_before_detach` asks for it: on one that is stopped, `attached` says what happens when it starts. " +
			"All work on one machine is done one after the other, and waits for the machine where that is starting or stopping.\n\n" +
			"An assignment that already exists between the two is taken over, with a warning. A disk that belongs to another machine is waited for as long as another resource of the same run is about to unassign it, so a disk can move, and two can be swapped, in one apply; " +
			"if none is within 30 seconds, that is an error. With `create_before_destroy`, which Terraform also imposes on everything that a resource with it depends on, a disk cannot move: the new assignment is created before the old one is destroyed.\n\n" +
			"Disks reach the operating system in the order in which they are attached, and Terraform creates the assignments of one machine in any order. Where device names have to follow an order, let each assignment `depends_on` the one before it. " +
			"A start of the machine may attach them in another order: in `/etc/fstab`, name disks by the UUID of their file system.\n\n" +
			"The disk that a machine boots from cannot be managed here, nor imported. Should it be in the state, a plan warns, and the destroy leaves it as it is.",
		Attributes: map[string]schema.Attribute{
			"id":                 attrs.ID("The IDs of machine and disk, joined by a slash."),
			"virtual_machine_id": attrs.Reference("ID of the virtual machine."),
			"disk_id":            attrs.Reference("ID of the disk."),
			"attached": schema.BoolAttribute{
				MarkdownDescription: "Whether the disk is attached while the machine runs. Defaults to `true`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(true),
			},
			"attach_on_boot": schema.BoolAttribute{
				MarkdownDescription: "Whether starting the machine attaches the disk. Defaults to `attached`: without the argument, a value that differs from `attached` is drift and set back.",
				Optional:            true, Computed: true,
				PlanModifiers: []planmodifier.Bool{sameAsAttached{}},
			},
			"attachment_state": schema.StringAttribute{
				MarkdownDescription: "The state of the attachment as the API gives it: `attached`, `attaching`, `detached`, `detaching` or `failed`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{keepAttachmentState{}},
			},
			"skip_destroy": schema.BoolAttribute{
				MarkdownDescription: "Whether a destroy leaves the disk where it is, with a warning, and only takes the resource out of the state. It counts for replacements too, so a plan that moves the disk to another machine is refused. Takes effect only after it has been applied. Defaults to `false`.",
				Optional:            true,
			},
			"stop_before_detach": schema.BoolAttribute{
				MarkdownDescription: "Whether a destroy shuts a started machine down before it takes the disk, so that no mounted file system is torn off, and starts it again. " +
					"The operating system has to shut down within the timeout, or the destroy fails and the disk stays. Disks of one machine that are taken at the same time share a shutdown. Takes effect only after it has been applied. Defaults to `false`.",
				Optional: true,
			},
		},
	},
	Key:      []string{"virtual_machine_id", "disk_id"},
	Prefixes: []string{"vm_", "disk_"},
	Plan:     plan,
	Create:   create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	ID               types.String   `tfsdk:"id"`
	VirtualMachineID types.String   `tfsdk:"virtual_machine_id"`
	DiskID           types.String   `tfsdk:"disk_id"`
	Attached         types.Bool     `tfsdk:"attached"`
	AttachOnBoot     types.Bool     `tfsdk:"attach_on_boot"`
	AttachmentState  types.String   `tfsdk:"attachment_state"`
	SkipDestroy      types.Bool     `tfsdk:"skip_destroy"`
	StopBeforeDetach types.Bool     `tfsdk:"stop_before_detach"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) fill(a katapult.DiskAssignment) {
	m.ID = types.StringValue(m.VirtualMachineID.ValueString() + "/" + m.DiskID.ValueString())
	m.AttachOnBoot = types.BoolValue(a.AttachOnBoot)
	m.AttachmentState = types.StringValue(string(a.State))
}

// create waits while another operation of this run unassigns the disk, because
// Terraform runs the two in any order.
func create(ctx context.Context, api *katapult.Client, plan *model) error {
	for {
		watch, began := api.Disks.WatchRelease(plan.DiskID.ValueString()), time.Now()
		err := assign(ctx, api, plan)
		var taken *takenError
		if !errors.As(err, &taken) {
			return err
		}
		released, waitErr := watch.Wait(ctx)
		taken.waited = time.Since(began)
		switch {
		case waitErr != nil:
			return crud.At(path.Root("disk_id"), fmt.Errorf("%w: %w", waitErr, taken))
		case !released:
			return err
		}
	}
}

// assign creates the assignment. If another machine has the disk, it unlocks
// the machine and returns a takenError.
func assign(ctx context.Context, api *katapult.Client, plan *model) error {
	machineID := plan.VirtualMachineID.ValueString()
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	disk, err := api.Disks.WaitSettled(ctx, plan.DiskID.ValueString(), machineID)
	switch {
	case err != nil:
		return crud.At(path.Root("disk_id"), err)
	case disk.Assignment != nil && disk.Assignment.Boot:
		return crud.At(path.Root("disk_id"), &bootDiskError{disk})
	case disk.IsAssignedTo(machineID):
		return adopt(ctx, api, machine, disk, plan)
	case disk.Assignment != nil:
		return crud.At(path.Root("disk_id"), &takenError{disk: disk})
	}
	if disk, err = api.Disks.Assign(ctx, disk.ID, machineID); err != nil {
		if katapult.IsUnknownOutcome(err) {
			err = crud.KeepOnError(err) // the disk was free before, so any assignment now is ours
		}
		return blame(err)
	}
	return crud.KeepOnError(converge(ctx, api, machine, disk, plan, plan))
}

// adopt converges an existing assignment. On failure the assignment stays out of
// the state: tainted, the next apply would unassign a disk in use. It also
// restores attach_on_boot, because no plan would show that change.
func adopt(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, disk katapult.Disk, plan *model) error {
	before, progress := *disk.Assignment, *plan
	if err := converge(ctx, api, machine, disk, plan, &progress); err != nil {
		if progress.AttachOnBoot.ValueBool() != before.AttachOnBoot || katapult.IsUnknownOutcome(err) && plan.AttachOnBoot.ValueBool() != before.AttachOnBoot {
			if undoErr := api.Disks.UndoAttachOnBoot(ctx, disk.ID, before.VirtualMachine.ID, before.AttachOnBoot); undoErr != nil {
				err = fmt.Errorf("%w; attach_on_boot could not be set back to %t: %w", err, before.AttachOnBoot, undoErr)
			}
		}
		return fmt.Errorf("the disk was assigned to the machine before, and stays so without being in the state: %w", err)
	}
	then := "goes when the resource is destroyed"
	if plan.SkipDestroy.ValueBool() {
		then = "stays when the resource is destroyed, because of skip_destroy"
	}
	crud.Warn(ctx, "Existing disk assignment taken over", fmt.Sprintf(
		"Disk %q (%s) was already assigned to virtual machine %s, perhaps by an apply that was interrupted. "+
			"The assignment is in the state now, and %s.", disk.Name, disk.ID, disk.Owner(), then))
	return nil
}

// converge makes the assignment match the plan, and records each step in
// progress. After a failure progress goes into the state. attach_on_boot comes
// first, so that a machine started meanwhile does the right thing.
func converge(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, disk katapult.Disk, plan, progress *model) error {
	now, want := *disk.Assignment, *plan
	machineID := now.VirtualMachine.ID
	progress.fill(now)
	if want.AttachOnBoot.ValueBool() != now.AttachOnBoot {
		if err := api.Disks.SetAttachOnBoot(ctx, disk.ID, machineID, want.AttachOnBoot.ValueBool()); err != nil {
			return blame(err)
		}
		now.AttachOnBoot = want.AttachOnBoot.ValueBool()
		progress.fill(now)
	}
	attached := now.State == katapult.Attached
	switch {
	case want.Attached.ValueBool() && !attached:
		done, err := machine.WhileStarted(ctx, func(ctx context.Context) error { return api.Disks.Attach(ctx, disk.ID, machineID) })
		if err != nil {
			return blame(err)
		}
		if done {
			now.State = katapult.Attached
		}
	case !want.Attached.ValueBool() && attached:
		if err := api.Disks.Detach(ctx, disk.ID, machineID); err != nil {
			return blame(err)
		}
		now.State = katapult.Detached
	}
	plan.fill(now)
	return nil
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	disk, err := api.Disks.GetOnMachine(ctx, state.VirtualMachineID.ValueString(), state.DiskID.ValueString())
	if err != nil {
		return err
	}
	switch imported := state.Attached.IsNull(); {
	case imported && disk.Assignment != nil && !disk.IsAssignedTo(state.VirtualMachineID.ValueString()):
		return crud.At(path.Root("virtual_machine_id"), fmt.Errorf("disk %q (%s) is assigned to another virtual machine, %s", disk.Name, disk.ID, disk.Owner()))
	case !disk.IsAssignedTo(state.VirtualMachineID.ValueString()):
		return fmt.Errorf("disk %q (%s) is not assigned to the machine: %w", disk.Name, disk.ID, katapult.ErrNotFound)
	case disk.Assignment.Boot && imported:
		return crud.At(path.Root("disk_id"), &bootDiskError{disk})
	case disk.Assignment.Boot:
		warnBootDiskInState(ctx, disk)
	}
	attached, err := isAttached(ctx, api, disk, state.Attached)
	if err != nil {
		return err
	}
	state.fill(*disk.Assignment)
	state.Attached = types.BoolValue(attached)
	return nil
}

// isAttached returns the value of the attached attribute. A transition does not
// change it yet. On a stopped machine it is what the next start will bring.
func isAttached(ctx context.Context, api *katapult.Client, disk katapult.Disk, before types.Bool) (bool, error) {
	a, imported := *disk.Assignment, before.IsNull()
	switch {
	case a.State == katapult.Attached:
		return true, nil
	case !imported && (!a.State.Settled() || !before.ValueBool()):
		return before.ValueBool(), nil
	}
	machine, err := api.VirtualMachines.Get(ctx, a.VirtualMachine.ID)
	switch {
	case errors.Is(err, katapult.ObjectInTrash):
		// Restoring the machine restores the assignment, so a destroy has to undo it first.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("Disk %q (%s) is still assigned to its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the disk assigned again.", disk.Name, disk.ID, err))
	case err != nil:
		return false, err
	case machine.State == katapult.VirtualMachineStarted && a.State.Settled():
		return false, nil
	}
	return !imported || a.AttachOnBoot, nil
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if plan.Attached.Equal(prior.Attached) && plan.AttachOnBoot.Equal(prior.AttachOnBoot) {
		return nil // what a destroy will do is no concern of the API
	}
	machineID := prior.VirtualMachineID.ValueString()
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	// Wait before reading the disk: the wait can be long, and the disk may move meanwhile.
	if _, err := machine.WaitSettled(ctx); err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	disk, err := api.Disks.WaitSettled(ctx, prior.DiskID.ValueString(), machineID)
	switch {
	case err != nil:
		return crud.At(path.Root("disk_id"), err)
	case !disk.IsAssignedTo(machineID):
		return crud.At(path.Root("disk_id"), fmt.Errorf(
			"disk %q (%s) has been taken from the machine since the plan was made. Nothing was changed; plan again", disk.Name, disk.ID))
	case disk.Assignment.Boot:
		return crud.At(path.Root("disk_id"), &bootDiskError{disk})
	}
	return converge(ctx, api, machine, disk, plan, prior)
}

// blame attaches an API error to the attribute that caused it.
func blame(err error) error {
	var apiErr *katapult.Error
	switch {
	case errors.Is(err, katapult.VirtualMachineNotFound):
		return crud.At(path.Root("virtual_machine_id"), err)
	case errors.Is(err, katapult.ObjectInTrash) && errors.As(err, &apiErr) && apiErr.Detail.TrashObject != nil && apiErr.Detail.TrashObject.ObjectType == "VirtualMachine":
		return crud.At(path.Root("virtual_machine_id"), err)
	case katapult.HasCode(err, katapult.DiskNotFound, katapult.ObjectInTrash, katapult.UnableToAssign):
		return crud.At(path.Root("disk_id"), err)
	}
	return err
}
