package disk

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// listed is what the API tells about a disk in lists.
var listed = map[string]schema.Attribute{
	"id":                   attrs.ComputedString("ID of the disk."),
	"name":                 attrs.ComputedString("Name of the disk."),
	"size_in_gb":           attrs.ComputedInt64("Size of the disk in GB."),
	"wwn":                  attrs.ComputedString("World wide name of the disk, which the virtual machine sees it under."),
	"state":                attrs.ComputedString("What is being done to the disk, such as `formatting` or `resizing`; `built` when nothing is."),
	"virtual_machine_id":   attrs.ComputedString("ID of the virtual machine that the disk is assigned to. Null where there is none."),
	"virtual_machine_fqdn": attrs.ComputedString("Fully qualified domain name of the virtual machine that the disk is assigned to. Null where there is none."),
}

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_disk",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one disk, by its ID or by its exact name, and the virtual machine it is assigned to.",
		Attributes: attrs.With(listed, map[string]schema.Attribute{
			"id":                    attrs.SearchKey("ID of the disk. Either this or `name` has to be set."),
			"name":                  attrs.SearchKey("Exact name of the disk. Either this or `id` has to be set. Two disks of this name are an error that lists their IDs."),
			"storage_speed":         attrs.ComputedString("Kind of storage: `nvme` or `ssd`."),
			"bus_type":              attrs.ComputedString("How the virtual machine sees the disk: `scsi` or `virtio`."),
			"io_profile_id":         attrs.ComputedString("ID of the disk I/O profile that limits the disk's throughput."),
			"data_center_id":        attrs.ComputedString("ID of the data centre that the disk is in."),
			"data_center_name":      attrs.ComputedString("Name of the data centre that the disk is in."),
			"data_center_permalink": attrs.ComputedString("Permalink of the data centre that the disk is in."),
			"attachment_state":      attrs.ComputedString("Whether the disk is connected to its virtual machine, such as `attached` or `detached`. Null where there is none."),
			"attach_on_boot":        attrs.ComputedBool("Whether the start of its virtual machine attaches the disk. Null where there is none."),
			"boot":                  attrs.ComputedBool("Whether its virtual machine boots from the disk. Null where there is none."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
	},
	Read: find,
}

type row struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	SizeInGB           types.Int64  `tfsdk:"size_in_gb"`
	WWN                types.String `tfsdk:"wwn"`
	State              types.String `tfsdk:"state"`
	VirtualMachineID   types.String `tfsdk:"virtual_machine_id"`
	VirtualMachineFQDN types.String `tfsdk:"virtual_machine_fqdn"`
}

func (m *row) fill(d katapult.Disk) {
	m.ID = types.StringValue(d.ID)
	m.Name = types.StringValue(d.Name)
	m.SizeInGB = types.Int64Value(d.SizeInGB)
	m.WWN = types.StringValue(d.WWN)
	m.State = types.StringValue(d.State)
	if d.Assignment != nil {
		m.VirtualMachineID = types.StringValue(d.Assignment.VirtualMachine.ID)
		m.VirtualMachineFQDN = types.StringValue(d.Assignment.VirtualMachine.FQDN)
	}
}

type found struct {
	row

	StorageSpeed        types.String `tfsdk:"storage_speed"`
	BusType             types.String `tfsdk:"bus_type"`
	IOProfileID         types.String `tfsdk:"io_profile_id"`
	DataCenterID        types.String `tfsdk:"data_center_id"`
	DataCenterName      types.String `tfsdk:"data_center_name"`
	DataCenterPermalink types.String `tfsdk:"data_center_permalink"`
	AttachmentState     types.String `tfsdk:"attachment_state"`
	AttachOnBoot        types.Bool   `tfsdk:"attach_on_boot"`
	Boot                types.Bool   `tfsdk:"boot"`
}

func (m *found) fill(d katapult.Disk) {
	m.row.fill(d)
	m.StorageSpeed = types.StringValue(d.StorageSpeed)
	m.BusType = types.StringPointerValue(d.BusType)
	if d.IOProfile != nil {
		m.IOProfileID = types.StringValue(d.IOProfile.ID)
	}
	m.DataCenterID = types.StringValue(d.DataCenter.ID)
	m.DataCenterName = types.StringValue(d.DataCenter.Name)
	m.DataCenterPermalink = types.StringValue(d.DataCenter.Permalink)
	if d.Assignment != nil {
		m.AttachmentState = types.StringValue(string(d.Assignment.State))
		m.AttachOnBoot = types.BoolValue(d.Assignment.AttachOnBoot)
		m.Boot = types.BoolValue(d.Assignment.Boot)
	}
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	disk, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.Disks.Get),
		crud.ByListing("name", config.Name, api.Disks.List, func(d katapult.Disk) (name, id string) { return d.Name, d.ID }))
	if err == nil && config.ID.IsNull() {
		disk, err = crud.Resolve(ctx, crud.ByKey("name", types.StringValue(disk.ID), api.Disks.Get)) // lists tell less
	}
	if err == nil {
		config.fill(disk)
	}
	return err
}

var many = crud.Lookup[*katapult.Client, katapult.Disk, row]{
	Plural: "katapult_disks", Rows: "disks", Noun: "disk",
	Lists:      "Lists the disks of the organization, in order of their IDs, and the virtual machines they are assigned to.",
	List:       func(ctx context.Context, api *katapult.Client) ([]katapult.Disk, error) { return api.Disks.List(ctx) },
	Name:       func(d katapult.Disk) string { return d.Name },
	OrderBy:    func(d katapult.Disk) string { return d.ID },
	Attributes: listed, Fill: (*row).fill,
}
