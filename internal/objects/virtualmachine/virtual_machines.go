package virtualmachine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var many = crud.DataSource[*katapult.Client, machines]{
	Type: "katapult_virtual_machines",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the virtual machines of the organization, in order of their names. The data source `katapult_virtual_machine` tells more about a single one.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": attrs.OptionalString("Only virtual machines whose name begins with this. Defaults to all virtual machines."),
			"data_center": attrs.OptionalString("Only virtual machines in the data centre with this permalink or ID. Defaults to those of all data centres."),
			"virtual_machines": attrs.NestedList("The virtual machines.", map[string]schema.Attribute{
				"id":             attrs.ComputedString("ID of the virtual machine."),
				"name":           attrs.ComputedString("Name of the virtual machine."),
				"hostname":       attrs.ComputedString("Host name of the virtual machine."),
				"fqdn":           attrs.ComputedString("Fully qualified domain name of the virtual machine."),
				"package_name":   attrs.ComputedString("Name of its package, which is its size."),
				"ip_addresses":   attrs.ComputedStringSet("All its IP addresses."),
				"data_center_id": attrs.ComputedString("ID of the data centre that the virtual machine is in."),
			}),
		},
	},
	Read: listAll,
}

type machines struct {
	NamePrefix      types.String `tfsdk:"name_prefix"`
	DataCenter      types.String `tfsdk:"data_center"`
	VirtualMachines []row        `tfsdk:"virtual_machines"`
}

type row struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	Hostname     types.String `tfsdk:"hostname"`
	FQDN         types.String `tfsdk:"fqdn"`
	PackageName  types.String `tfsdk:"package_name"`
	IPAddresses  []string     `tfsdk:"ip_addresses"`
	DataCenterID types.String `tfsdk:"data_center_id"`
}

func (m *row) fill(v katapult.VirtualMachine) {
	m.ID = types.StringValue(v.ID)
	m.Name = types.StringValue(v.Name)
	m.Hostname = types.StringValue(v.Hostname)
	m.FQDN = types.StringValue(v.FQDN)
	if v.Package != nil {
		m.PackageName = types.StringValue(v.Package.Name)
	}
	m.IPAddresses = addresses(v.IPAddresses)
	m.DataCenterID = types.StringValue(v.Zone.DataCenter.ID)
}

func listAll(ctx context.Context, api *katapult.Client, config *machines) error {
	wanted, err := api.DataCenters.Filter(ctx, config.DataCenter.ValueString())
	if err != nil {
		return crud.At(path.Root("data_center"), err)
	}
	all, err := api.VirtualMachines.List(ctx)
	config.VirtualMachines = crud.Rows(all, func(v katapult.VirtualMachine) bool {
		return crud.HasPrefix(v.Name, config.NamePrefix) && wanted(v.Zone.DataCenter)
	}, (*row).fill)
	return err
}
