// Package virtualmachinepackage finds packages, which are the sizes of virtual machines.
package virtualmachinepackage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the package.
var Object = crud.Object{DataSources: packages.DataSources()}

var packages = crud.Lookup[*katapult.Client, katapult.VirtualMachinePackage, model]{
	Type: "katapult_virtual_machine_package", Plural: "katapult_virtual_machine_packages", Rows: "packages",
	Noun: "virtual machine package", Short: "package", Purpose: "which is a size of virtual machines",
	Lists:       "Lists the virtual machine packages, which are the sizes of virtual machines: the public ones, and those that only the organization can use.",
	SeveralKeys: true,
	Keys: []crud.Key[*katapult.Client, katapult.VirtualMachinePackage]{
		{
			Name: "id", Description: "ID of the package", Value: func(p katapult.VirtualMachinePackage) string { return p.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.VirtualMachinePackage, error) {
				return api.VirtualMachinePackages.GetByID(ctx, id)
			},
		},
		{
			Name: "permalink", Description: "Permalink of the package, such as `rock-3`", Value: func(p katapult.VirtualMachinePackage) string { return p.Permalink },
			Get: func(ctx context.Context, api *katapult.Client, permalink string) (katapult.VirtualMachinePackage, error) {
				return api.VirtualMachinePackages.Get(ctx, permalink)
			},
		},
		{Name: "name", Description: "Exact name of the package, such as `ROCK-3`", Value: func(p katapult.VirtualMachinePackage) string { return p.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.VirtualMachinePackage, error) {
		return api.VirtualMachinePackages.List(ctx)
	},
	Name:     func(p katapult.VirtualMachinePackage) string { return p.Name },
	PluralID: func(*katapult.Client) string { return "all" }, PluralIDIs: "Always `all`.",
	Attributes: map[string]schema.Attribute{
		"id":                                attrs.ComputedString("ID of the package."),
		"permalink":                         attrs.ComputedString("Permalink of the package."),
		"name":                              attrs.ComputedString("Name of the package."),
		"cpu_cores":                         attrs.ComputedInt64("How many CPU cores a machine has."),
		"use_dedicated_cpus":                attrs.ComputedBool("Whether no other machine shares the cores. Null where Katapult does not say so."),
		"memory_in_gb":                      attrs.ComputedInt64("How much memory a machine has, in GB."),
		"storage_in_gb":                     attrs.ComputedInt64("Size of the disk that a new machine has by default, in GB."),
		"ipv4_addresses":                    attrs.ComputedInt64("How many IPv4 addresses are part of the package."),
		"monthly_bandwidth_allowance_in_gb": attrs.ComputedInt64("How much traffic a month is part of the package, in GB. Null where Katapult names no limit."),
		"privacy":                           attrs.ComputedString("Who can use the package: `public` is everybody, `private` the organization."),
		"group_id":                          attrs.ComputedString("ID of the group of packages that it belongs to. Null where Katapult names none."),
		"group_name":                        attrs.ComputedString("Name of the group of packages, such as `Standard vCPU`. Null where Katapult names none."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID                            types.String `tfsdk:"id"`
	Permalink                     types.String `tfsdk:"permalink"`
	Name                          types.String `tfsdk:"name"`
	CPUCores                      types.Int64  `tfsdk:"cpu_cores"`
	UseDedicatedCPUs              types.Bool   `tfsdk:"use_dedicated_cpus"`
	MemoryInGB                    types.Int64  `tfsdk:"memory_in_gb"`
	StorageInGB                   types.Int64  `tfsdk:"storage_in_gb"`
	IPv4Addresses                 types.Int64  `tfsdk:"ipv4_addresses"`
	MonthlyBandwidthAllowanceInGB types.Int64  `tfsdk:"monthly_bandwidth_allowance_in_gb"`
	Privacy                       types.String `tfsdk:"privacy"`
	GroupID                       types.String `tfsdk:"group_id"`
	GroupName                     types.String `tfsdk:"group_name"`
}

func (m *model) fill(p katapult.VirtualMachinePackage) {
	m.ID = types.StringValue(p.ID)
	m.Permalink = types.StringValue(p.Permalink)
	m.Name = types.StringValue(p.Name)
	m.CPUCores = types.Int64Value(p.CPUCores)
	m.UseDedicatedCPUs = types.BoolPointerValue(p.UseDedicatedCPUs)
	m.MemoryInGB = types.Int64Value(p.MemoryInGB)
	m.StorageInGB = types.Int64Value(p.StorageInGB)
	m.IPv4Addresses = types.Int64Value(p.IPv4Addresses)
	m.MonthlyBandwidthAllowanceInGB = types.Int64PointerValue(p.MonthlyBandwidthAllowanceInGB)
	m.Privacy = types.StringValue(p.Privacy)
	if p.Group != nil {
		m.GroupID, m.GroupName = types.StringValue(p.Group.ID), types.StringValue(p.Group.Name)
	}
}
