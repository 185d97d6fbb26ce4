// Package diskbackuppolicy manages katapult_disk_backup_policy and finds existing policies.
package diskbackuppolicy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the backup policy.
var Object = crud.Object{
	Resource:    policy.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
	Actions:     []func() action.Action{scheduleDeletion.New},
}

var policy = crud.Resource[*katapult.Client, model]{
	Type: "katapult_disk_backup_policy",
	Schema: schema.Schema{
		MarkdownDescription: "Backs up a disk, or all disks of a virtual machine, on a schedule. Backups are kept off site, and are billed.\n\n" +
			"A disk or machine can have several policies. A destroy purges the policy from the trash, unless the provider's `skip_trash_object_purge` keeps it there.",
		Attributes: map[string]schema.Attribute{
			"id":                 attrs.ID("ID of the policy."),
			"virtual_machine_id": target("ID of the virtual machine whose disks are backed up. Either this or `disk_id` has to be set."),
			"disk_id":            target("ID of the disk that is backed up. Either this or `virtual_machine_id` has to be set."),
			"retention":          number("How many backups are kept. Defaults to Katapult's choice; if the argument is removed, the policy keeps its retention.", int64validator.AtLeast(1)),
			"schedule": schema.SingleNestedAttribute{
				MarkdownDescription: "When backups are made. Defaults to Katapult's choice; if the argument is removed, the policy keeps its schedule.",
				Optional:            true, Computed: true,
				PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
				Attributes: map[string]schema.Attribute{
					"interval": schema.StringAttribute{
						MarkdownDescription: "`hourly`, `daily`, `weekly` or `monthly`.", Required: true,
						Validators: []validator.String{stringvalidator.OneOf("hourly", "daily", "weekly", "monthly")},
					},
					"frequency": number("How many intervals there are from one backup to the next. Defaults to Katapult's choice.", int64validator.AtLeast(1)),
					"minute":    number("Minute of the hour. Defaults to Katapult's choice.", int64validator.Between(0, 59)),
					"time":      number("Time of the backup as Katapult counts it; its documentation gives no unit. Defaults to Katapult's choice.", int64validator.AtLeast(0)),
				},
			},
			"auto_move_to_trash_at": schema.StringAttribute{
				MarkdownDescription: "When Katapult will delete the policy, in RFC 3339, if the action `katapult_disk_backup_policy_schedule_deletion` has asked for it.",
				Computed:            true,
			},
		},
	},
	Validators: []resource.ConfigValidator{resourcevalidator.ExactlyOneOf(path.MatchRoot("virtual_machine_id"), path.MatchRoot("disk_id"))},
	Create:     create, Read: read, Update: update, Destroy: destroy,
}

func target(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description + " Changing this forces a new resource.", Optional: true,
		Validators:    []validator.String{attrs.NotBlankIfSet()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

func number(description string, valid validator.Int64) schema.Int64Attribute {
	return schema.Int64Attribute{
		MarkdownDescription: description, Optional: true, Computed: true,
		Validators:    []validator.Int64{valid},
		PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
	}
}

type model struct {
	ID                types.String   `tfsdk:"id"`
	VirtualMachineID  types.String   `tfsdk:"virtual_machine_id"`
	DiskID            types.String   `tfsdk:"disk_id"`
	Retention         types.Int64    `tfsdk:"retention"`
	Schedule          types.Object   `tfsdk:"schedule"`
	AutoMoveToTrashAt types.String   `tfsdk:"auto_move_to_trash_at"`
	Timeouts          timeouts.Value `tfsdk:"timeouts"`
}

var scheduleType = map[string]attr.Type{
	"interval": types.StringType, "frequency": types.Int64Type, "minute": types.Int64Type, "time": types.Int64Type,
}

func (m *model) target() katapult.BackupTarget {
	return katapult.BackupTarget{VirtualMachineID: m.VirtualMachineID.ValueString(), DiskID: m.DiskID.ValueString()}
}

func (m *model) arguments() katapult.DiskBackupPolicyArguments {
	a := katapult.DiskBackupPolicyArguments{Retention: whole(m.Retention)}
	if m.Schedule.IsNull() || m.Schedule.IsUnknown() {
		return a
	}
	given := m.Schedule.Attributes()
	interval, _ := given["interval"].(types.String)
	a.Schedule = &katapult.DiskBackupTimingArguments{
		Interval: attrs.String(interval), Frequency: whole(given["frequency"]), Minute: whole(given["minute"]), Time: whole(given["time"]),
	}
	return a
}

// whole is what a client sends: nil for null and unknown values.
func whole(value attr.Value) *int64 {
	number, _ := value.(types.Int64)
	return attrs.Int64(number)
}

func (m *model) fill(p katapult.DiskBackupPolicy) {
	m.ID = types.StringValue(p.ID)
	if m.VirtualMachineID.IsNull() && m.DiskID.IsNull() {
		m.VirtualMachineID, m.DiskID = known(p.Target.VirtualMachineID), known(p.Target.DiskID)
	}
	m.Retention = types.Int64Value(p.Retention)
	m.Schedule = types.ObjectValueMust(scheduleType, map[string]attr.Value{
		"interval": types.StringValue(p.Schedule.Interval), "frequency": types.Int64Value(p.Schedule.Frequency),
		"minute": types.Int64Value(p.Schedule.Minute), "time": types.Int64Value(p.Schedule.Time),
	})
	m.AutoMoveToTrashAt = timeOf(p.AutoMoveToTrashAt)
}

// known is null for an empty text.
func known(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// timeOf is null for what will not happen.
func timeOf(unix *int64) types.String {
	if unix == nil {
		return types.StringNull()
	}
	return attrs.Time(*unix)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	created, err := api.DiskBackupPolicies.Create(ctx, plan.target(), plan.arguments())
	if err == nil {
		plan.fill(created)
	}
	return plan.blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	now, err := api.DiskBackupPolicies.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(now)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	updated, err := api.DiskBackupPolicies.Update(ctx, prior.ID.ValueString(), plan.arguments())
	if err == nil {
		plan.fill(updated)
	}
	return plan.blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.DiskBackupPolicies.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func (m *model) blame(err error) error {
	switch {
	case katapult.HasCode(err, katapult.VirtualMachineNotFound, katapult.DiskNotFound, katapult.ObjectInTrash) && !m.DiskID.IsNull():
		return crud.At(path.Root("disk_id"), err)
	case katapult.HasCode(err, katapult.VirtualMachineNotFound, katapult.ObjectInTrash):
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	if argument := katapult.RefusedArgument(err, "retention", "schedule"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return err
}
