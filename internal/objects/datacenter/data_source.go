// Package datacenter finds data centres.
package datacenter

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

// Object is the data centre.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New}}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_data_center",
	Schema: schema.Schema{
		MarkdownDescription: "Finds a data centre, by its ID, its permalink or its exact name. Where none of them is set, it is the provider's `data_center`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.SearchKey("ID of the data centre. Excludes `permalink` and `name`."),
			"permalink":    attrs.SearchKey("Permalink of the data centre, such as `uk-lon-01`. Excludes `id` and `name`."),
			"name":         attrs.SearchKey("Exact name of the data centre, such as `London`. Excludes `id` and `permalink`."),
			"country_id":   attrs.ComputedString("ID of the country that the data centre is in."),
			"country_name": attrs.ComputedString("Name of the country that the data centre is in."),
		},
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.Conflicting(path.MatchRoot("id"), path.MatchRoot("permalink"), path.MatchRoot("name")),
	},
	Read: find,
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

func find(ctx context.Context, api *katapult.Client, config *model) error {
	found, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.DataCenters.GetByID),
		crud.ByKey("permalink", config.Permalink, api.DataCenters.Get),
		crud.ByListing("name", config.Name, api.DataCenters.List,
			func(d katapult.DataCenter) (name, id string) { return d.Name, d.ID }),
		crud.Default(api.DataCenters.Default))
	if err == nil {
		config.fill(found)
	}
	return err
}
