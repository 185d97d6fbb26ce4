package diskbackuppolicy

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var rowAttributes = map[string]schema.Attribute{
	"id":                 attrs.ComputedString("ID of the policy."),
	"virtual_machine_id": attrs.ComputedString("ID of the virtual machine whose disks are backed up. Null for a policy of a disk."),
	"disk_id":            attrs.ComputedString("ID of the disk that is backed up. Null for a policy of a virtual machine."),
	"retention":          attrs.ComputedInt64("How many backups are kept."),
	"total_size":         schema.Float64Attribute{Computed: true, MarkdownDescription: "Size of all backups, as Katapult gives it; its documentation gives no unit."},
	"interval":           attrs.ComputedString("`hourly`, `daily`, `weekly` or `monthly`."),
	"next_invocation_at": attrs.ComputedString("When the next backup is made, in RFC 3339. Null if there is none."),
}

type row struct {
	ID               types.String  `tfsdk:"id"`
	VirtualMachineID types.String  `tfsdk:"virtual_machine_id"`
	DiskID           types.String  `tfsdk:"disk_id"`
	Retention        types.Int64   `tfsdk:"retention"`
	TotalSize        types.Float64 `tfsdk:"total_size"`
	Interval         types.String  `tfsdk:"interval"`
	NextInvocationAt types.String  `tfsdk:"next_invocation_at"`
}

func (r *row) fill(p katapult.DiskBackupPolicy) {
	r.ID = types.StringValue(p.ID)
	r.VirtualMachineID, r.DiskID = known(p.Target.VirtualMachineID), known(p.Target.DiskID)
	r.Retention, r.TotalSize = types.Int64Value(p.Retention), types.Float64Value(p.TotalSize)
	r.Interval, r.NextInvocationAt = types.StringValue(p.Schedule.Interval), types.StringNull()
	if at := p.Schedule.NextInvocationAt; at != 0 {
		r.NextInvocationAt = attrs.Time(at)
	}
}

var one = crud.DataSource[*katapult.Client, single]{
	Type: "katapult_disk_backup_policy",
	Schema: schema.Schema{
		MarkdownDescription: "Reads one backup policy of a disk or a virtual machine, by its ID.",
		Attributes: attrs.With(rowAttributes, map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the policy.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"frequency":             attrs.ComputedInt64("How many intervals there are from one backup to the next."),
			"minute":                attrs.ComputedInt64("Minute of the hour."),
			"time":                  attrs.ComputedInt64("Time of the backup as Katapult counts it."),
			"auto_move_to_trash_at": attrs.ComputedString("When Katapult will delete the policy, in RFC 3339. Null if it will not."),
		}),
	},
	Read: func(ctx context.Context, api *katapult.Client, config *single) error {
		found, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, api.DiskBackupPolicies.Get))
		if err != nil {
			return err
		}
		config.fill(found)
		s := found.Schedule
		config.Frequency, config.Minute, config.Time = types.Int64Value(s.Frequency), types.Int64Value(s.Minute), types.Int64Value(s.Time)
		config.AutoMoveToTrashAt = timeOf(found.AutoMoveToTrashAt)
		return nil
	},
}

type single struct {
	row

	Frequency         types.Int64  `tfsdk:"frequency"`
	Minute            types.Int64  `tfsdk:"minute"`
	Time              types.Int64  `tfsdk:"time"`
	AutoMoveToTrashAt types.String `tfsdk:"auto_move_to_trash_at"`
}

const (
	ofMachine    = "Only the policies of the virtual machine with this ID."
	withItsDisks = "Whether to include the policies of the machine's disks, which needs `virtual_machine_id`. Defaults to `false`."
	ofDisk       = "Only the policies of the disk with this ID."
)

var many = crud.DataSource[*katapult.Client, plural]{
	Type: "katapult_disk_backup_policies",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the backup policies of a virtual machine, of a disk, or of the organization.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id": attrs.OptionalString(ofMachine + " Excludes `disk_id`."),
			"include_disks": schema.BoolAttribute{
				Optional: true, MarkdownDescription: withItsDisks,
				Validators: []validator.Bool{boolvalidator.AlsoRequires(path.MatchRoot("virtual_machine_id"))},
			},
			"disk_id":              attrs.OptionalString(ofDisk + " Excludes `virtual_machine_id`."),
			"disk_backup_policies": attrs.NestedList("The policies.", rowAttributes),
		},
	},
	Validators: []datasource.ConfigValidator{datasourcevalidator.Conflicting(path.MatchRoot("virtual_machine_id"), path.MatchRoot("disk_id"))},
	Read: func(ctx context.Context, api *katapult.Client, config *plural) error {
		found, err := config.find(ctx, api)
		if err == nil {
			config.Policies = crud.Rows(found, func(katapult.DiskBackupPolicy) bool { return true }, (*row).fill)
		}
		return err
	},
}

type filter struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	IncludeDisks     types.Bool   `tfsdk:"include_disks"`
	DiskID           types.String `tfsdk:"disk_id"`
}

type plural struct {
	filter

	Policies []row `tfsdk:"disk_backup_policies"`
}

func (f filter) find(ctx context.Context, api *katapult.Client) ([]katapult.DiskBackupPolicy, error) {
	return crud.Resolve(ctx,
		crud.ByKey("virtual_machine_id", f.VirtualMachineID, func(ctx context.Context, id string) ([]katapult.DiskBackupPolicy, error) {
			if f.IncludeDisks.ValueBool() {
				return api.DiskBackupPolicies.ListWithDisks(ctx, id)
			}
			return api.DiskBackupPolicies.ListOf(ctx, katapult.BackupTarget{VirtualMachineID: id})
		}),
		crud.ByKey("disk_id", f.DiskID, func(ctx context.Context, id string) ([]katapult.DiskBackupPolicy, error) {
			return api.DiskBackupPolicies.ListOf(ctx, katapult.BackupTarget{DiskID: id})
		}),
		crud.Default(api.DiskBackupPolicies.List),
	)
}

var listing = crud.List[*katapult.Client, filter, katapult.DiskBackupPolicy, model]{
	Resource: policy,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the backup policies of a virtual machine, of a disk, or of the organization.",
		Attributes: map[string]listschema.Attribute{
			"virtual_machine_id": attrs.ListFilter(ofMachine),
			"include_disks": listschema.BoolAttribute{
				Optional: true, MarkdownDescription: withItsDisks,
				Validators: []validator.Bool{boolvalidator.AlsoRequires(path.MatchRoot("virtual_machine_id"))},
			},
			"disk_id": attrs.ListFilter(ofDisk + " Counts only without `virtual_machine_id`."),
		},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.DiskBackupPolicy, error] {
		return func(yield func(katapult.DiskBackupPolicy, error) bool) {
			found, err := f.find(ctx, api)
			if err != nil {
				yield(katapult.DiskBackupPolicy{}, err)
				return
			}
			for _, p := range found {
				if !yield(p, nil) {
					return
				}
			}
		}
	},
	Fill: func(_ context.Context, m *model, p katapult.DiskBackupPolicy) error {
		m.ID = types.StringValue(p.ID)
		return nil
	},
	Complete: read,
}
