// Package network finds public networks.
package network

import (
	"context"
	"fmt"
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

// Object is the public network.
var Object = crud.Object{DataSources: append(many.DataSources(), one.New)}

var network = map[string]schema.Attribute{
	"id":             attrs.ComputedString("ID of the network."),
	"permalink":      attrs.ComputedString("Permalink of the network."),
	"name":           attrs.ComputedString("Name of the network."),
	"default":        attrs.ComputedBool("Whether the network is the default one of its data centre."),
	"data_center_id": attrs.ComputedString("ID of the data centre that the network is in."),
}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_network",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one public network, by its ID, its permalink or its exact name. Where none of them is set, it is the default network of a data centre.",
		Attributes: attrs.With(network, map[string]schema.Attribute{
			"id":             attrs.SearchKey("ID of the network. Excludes `permalink` and `name`."),
			"permalink":      attrs.SearchKey("Permalink of the network, such as `uk-lon-01-public`. Excludes `id` and `name`."),
			"name":           attrs.SearchKey("Exact name of the network. Excludes `id` and `permalink`. Two networks of this name are an error that lists their IDs."),
			"data_center_id": attrs.SearchKey("ID of the data centre that the network is in. Excludes `data_center`."),
			"data_center":    attrs.OptionalString("Permalink or ID of the data centre that the network is in. Excludes `data_center_id`. Defaults to the provider's `data_center` if nothing else is set."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.Conflicting(path.MatchRoot("id"), path.MatchRoot("permalink"), path.MatchRoot("name")),
		datasourcevalidator.Conflicting(path.MatchRoot("data_center_id"), path.MatchRoot("data_center")),
	},
	Read: find,
}

type model struct {
	attributes

	DataCenter types.String `tfsdk:"data_center"`
}

type attributes struct {
	ID           types.String `tfsdk:"id"`
	Permalink    types.String `tfsdk:"permalink"`
	Name         types.String `tfsdk:"name"`
	Default      types.Bool   `tfsdk:"default"`
	DataCenterID types.String `tfsdk:"data_center_id"`
}

func (m *attributes) fill(n katapult.Network) {
	m.ID = types.StringValue(n.ID)
	m.Permalink = types.StringPointerValue(n.Permalink)
	m.Name = types.StringValue(n.Name)
	m.Default = types.BoolValue(n.Default)
	m.DataCenterID = types.StringValue(n.DataCenter.ID)
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	list := func(ctx context.Context) ([]katapult.Network, error) {
		networks, err := api.Networks.List(ctx)
		return slices.DeleteFunc(networks, func(n katapult.Network) bool { return config.elsewhere(n) != nil }), err
	}
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.Networks.Get),
		crud.ByKey("permalink", config.Permalink, api.Networks.GetByPermalink),
		crud.ByListing("name", config.Name, list, func(n katapult.Network) (name, id string) { return n.Name, n.ID }),
		crud.ByKey("data_center_id", config.DataCenterID, api.Networks.DefaultInID),
		crud.ByKey("data_center", config.DataCenter, api.Networks.DefaultIn),
		crud.Default(api.Networks.Default))
	if err == nil {
		err = config.elsewhere(found)
	}
	if err == nil {
		config.fill(found)
	}
	return err
}

// elsewhere is the error of a network that is not in the given data centre.
func (m *model) elsewhere(n katapult.Network) error {
	for attribute, given := range map[string]types.String{"data_center_id": m.DataCenterID, "data_center": m.DataCenter} {
		if !given.IsNull() && given.ValueString() != n.DataCenter.ID && given.ValueString() != n.DataCenter.Permalink {
			return crud.At(path.Root(attribute), fmt.Errorf("network %q (%s) is in %s (%s)",
				n.Name, n.ID, n.DataCenter.Permalink, n.DataCenter.ID))
		}
	}
	return nil
}

var many = crud.Lookup[*katapult.Client, katapult.Network, attributes]{
	Plural: "katapult_networks", Rows: "networks", Noun: "network",
	Lists: "Lists the public networks that the organization can use.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.Network, error) {
		return api.Networks.List(ctx)
	},
	Name: func(n katapult.Network) string { return n.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.Network]{{
		Name: "data_center", Description: "Only networks in the data centre with this permalink or ID. Defaults to those of all data centres.",
		Match: func(ctx context.Context, api *katapult.Client, dataCenter string) (func(katapult.Network) bool, error) {
			wanted, err := api.DataCenters.Filter(ctx, dataCenter)
			return func(n katapult.Network) bool { return wanted(n.DataCenter) }, err
		},
	}},
	Attributes: network, Fill: (*attributes).fill,
}
