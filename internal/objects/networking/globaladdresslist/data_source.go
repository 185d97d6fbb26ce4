// Package globaladdresslist offers the data source katapult_global_address_lists.
package globaladdresslist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the address lists of Katapult.
var Object = crud.Object{DataSources: lists.DataSources()}

var lists = crud.Lookup[*katapult.Client, katapult.AddressList, attributes]{
	Plural: "katapult_global_address_lists", Rows: "address_lists", RowsAreSet: true,
	Noun:  "address list",
	Short: "list",
	Lists: "Lists the address lists of Katapult, which every organization can use, such as `Cloudflare`. The data source `katapult_address_list` reads the entries of one.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.AddressList, error) {
		return api.AddressLists.ListGlobal(ctx)
	},
	Name: func(l katapult.AddressList) string { return l.Name },
	Attributes: map[string]schema.Attribute{
		"id":   attrs.ComputedString("ID of the list."),
		"name": attrs.ComputedString("Name of the list."),
	},
	Fill: func(m *attributes, l katapult.AddressList) {
		m.ID, m.Name = types.StringValue(l.ID), types.StringValue(l.Name)
	},
}

type attributes struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}
