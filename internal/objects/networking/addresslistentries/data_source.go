package addresslistentries

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var all = crud.DataSource[*katapult.Client, list]{
	Type: typeName,
	Schema: schema.Schema{
		MarkdownDescription: "Lists the entries of an address list. Of hundreds of entries the data source `katapult_address_list` makes a list, which takes Terraform less time than this set.",
		Attributes: map[string]schema.Attribute{
			"address_list_id": schema.StringAttribute{
				MarkdownDescription: "ID of the list.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"entries": attrs.NestedSet("The entries.", map[string]schema.Attribute{
				"id":      attrs.ComputedString("ID of the entry."),
				"address": attrs.ComputedString("Address, or network in CIDR notation."),
				"name":    attrs.ComputedString("Name of the entry. It may be `\"\"`."),
			}),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *list) error {
		found, err := crud.Resolve(ctx, crud.ByKey("address_list_id", config.AddressListID, api.AddressListEntries.List))
		if err == nil {
			config.Entries = crud.Rows(found, func(katapult.AddressListEntry) bool { return true }, (*row).fill)
		}
		return err
	},
}

type list struct {
	AddressListID types.String `tfsdk:"address_list_id"`
	Entries       []row        `tfsdk:"entries"`
}

type row struct {
	ID      types.String `tfsdk:"id"`
	Address types.String `tfsdk:"address"`
	Name    types.String `tfsdk:"name"`
}

func (r *row) fill(e katapult.AddressListEntry) {
	*r = row{types.StringValue(e.ID), types.StringValue(e.Address), types.StringValue(e.Name)}
}
