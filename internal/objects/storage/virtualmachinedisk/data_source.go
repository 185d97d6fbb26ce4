// Package virtualmachinedisk lists the disks of virtual machines.
package virtualmachinedisk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk as one of a virtual machine's.
var Object = crud.Object{DataSources: []func() datasource.DataSource{many.New}}

var many = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_virtual_machine_disks",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the disks that are assigned to a virtual machine, attached or not, in order of their IDs.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id":   attrs.SearchKey("ID of the virtual machine. Either this or `virtual_machine_fqdn` has to be set."),
			"virtual_machine_fqdn": attrs.OptionalString("Fully qualified domain name of the virtual machine. Either this or `virtual_machine_id` has to be set."),
			"name_prefix":          attrs.OptionalString("Only disks whose name begins with this. Defaults to all disks of the virtual machine."),
			"disks": attrs.NestedList("The disks.", map[string]schema.Attribute{
				"id":               attrs.ComputedString("ID of the disk."),
				"name":             attrs.ComputedString("Name of the disk."),
				"size_in_gb":       attrs.ComputedInt64("Size of the disk in GB."),
				"wwn":              attrs.ComputedString("World wide name of the disk, which the virtual machine sees it under."),
				"state":            attrs.ComputedString("What is being done to the disk, such as `formatting` or `resizing`; `built` when nothing is."),
				"storage_speed":    attrs.ComputedString("Kind of storage: `nvme` or `ssd`."),
				"bus_type":         attrs.ComputedString("How the virtual machine sees the disk: `scsi` or `virtio`."),
				"io_profile_id":    attrs.ComputedString("ID of the disk I/O profile that limits the disk's throughput."),
				"attachment_state": attrs.ComputedString("Whether the disk is connected to the virtual machine, such as `attached` or `detached`."),
				"attach_on_boot":   attrs.ComputedBool("Whether the start of the virtual machine attaches the disk."),
				"boot":             attrs.ComputedBool("Whether the virtual machine boots from the disk."),
			}),
		},
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("virtual_machine_id"), path.MatchRoot("virtual_machine_fqdn")),
	},
	Read: listAll,
}

type model struct {
	VirtualMachineID   types.String `tfsdk:"virtual_machine_id"`
	VirtualMachineFQDN types.String `tfsdk:"virtual_machine_fqdn"`
	NamePrefix         types.String `tfsdk:"name_prefix"`
	Disks              []row        `tfsdk:"disks"`
}

type row struct {
	ID              types.String `tfsdk:"id"`
	Name            types.String `tfsdk:"name"`
	SizeInGB        types.Int64  `tfsdk:"size_in_gb"`
	WWN             types.String `tfsdk:"wwn"`
	State           types.String `tfsdk:"state"`
	StorageSpeed    types.String `tfsdk:"storage_speed"`
	BusType         types.String `tfsdk:"bus_type"`
	IOProfileID     types.String `tfsdk:"io_profile_id"`
	AttachmentState types.String `tfsdk:"attachment_state"`
	AttachOnBoot    types.Bool   `tfsdk:"attach_on_boot"`
	Boot            types.Bool   `tfsdk:"boot"`
}

func (m *row) fill(of katapult.VirtualMachineDisk) {
	d := of.Disk
	m.ID = types.StringValue(d.ID)
	m.Name = types.StringValue(d.Name)
	m.SizeInGB = types.Int64Value(d.SizeInGB)
	m.WWN = types.StringValue(d.WWN)
	m.State = types.StringValue(d.State)
	m.StorageSpeed = types.StringValue(d.StorageSpeed)
	m.BusType = types.StringPointerValue(d.BusType)
	if d.IOProfile != nil {
		m.IOProfileID = types.StringValue(d.IOProfile.ID)
	}
	m.AttachmentState = types.StringValue(string(of.State))
	m.AttachOnBoot = types.BoolValue(of.AttachOnBoot)
	m.Boot = types.BoolValue(of.Boot)
}

func listAll(ctx context.Context, api *katapult.Client, config *model) error {
	disks, err := crud.Resolve(ctx,
		crud.ByKey("virtual_machine_id", config.VirtualMachineID, api.VirtualMachines.Disks),
		crud.ByKey("virtual_machine_fqdn", config.VirtualMachineFQDN, func(ctx context.Context, fqdn string) ([]katapult.VirtualMachineDisk, error) {
			machine, err := api.VirtualMachines.GetByFQDN(ctx, fqdn)
			if err != nil {
				return nil, err
			}
			config.VirtualMachineID = types.StringValue(machine.ID)
			return api.VirtualMachines.Disks(ctx, machine.ID)
		}))
	if err != nil {
		return err
	}
	slices.SortFunc(disks, func(a, b katapult.VirtualMachineDisk) int { return strings.Compare(a.Disk.ID, b.Disk.ID) })
	config.Disks = []row{}
	for _, d := range disks {
		if !crud.HasPrefix(d.Disk.Name, config.NamePrefix) {
			continue
		}
		d.Disk, err = api.Disks.Get(ctx, d.Disk.ID) // lists tell less
		if errors.Is(err, katapult.ErrNotFound) {
			continue // deleted since the list
		}
		if err != nil {
			return err
		}
		var found row
		found.fill(d)
		config.Disks = append(config.Disks, found)
	}
	return nil
}
