package addresslistentry

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, single]{
	Type: typeName,
	Schema: schema.Schema{
		MarkdownDescription: "Reads one entry of an address list, by its ID. The API does not tell which list it is in.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the entry.", Required: true, Validators: []validator.String{attrs.NotBlank()},
			},
			"address": attrs.ComputedString("Address, or network in CIDR notation."),
			"name":    attrs.ComputedString("Name of the entry. It may be `\"\"`."),
		},
	},
	Read: func(ctx context.Context, api *katapult.Client, config *single) error {
		e, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, api.AddressListEntries.Get))
		if err == nil {
			*config = single{types.StringValue(e.ID), types.StringValue(e.Address), types.StringValue(e.Name)}
		}
		return err
	},
}

type single struct {
	ID      types.String `tfsdk:"id"`
	Address types.String `tfsdk:"address"`
	Name    types.String `tfsdk:"name"`
}

var listing = crud.List[*katapult.Client, filter, katapult.AddressListEntry, model]{
	Resource: entry,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the entries of one address list, or of all address lists of the organization.",
		Attributes: map[string]listschema.Attribute{
			"address_list_id": attrs.ListFilter("Only entries of the address list with this ID. Defaults to those of all lists."),
		},
	},
	Items: func(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.AddressListEntry, error] {
		return func(yield func(katapult.AddressListEntry, error) bool) {
			lists, err := f.lists(ctx, api)
			for _, l := range lists {
				entries, listErr := api.AddressListEntries.List(ctx, l.ID)
				if errors.Is(listErr, katapult.ErrNotFound) && f.AddressListID.IsNull() {
					continue // it was deleted since it was listed
				}
				for _, e := range entries {
					if !yield(e, nil) {
						return
					}
				}
				if err = listErr; err != nil && !f.AddressListID.IsNull() {
					err = crud.At(path.Root("address_list_id"), err)
				}
				if err != nil {
					break
				}
			}
			if err != nil {
				yield(katapult.AddressListEntry{}, err)
			}
		}
	},
	Fill: func(_ context.Context, m *model, e katapult.AddressListEntry) error {
		m.fill(e)
		return nil
	},
}

type filter struct {
	AddressListID types.String `tfsdk:"address_list_id"`
}

// lists are the address lists that the filter lets through.
func (f filter) lists(ctx context.Context, api *katapult.Client) ([]katapult.AddressList, error) {
	if f.AddressListID.IsNull() {
		return api.AddressLists.List(ctx)
	}
	return []katapult.AddressList{{ID: f.AddressListID.ValueString()}}, nil
}
