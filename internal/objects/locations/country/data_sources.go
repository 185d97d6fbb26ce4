// Package country finds countries.
package country

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the country.
var Object = crud.Object{DataSources: slices.Concat(one.DataSources(), many.DataSources())}

var one = crud.Lookup[*katapult.Client, katapult.Country, model]{
	Type: "katapult_country", Noun: "country",
	Keys: []crud.Key[*katapult.Client, katapult.Country]{
		{
			Name: "id", Description: "ID of the country", Value: func(c katapult.Country) string { return c.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.Country, error) {
				return api.Countries.Get(ctx, id)
			},
		},
		{
			Name: "iso_code2", Description: "ISO code of two letters, such as `GB`", Value: func(c katapult.Country) string { return c.ISOCode2 },
			Get: func(ctx context.Context, api *katapult.Client, code string) (katapult.Country, error) {
				return api.Countries.GetByISOCode2(ctx, code)
			},
		},
		{
			Name: "iso_code3", Description: "ISO code of three letters, such as `GBR`", Value: func(c katapult.Country) string { return c.ISOCode3 },
			Get: func(ctx context.Context, api *katapult.Client, code string) (katapult.Country, error) {
				return api.Countries.GetByISOCode3(ctx, code)
			},
		},
		{Name: "name", Description: "Exact name of the country, such as `United Kingdom`", Value: func(c katapult.Country) string { return c.Name }},
	},
	List: list,
	Complete: func(ctx context.Context, api *katapult.Client, row katapult.Country) (katapult.Country, error) {
		return api.Countries.Get(ctx, row.ID)
	},
	Attributes: attrs.With(row, map[string]schema.Attribute{
		"iso_code2": attrs.ComputedString("ISO code of two letters."),
		"iso_code3": attrs.ComputedString("ISO code of three letters."),
		"time_zone": attrs.ComputedString("Time zone of the country, such as `Europe/London`. Null where it has none, or several."),
		"eu":        attrs.ComputedBool("Whether the country is in the European Union."),
	}),
	Fill: (*model).fill,
}

var many = crud.Lookup[*katapult.Client, katapult.Country, rowModel]{
	Plural: "katapult_countries", Rows: "countries", Noun: "country",
	Lists: "Lists the countries that Katapult knows. Their codes are in the data source `katapult_country` alone.",
	List:  list, Name: func(c katapult.Country) string { return c.Name },
	Attributes: row, Fill: (*rowModel).fill,
}

// row are the attributes that the list tells.
var row = map[string]schema.Attribute{
	"id":   attrs.ComputedString("ID of the country."),
	"name": attrs.ComputedString("Name of the country."),
}

func list(ctx context.Context, api *katapult.Client) ([]katapult.Country, error) {
	return api.Countries.List(ctx)
}

type rowModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (m *rowModel) fill(c katapult.Country) {
	m.ID = types.StringValue(c.ID)
	m.Name = types.StringValue(c.Name)
}

type model struct {
	rowModel

	ISOCode2 types.String `tfsdk:"iso_code2"`
	ISOCode3 types.String `tfsdk:"iso_code3"`
	TimeZone types.String `tfsdk:"time_zone"`
	EU       types.Bool   `tfsdk:"eu"`
}

func (m *model) fill(c katapult.Country) {
	m.rowModel.fill(c)
	m.ISOCode2 = types.StringValue(c.ISOCode2)
	m.ISOCode3 = types.StringValue(c.ISOCode3)
	m.TimeZone = types.StringPointerValue(c.TimeZone)
	m.EU = types.BoolValue(c.EU)
}
