// Package virtualnetwork finds virtual networks.
package virtualnetwork

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the virtual network.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New, many.New}}

var network = map[string]schema.Attribute{
	"id":             attrs.ComputedString("ID of the virtual network."),
	"name":           attrs.ComputedString("Name of the virtual network."),
	"data_center_id": attrs.ComputedString("ID of the data centre that the virtual network is in."),
}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_virtual_network",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one virtual network, which is a private network within a data centre, by its ID or by its exact name.",
		Attributes: attrs.With(network, map[string]schema.Attribute{
			"id":          attrs.SearchKey("ID of the virtual network. Either this or `name` has to be set."),
			"name":        attrs.SearchKey("Exact name of the virtual network. Either this or `id` has to be set. Two virtual networks of this name are an error that lists their IDs."),
			"data_center": attrs.OptionalString("Permalink or ID of the data centre in which to look for the name. Defaults to all data centres."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name")),
		datasourcevalidator.Conflicting(path.MatchRoot("id"), path.MatchRoot("data_center")),
	},
	Read: find,
}

type model struct {
	attributes

	DataCenter types.String `tfsdk:"data_center"`
}

type attributes struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	DataCenterID types.String `tfsdk:"data_center_id"`
}

func (m *attributes) fill(n katapult.VirtualNetwork) {
	m.ID = types.StringValue(n.ID)
	m.Name = types.StringValue(n.Name)
	m.DataCenterID = types.StringValue(n.DataCenter.ID)
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	list := func(ctx context.Context) ([]katapult.VirtualNetwork, error) {
		return listIn(ctx, api, config.DataCenter)
	}
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.VirtualNetworks.Get),
		crud.ByListing("name", config.Name, list, func(n katapult.VirtualNetwork) (name, id string) { return n.Name, n.ID }))
	if err == nil {
		config.fill(found)
	}
	return err
}

var many = crud.DataSource[*katapult.Client, networks]{
	Type: "katapult_virtual_networks",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the virtual networks of the organization, which are private networks within a data centre.",
		Attributes: map[string]schema.Attribute{
			"name_prefix":      attrs.OptionalString("Only virtual networks whose name begins with this. Defaults to all virtual networks."),
			"data_center":      attrs.OptionalString("Only virtual networks in the data centre with this permalink or ID. Defaults to those of all data centres."),
			"virtual_networks": attrs.NestedList("The virtual networks.", network),
		},
	},
	Read: listAll,
}

type networks struct {
	NamePrefix      types.String `tfsdk:"name_prefix"`
	DataCenter      types.String `tfsdk:"data_center"`
	VirtualNetworks []attributes `tfsdk:"virtual_networks"`
}

func listAll(ctx context.Context, api *katapult.Client, config *networks) error {
	all, err := listIn(ctx, api, config.DataCenter)
	config.VirtualNetworks = crud.Rows(all, func(n katapult.VirtualNetwork) bool {
		return crud.HasPrefix(n.Name, config.NamePrefix)
	}, (*attributes).fill)
	return err
}

// listIn lists the virtual networks in a data centre, or in all.
func listIn(ctx context.Context, api *katapult.Client, dataCenter types.String) ([]katapult.VirtualNetwork, error) {
	wanted, err := api.DataCenters.Filter(ctx, dataCenter.ValueString())
	if err != nil {
		return nil, crud.At(path.Root("data_center"), err)
	}
	all, err := api.VirtualNetworks.List(ctx)
	return slices.DeleteFunc(all, func(n katapult.VirtualNetwork) bool { return !wanted(n.DataCenter) }), err
}
