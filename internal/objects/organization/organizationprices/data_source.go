// Package organizationprices reads what an organization pays.
package organizationprices

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the prices of an organization.
var Object = crud.Object{DataSources: []func() datasource.DataSource{prices.New}}

var prices = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_organization_prices",
	Schema: schema.Schema{
		MarkdownDescription: "Reads the active prices of an organization. One that another organization manages has none. The API token needs the scope `organizations:read`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.ComputedString("The same as `organization`."),
			"organization": attrs.Organization(),
			"resource":     attrs.OptionalString("Only prices of this resource, such as `disk_space`. Defaults to all."),
			"category":     attrs.OptionalString("Only prices of this category. Defaults to all."),
			"currency":     attrs.ComputedString("ISO code of the currency of the prices, such as `GBP`."),
			"prices": attrs.NestedList("The prices.", map[string]schema.Attribute{
				"resource":    attrs.ComputedString("What is paid for."),
				"category":    attrs.ComputedString("Category of the resource."),
				"description": attrs.ComputedString("What is paid for, and for how long, in Katapult's words."),
				"price":       schema.Float64Attribute{Computed: true, MarkdownDescription: "The price."},
				"variants": attrs.NestedList("Variants that have a price of their own, such as the packages of virtual machines.", map[string]schema.Attribute{
					"id":          attrs.ComputedString("ID of the variant."),
					"description": attrs.ComputedString("What the variant is, in Katapult's words. Null if it has none."),
					"price":       schema.Float64Attribute{Computed: true, MarkdownDescription: "The price of the variant."},
				}),
			}),
		},
	},
	Read: read,
}

type model struct {
	ID           types.String `tfsdk:"id"`
	Organization types.String `tfsdk:"organization"`
	Resource     types.String `tfsdk:"resource"`
	Category     types.String `tfsdk:"category"`
	Currency     types.String `tfsdk:"currency"`
	Prices       []price      `tfsdk:"prices"`
}

type price struct {
	Resource    types.String  `tfsdk:"resource"`
	Category    types.String  `tfsdk:"category"`
	Description types.String  `tfsdk:"description"`
	Price       types.Float64 `tfsdk:"price"`
	Variants    []variant     `tfsdk:"variants"`
}

type variant struct {
	ID          types.String  `tfsdk:"id"`
	Description types.String  `tfsdk:"description"`
	Price       types.Float64 `tfsdk:"price"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	organization := cmp.Or(config.Organization.ValueString(), api.Organization())
	all, err := api.Organizations.Prices(ctx, config.Organization.ValueString())
	if err != nil {
		return crud.AtIf(katapult.RefusesOrganization(err), path.Root("organization"), fmt.Errorf("organization %q: %w", organization, err))
	}
	config.ID, config.Organization = types.StringValue(organization), types.StringValue(organization)
	config.Currency = types.StringValue(all.Currency.ISOCode)
	config.Prices = crud.Rows(all.Prices, config.includes, (*price).fill)
	return nil
}

func (m *model) includes(p katapult.Price) bool {
	return (m.Resource.IsNull() || m.Resource.ValueString() == p.Resource) && (m.Category.IsNull() || m.Category.ValueString() == p.Category)
}

func (m *price) fill(p katapult.Price) {
	m.Resource, m.Category = types.StringValue(p.Resource), types.StringValue(p.Category)
	m.Description, m.Price = types.StringValue(p.Description), types.Float64Value(p.Price)
	m.Variants = crud.Rows(p.Variants, func(katapult.PriceVariant) bool { return true }, func(r *variant, v katapult.PriceVariant) {
		r.ID, r.Description, r.Price = types.StringValue(v.ID), types.StringPointerValue(v.Description), types.Float64Value(v.Price)
	})
}
