package addresslist

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

var lists = crud.Lookup[*katapult.Client, katapult.AddressList, attributes]{
	Plural: "katapult_address_lists", Rows: "address_lists", RowsAreSet: true,
	Noun:  "address list",
	Short: "list",
	Lists: "Lists the address lists of the organization. `katapult_global_address_lists` lists those of Katapult.",
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.AddressList, error) {
		return api.AddressLists.List(ctx)
	},
	Name:       func(l katapult.AddressList) string { return l.Name },
	Attributes: attrs.ReadOnly(addressList.Schema.Attributes), Fill: (*attributes).fill,
}

var listing = crud.ListOf(lists, addressList, func(m *model, l katapult.AddressList) { m.fill(l) })

var one = crud.DataSource[*katapult.Client, single]{
	Type: "katapult_address_list",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one address list with its entries, by its ID or its exact name. The list can be one of the organization, or one of Katapult that every organization can use, such as `Cloudflare`.",
		Attributes: map[string]schema.Attribute{
			"id":     attrs.SearchKey("ID of the list. Either this or `name` has to be set."),
			"name":   attrs.SearchKey("Exact name of the list. Either this or `id` has to be set. Two lists of this name are an error that lists their IDs."),
			"global": attrs.ComputedBool("Whether the list is one of Katapult."),
			"entries": attrs.NestedList("The entries.", map[string]schema.Attribute{
				"id":      attrs.ComputedString("ID of the entry."),
				"address": attrs.ComputedString("Address, or network in CIDR notation."),
				"name":    attrs.ComputedString("Name of the entry. It may be `\"\"`."),
			}),
		},
	},
	Validators: []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))},
	Read: func(ctx context.Context, api *katapult.Client, config *single) error {
		found, err := crud.Resolve(ctx,
			crud.ByKey("id", config.ID, api.AddressLists.GetWithEntries),
			crud.ByListing("name", config.Name, ownAndGlobal(api), func(l katapult.AddressList) (name, id string) { return l.Name, l.ID }))
		if err == nil && config.ID.IsNull() {
			found, err = api.AddressLists.GetWithEntries(ctx, found.ID)
		}
		if err == nil {
			config.fill(found)
		}
		return err
	},
}

type single struct {
	attributes

	Global  types.Bool `tfsdk:"global"`
	Entries []entry    `tfsdk:"entries"`
}

type entry struct {
	ID      types.String `tfsdk:"id"`
	Address types.String `tfsdk:"address"`
	Name    types.String `tfsdk:"name"`
}

func (m *single) fill(l katapult.AddressList) {
	m.attributes.fill(l)
	m.Global = types.BoolValue(l.Global)
	m.Entries = crud.Rows(l.Entries, func(katapult.AddressListEntry) bool { return true }, func(row *entry, e katapult.AddressListEntry) {
		*row = entry{types.StringValue(e.ID), types.StringValue(e.Address), types.StringValue(e.Name)}
	})
}

// ownAndGlobal lists the lists of the organization and those of Katapult.
func ownAndGlobal(api *katapult.Client) func(context.Context) ([]katapult.AddressList, error) {
	return func(ctx context.Context) ([]katapult.AddressList, error) {
		own, err := api.AddressLists.List(ctx)
		if err != nil {
			return nil, err
		}
		global, err := api.AddressLists.ListGlobal(ctx)
		return append(own, global...), err
	}
}
