// Package currency finds currencies.
package currency

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the currency.
var Object = crud.Object{DataSources: slices.Concat(one.DataSources(), many.DataSources())}

var one = crud.Lookup[*katapult.Client, katapult.Currency, model]{
	Type: "katapult_currency", Noun: "currency", Purpose: "which organizations are billed in",
	Keys: []crud.Key[*katapult.Client, katapult.Currency]{
		{
			Name: "id", Description: "ID of the currency", Value: func(c katapult.Currency) string { return c.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.Currency, error) {
				return api.Currencies.Get(ctx, id)
			},
		},
		{
			Name: "iso_code", Description: "ISO code of the currency, such as `GBP`", Value: func(c katapult.Currency) string { return c.ISOCode },
			Get: func(ctx context.Context, api *katapult.Client, code string) (katapult.Currency, error) {
				return api.Currencies.GetByISOCode(ctx, code)
			},
		},
		{Name: "name", Description: "Exact name of the currency, such as `British Pound`", Value: func(c katapult.Currency) string { return c.Name }},
	},
	List: list,
	Complete: func(ctx context.Context, api *katapult.Client, row katapult.Currency) (katapult.Currency, error) {
		return api.Currencies.Get(ctx, row.ID)
	},
	Attributes: attrs.With(row, map[string]schema.Attribute{
		"iso_code": attrs.ComputedString("ISO code of the currency."),
		"symbol":   attrs.ComputedString("Symbol of the currency, such as `£`."),
	}),
	Fill: (*model).fill,
}

var many = crud.Lookup[*katapult.Client, katapult.Currency, rowModel]{
	Plural: "katapult_currencies", Rows: "currencies", Noun: "currency",
	Lists: "Lists the currencies that organizations are billed in. Their codes are in the data source `katapult_currency` alone.",
	List:  list, Name: func(c katapult.Currency) string { return c.Name },
	Attributes: row, Fill: (*rowModel).fill,
}

// row are the attributes that the list tells.
var row = map[string]schema.Attribute{
	"id":   attrs.ComputedString("ID of the currency."),
	"name": attrs.ComputedString("Name of the currency."),
}

func list(ctx context.Context, api *katapult.Client) ([]katapult.Currency, error) {
	return api.Currencies.List(ctx)
}

type rowModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (m *rowModel) fill(c katapult.Currency) {
	m.ID = types.StringValue(c.ID)
	m.Name = types.StringValue(c.Name)
}

type model struct {
	rowModel

	ISOCode types.String `tfsdk:"iso_code"`
	Symbol  types.String `tfsdk:"symbol"`
}

func (m *model) fill(c katapult.Currency) {
	m.rowModel.fill(c)
	m.ISOCode = types.StringValue(c.ISOCode)
	m.Symbol = types.StringValue(c.Symbol)
}
