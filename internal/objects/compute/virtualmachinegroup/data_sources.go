package virtualmachinegroup

import (
	"context"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var groups = crud.Lookup[*katapult.Client, katapult.VirtualMachineGroup, attributes]{
	Type: "katapult_virtual_machine_group", Plural: "katapult_virtual_machine_groups", Rows: "groups",
	Noun: "virtual machine group", Short: "group",
	Lists: "Lists the virtual machine groups of the organization, oldest first.",
	Keys: []crud.Key[*katapult.Client, katapult.VirtualMachineGroup]{
		{
			Name: "id", Description: "ID of the group", Value: func(g katapult.VirtualMachineGroup) string { return g.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.VirtualMachineGroup, error) {
				return api.VirtualMachineGroups.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the group", Value: func(g katapult.VirtualMachineGroup) string { return g.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.VirtualMachineGroup, error) {
		return api.VirtualMachineGroups.List(ctx)
	},
	Name:     func(g katapult.VirtualMachineGroup) string { return g.Name },
	PluralID: (*katapult.Client).Organization, PluralIDIs: "The organization, as the provider names it.",
	Attributes: attrs.ReadOnly(group.Schema.Attributes), Fill: (*attributes).fill,
}

var listing = crud.ListOf(groups, group, func(m *model, g katapult.VirtualMachineGroup) { m.fill(g) })
