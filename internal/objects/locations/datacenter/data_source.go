// Package datacenter finds data centres.
package datacenter

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the data centre.
var Object = crud.Object{DataSources: dataCenters.DataSources()}

var dataCenters = crud.Lookup[*katapult.Client, katapult.DataCenter, model]{
	Type: "katapult_data_center", Plural: "katapult_data_centers", Rows: "data_centers", Noun: "data centre",
	Lists:       "Lists the data centres, which are the places that objects are in.",
	SeveralKeys: true,
	Keys: []crud.Key[*katapult.Client, katapult.DataCenter]{
		{
			Name: "id", Description: "ID of the data centre", Value: func(d katapult.DataCenter) string { return d.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.DataCenter, error) {
				return api.DataCenters.GetByID(ctx, id)
			},
		},
		{
			Name: "permalink", Description: "Permalink of the data centre, such as `uk-lon-01`", Value: func(d katapult.DataCenter) string { return d.Permalink },
			Get: func(ctx context.Context, api *katapult.Client, permalink string) (katapult.DataCenter, error) {
				return api.DataCenters.Get(ctx, permalink)
			},
		},
		{Name: "name", Description: "Exact name of the data centre, such as `London`", Value: func(d katapult.DataCenter) string { return d.Name }},
	},
	Default: func(ctx context.Context, api *katapult.Client) (katapult.DataCenter, error) {
		return api.DataCenters.Default(ctx)
	},
	DefaultIs: "the provider's `data_center`",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.DataCenter, error) {
		return api.DataCenters.List(ctx)
	},
	Name: func(d katapult.DataCenter) string { return d.Name },
	Attributes: map[string]schema.Attribute{
		"id":           attrs.ComputedString("ID of the data centre."),
		"permalink":    attrs.ComputedString("Permalink of the data centre."),
		"name":         attrs.ComputedString("Name of the data centre."),
		"country_id":   attrs.ComputedString("ID of the country that the data centre is in."),
		"country_name": attrs.ComputedString("Name of the country that the data centre is in."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID          types.String `tfsdk:"id"`
	Permalink   types.String `tfsdk:"permalink"`
	Name        types.String `tfsdk:"name"`
	CountryID   types.String `tfsdk:"country_id"`
	CountryName types.String `tfsdk:"country_name"`
}

func (m *model) fill(d katapult.DataCenter) {
	m.ID = types.StringValue(d.ID)
	m.Permalink = types.StringValue(d.Permalink)
	m.Name = types.StringValue(d.Name)
	m.CountryID = types.StringValue(d.Country.ID)
	m.CountryName = types.StringValue(d.Country.Name)
}
