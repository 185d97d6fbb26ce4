// Package diskassignment manages katapult_disk_assignment.
package diskassignment

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the assignment of a disk to a virtual machine.
var Object = crud.Object{Resource: assignment.New}

var assignment = crud.Resource[*katapult.Client, model]{
	Type: "katapult_disk_assignment",
	Schema: schema.Schema{
		MarkdownDescription: "Assigns a disk to a virtual machine, and keeps it attached or detached.\n\n" +
			"A disk is *assigned* to one machine at the most, and *attached* while that machine runs. No machine is ever started or stopped: on one that is stopped, `attached` says what happens when it starts. " +
			"All work on one machine is done one after the other, and waits for the machine where that is starting or stopping. The disk that a machine boots from cannot be managed here.\n\n" +
			"An assignment that already exists between the two is taken over, with a warning. A disk that belongs to another machine is an error.",
		Attributes: map[string]schema.Attribute{
			"id":                 attrs.ID("The IDs of machine and disk, joined by a slash."),
			"virtual_machine_id": replaces("ID of the virtual machine."),
			"disk_id":            replaces("ID of the disk."),
			"attached": schema.BoolAttribute{
				MarkdownDescription: "Whether the disk is attached while the machine runs. `true` by default.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(true),
			},
			"attach_on_boot": schema.BoolAttribute{
				MarkdownDescription: "Whether starting the machine attaches the disk. The same as `attached` by default.",
				Optional:            true, Computed: true,
				PlanModifiers: []planmodifier.Bool{followsAttached{}},
			},
			"attachment_state": schema.StringAttribute{
				MarkdownDescription: "The state of the attachment as the API gives it: `attached`, `attaching`, `detached`, `detaching` or `failed`.",
				Computed:            true,
			},
		},
	},
	Key:      []string{"virtual_machine_id", "disk_id"},
	Prefixes: []string{"vm_", "disk_"},
	Create:   create, Read: read, Update: update, Destroy: destroy,
}

func replaces(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Changing it makes another assignment.",
		Required:            true,
		Validators:          []validator.String{attrs.NotBlank()},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

type model struct {
	ID               types.String   `tfsdk:"id"`
	VirtualMachineID types.String   `tfsdk:"virtual_machine_id"`
	DiskID           types.String   `tfsdk:"disk_id"`
	Attached         types.Bool     `tfsdk:"attached"`
	AttachOnBoot     types.Bool     `tfsdk:"attach_on_boot"`
	AttachmentState  types.String   `tfsdk:"attachment_state"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) fill(a katapult.DiskAssignment) {
	m.ID = types.StringValue(m.VirtualMachineID.ValueString() + "/" + m.DiskID.ValueString())
	m.AttachOnBoot = types.BoolValue(a.AttachOnBoot)
	m.AttachmentState = types.StringValue(string(a.State))
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	machine, err := api.VirtualMachines.Hold(ctx, plan.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Release()
	if _, err := machine.Settled(ctx); err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	disk, err := api.Disks.GetSettled(ctx, plan.DiskID.ValueString())
	if err != nil {
		return crud.At(path.Root("disk_id"), err)
	}
	if disk.Assignment != nil {
		return takeOver(ctx, api, machine, disk, plan)
	}
	if disk, err = api.Disks.Assign(ctx, disk.ID, plan.VirtualMachineID.ValueString()); err != nil {
		if katapult.MayHaveHappened(err) {
			err = crud.Unfinished(err) // it was nobody's before, so what there is now is this one
		}
		return blame(err)
	}
	return crud.Unfinished(arrange(ctx, api, machine, disk, plan, plan))
}

// takeOver arranges an assignment that exists already. Should that fail, it is
// not in the state: tainted there, the next apply would take a disk that is in
// use from its machine.
func takeOver(ctx context.Context, api *katapult.Client, machine *katapult.HeldMachine, disk katapult.Disk, plan *model) error {
	if err := available(disk, plan); err != nil {
		return crud.At(path.Root("disk_id"), err)
	}
	owner := disk.Assignment.VirtualMachine
	if err := arrange(ctx, api, machine, disk, plan, plan); err != nil {
		return fmt.Errorf("the disk was assigned to the machine before, and stays so without being in the state: %w", err)
	}
	crud.Warn(ctx, "Existing disk assignment taken over", fmt.Sprintf(
		"Disk %q (%s) was already assigned to virtual machine %s (%s), perhaps by an apply that was interrupted. "+
			"The assignment is in the state now, and goes when the resource is destroyed.", disk.Name, disk.ID, owner.FQDN, owner.ID))
	return nil
}

// available reports whether an assignment may be taken over, or why not.
func available(disk katapult.Disk, plan *model) error {
	owner := disk.Assignment.VirtualMachine
	switch {
	case owner.ID != plan.VirtualMachineID.ValueString():
		return fmt.Errorf("disk %q (%s) is assigned to another virtual machine, %s (%s); unassign it there first. Nothing was changed",
			disk.Name, disk.ID, owner.FQDN, owner.ID)
	case disk.Assignment.Boot:
		return fmt.Errorf("virtual machine %s (%s) boots from disk %q (%s), which is assigned with the machine and cannot be managed by itself. Nothing was changed",
			owner.FQDN, owner.ID, disk.Name, disk.ID)
	}
	return nil
}

// arrange brings an assignment into the planned form: what happens on boot
// first, so that a machine that starts meanwhile does what is wanted. reached
// is what is in the state should it fail, and says what was done until then.
func arrange(ctx context.Context, api *katapult.Client, machine *katapult.HeldMachine, disk katapult.Disk, plan, reached *model) error {
	now := *disk.Assignment
	want := *plan
	reached.fill(now)
	if want.AttachOnBoot.ValueBool() != now.AttachOnBoot {
		if err := api.Disks.SetAttachOnBoot(ctx, disk.ID, want.AttachOnBoot.ValueBool()); err != nil {
			return blame(err)
		}
		now.AttachOnBoot = want.AttachOnBoot.ValueBool()
		reached.fill(now)
	}
	attached := now.State == katapult.Attached
	switch {
	case want.Attached.ValueBool() && !attached:
		done, err := machine.WhileStarted(ctx, func(ctx context.Context) error { return api.Disks.Attach(ctx, disk.ID) })
		if err != nil {
			return blame(err)
		}
		if done {
			now.State = katapult.Attached
		}
	case !want.Attached.ValueBool() && attached:
		if err := api.Disks.Detach(ctx, disk.ID); err != nil {
			return blame(err)
		}
		now.State = katapult.Detached
	}
	plan.fill(now)
	return nil
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	disk, err := api.Disks.GetOf(ctx, state.VirtualMachineID.ValueString(), state.DiskID.ValueString())
	if err != nil {
		return err
	}
	if disk.Assignment == nil || disk.Assignment.VirtualMachine.ID != state.VirtualMachineID.ValueString() {
		return fmt.Errorf("disk %q (%s) is not assigned to the machine: %w", disk.Name, disk.ID, katapult.ErrNotFound)
	}
	attached, err := isAttached(ctx, api, disk, state.Attached)
	if err != nil {
		return err
	}
	state.fill(*disk.Assignment)
	state.Attached = types.BoolValue(attached)
	return nil
}

// isAttached is what counts as attached. A transition changes nothing yet. On
// a machine that does not run, it is what will be when it does.
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
		// It comes back with the machine, and a destroy has to undo it before.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("Disk %q (%s) is still assigned to its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the disk assigned anew.", disk.Name, disk.ID, err))
	case err != nil:
		return false, err
	case machine.State == katapult.VirtualMachineStarted && a.State.Settled():
		return false, nil
	}
	return !imported || a.AttachOnBoot, nil
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	machine, err := api.VirtualMachines.Hold(ctx, prior.VirtualMachineID.ValueString())
	if err != nil {
		return err
	}
	defer machine.Release()
	// First, because it can take long: the disk may be elsewhere by then.
	if _, err := machine.Settled(ctx); err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	disk, err := api.Disks.GetSettled(ctx, prior.DiskID.ValueString())
	if err != nil {
		return crud.At(path.Root("disk_id"), err)
	}
	if disk.Assignment == nil || disk.Assignment.VirtualMachine.ID != prior.VirtualMachineID.ValueString() {
		return crud.At(path.Root("disk_id"), fmt.Errorf(
			"disk %q (%s) has been taken from the machine since the plan was made. Nothing was changed; plan again", disk.Name, disk.ID))
	}
	return arrange(ctx, api, machine, disk, plan, prior)
}

// blame finds the attribute that an answer of the API is about.
func blame(err error) error {
	var answer *katapult.Error
	switch {
	case errors.Is(err, katapult.VirtualMachineNotFound):
		return crud.At(path.Root("virtual_machine_id"), err)
	case errors.Is(err, katapult.ObjectInTrash) && errors.As(err, &answer) && answer.Detail.TrashObject != nil && answer.Detail.TrashObject.ObjectType == "VirtualMachine":
		return crud.At(path.Root("virtual_machine_id"), err)
	case katapult.HasCode(err, katapult.DiskNotFound, katapult.ObjectInTrash, katapult.UnableToAssign):
		return crud.At(path.Root("disk_id"), err)
	}
	return err
}

// followsAttached makes attach_on_boot, where the configuration does not set
// it, go with attached: a disk that shall stay detached must not come back
// when the machine starts.
type followsAttached struct{}

func (followsAttached) Description(context.Context) string         { return "the same as attached" }
func (followsAttached) MarkdownDescription(context.Context) string { return "the same as `attached`" }

func (followsAttached) PlanModifyBool(ctx context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	var planned, before types.Bool
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("attached"), &planned)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("attached"), &before)...)
	}
	resp.PlanValue = planned
	if planned.Equal(before) {
		resp.PlanValue = req.StateValue
	}
}
