package diskassignment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// plan refuses to move a disk that the destroy of its assignment would leave where it is:
// the new assignment would find it taken. A machine that is not known yet may be the same.
func plan(_ context.Context, _ *katapult.Client, prior, plan *model) error {
	if prior == nil || !prior.SkipDestroy.ValueBool() || !plan.DiskID.Equal(prior.DiskID) ||
		plan.VirtualMachineID.IsUnknown() || plan.VirtualMachineID.Equal(prior.VirtualMachineID) {
		return nil
	}
	return crud.At(path.Root("virtual_machine_id"), fmt.Errorf(
		"disk %s cannot move: skip_destroy leaves it on virtual machine %s. Set skip_destroy = false and apply that first", prior.DiskID.ValueString(), prior.VirtualMachineID.ValueString()))
}

// sameAsAttached is the default of attach_on_boot. A disk planned as detached
// must not come back when the machine starts.
type sameAsAttached struct{}

func (sameAsAttached) Description(context.Context) string         { return "Defaults to attached." }
func (sameAsAttached) MarkdownDescription(context.Context) string { return "Defaults to `attached`." }

func (sameAsAttached) PlanModifyBool(ctx context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if req.ConfigValue.IsNull() {
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("attached"), &resp.PlanValue)...)
	}
}

// keepAttachmentState keeps attachment_state unless its inputs change. The
// framework also keeps it when only the default of attach_on_boot changes. That
// is wrong if the machine starts meanwhile.
type keepAttachmentState struct{}

func (keepAttachmentState) Description(context.Context) string {
	return "known unless the assignment changes"
}

func (m keepAttachmentState) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (keepAttachmentState) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() {
		return
	}
	resp.PlanValue = types.StringUnknown()
	if !changesAttachment(ctx, req.Plan, req.Config, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// changesAttachment reports whether the plan changes the attachment. It computes
// the default of attach_on_boot, whose plan modifier may not have run yet.
func changesAttachment(ctx context.Context, plan tfsdk.Plan, config tfsdk.Config, state tfsdk.State, diagnostics *diag.Diagnostics) bool {
	for _, name := range []string{"virtual_machine_id", "disk_id"} {
		var planned, before types.String
		diagnostics.Append(plan.GetAttribute(ctx, path.Root(name), &planned)...)
		diagnostics.Append(state.GetAttribute(ctx, path.Root(name), &before)...)
		if !planned.Equal(before) {
			return true
		}
	}
	var attached, attachedBefore, onBoot, onBootBefore types.Bool
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("attached"), &attached)...)
	diagnostics.Append(config.GetAttribute(ctx, path.Root("attach_on_boot"), &onBoot)...)
	diagnostics.Append(state.GetAttribute(ctx, path.Root("attached"), &attachedBefore)...)
	diagnostics.Append(state.GetAttribute(ctx, path.Root("attach_on_boot"), &onBootBefore)...)
	if onBoot.IsNull() {
		onBoot = attached
	}
	return !attached.Equal(attachedBefore) || !onBoot.Equal(onBootBefore)
}
