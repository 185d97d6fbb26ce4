// Package addresslist manages katapult_address_list and finds existing lists.
package addresslist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the address list.
var Object = crud.Object{
	Resource:    addressList.New,
	DataSources: append(lists.DataSources(), []func() datasource.DataSource{one.New}...),
	Lists:       []func() list.ListResource{listing.New},
}

var addressList = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_address_list",
	Prefixes: []string{"adlst_"},
	Schema: schema.Schema{
		MarkdownDescription: "An address list of the organization: addresses and networks that the rules of security groups name as one target.\n\n" +
			"`katapult_address_list_entries` manages all entries of a list, and `katapult_address_list_entry` a single one. " +
			"A destroy deletes the list with every entry in it, whoever has added it.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the list."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the list. Names need not be unique.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (m *attributes) fill(l katapult.AddressList) {
	m.ID = types.StringValue(l.ID)
	m.Name = types.StringValue(l.Name)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	l, err := api.AddressLists.Create(ctx, plan.Name.ValueString())
	if err == nil {
		plan.fill(l)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	l, err := api.AddressLists.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(l)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	l, err := api.AddressLists.Rename(ctx, prior.ID.ValueString(), plan.Name.ValueString())
	if err == nil {
		plan.fill(l)
	}
	return blame(err)
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.AddressLists.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it names.
func blame(err error) error {
	if katapult.RefusedArgument(err, "name") != "" {
		return crud.At(path.Root("name"), err)
	}
	return err
}
