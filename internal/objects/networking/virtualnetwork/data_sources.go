package virtualnetwork

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var networks = crud.Lookup[*katapult.Client, katapult.VirtualNetwork, network]{
	Type: "katapult_virtual_network", Plural: "katapult_virtual_networks", Rows: "virtual_networks",
	Noun: "virtual network", Purpose: "which is a private network within a data centre",
	Lists: "Lists the virtual networks of the organization, which are private networks within a data centre.",
	Keys: []crud.Key[*katapult.Client, katapult.VirtualNetwork]{
		{
			Name: "id", Description: "ID of the virtual network", Value: func(n katapult.VirtualNetwork) string { return n.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.VirtualNetwork, error) {
				return api.VirtualNetworks.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the virtual network", Value: func(n katapult.VirtualNetwork) string { return n.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.VirtualNetwork, error) {
		return api.VirtualNetworks.List(ctx)
	},
	Name: func(n katapult.VirtualNetwork) string { return n.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.VirtualNetwork]{{
		Name: "data_center", Description: "Only virtual networks in the data centre with this permalink or ID. Defaults to those of all data centres.",
		One: "Permalink or ID of the data centre in which to look for the name. Defaults to all data centres.",
		Match: func(ctx context.Context, api *katapult.Client, dataCenter string) (func(katapult.VirtualNetwork) bool, error) {
			wanted, err := api.DataCenters.Filter(ctx, dataCenter)
			return func(n katapult.VirtualNetwork) bool { return wanted(n.DataCenter) }, err
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":             attrs.ComputedString("ID of the virtual network."),
		"name":           attrs.ComputedString("Name of the virtual network."),
		"data_center_id": attrs.ComputedString("ID of the data centre that the virtual network is in."),
	},
	Fill: (*network).fill,
}

var listing = crud.ListOf(networks, virtualNetwork, func(m *model, n katapult.VirtualNetwork) { m.fill(n) })

type network struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	DataCenterID types.String `tfsdk:"data_center_id"`
}

func (m *network) fill(n katapult.VirtualNetwork) {
	m.ID = types.StringValue(n.ID)
	m.Name = types.StringValue(n.Name)
	m.DataCenterID = types.StringValue(n.DataCenter.ID)
}
