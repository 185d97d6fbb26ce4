package virtualmachine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var many = crud.Lookup[*katapult.Client, katapult.VirtualMachine, row]{
	Plural: "katapult_virtual_machines", Rows: "virtual_machines", Noun: "virtual machine",
	Lists: "Lists the virtual machines of the organization, in order of their IDs. The data source `katapult_virtual_machine` tells more about a single one.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.VirtualMachine, error) {
		return api.VirtualMachines.List(ctx)
	},
	Name:    func(v katapult.VirtualMachine) string { return v.Name },
	OrderBy: func(v katapult.VirtualMachine) string { return v.ID },
	Filters: []crud.Filter[*katapult.Client, katapult.VirtualMachine]{{
		Name: "data_center", Description: "Only virtual machines in the data centre with this permalink or ID. Defaults to those of all data centres.",
		Match: func(ctx context.Context, api *katapult.Client, dataCenter string) (func(katapult.VirtualMachine) bool, error) {
			wanted, err := api.DataCenters.Filter(ctx, dataCenter)
			return func(v katapult.VirtualMachine) bool { return wanted(v.Zone.DataCenter) }, err
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":             attrs.ComputedString("ID of the virtual machine."),
		"name":           attrs.ComputedString("Name of the virtual machine."),
		"hostname":       attrs.ComputedString("Host name of the virtual machine."),
		"fqdn":           attrs.ComputedString("Fully qualified domain name of the virtual machine."),
		"package_name":   attrs.ComputedString("Name of its package, which is its size."),
		"ip_addresses":   attrs.ComputedStringSet("All its IP addresses."),
		"data_center_id": attrs.ComputedString("ID of the data centre that the virtual machine is in."),
	},
	Fill: (*row).fill,
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
