// Package addresslistentry manages katapult_address_list_entry and finds existing entries.
package addresslistentry

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is an entry of an address list.
var Object = crud.Object{
	Resource:    entry.New,
	DataSources: []func() datasource.DataSource{one.New},
	Lists:       []func() list.ListResource{listing.New},
}

var entry = crud.Resource[*katapult.Client, model]{
	Type:     typeName,
	Key:      []string{"address_list_id", "id"},
	Prefixes: []string{"adlst_", entryPrefix},
	Schema: schema.Schema{
		MarkdownDescription: "An entry of an address list: an address, or a network. `katapult_address_list_entries` manages all entries of a list with a few requests; do not use both for one list.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the entry."),
			"address_list_id": schema.StringAttribute{
				MarkdownDescription: "ID of the list. Changing this forces a new resource.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(
					leavesItsList, "Changing this forces a new resource.", "Changing this forces a new resource.")},
			},
			"address": attrs.InAnySpelling[addresses](schema.StringAttribute{
				MarkdownDescription: "IP address, such as `203.0.113.7`, or network in CIDR notation, such as `2001:db8::/32`.",
				Required:            true,
				Validators:          []validator.String{attrs.IPOrNetwork()},
			}),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the entry, or a comment. Defaults to none.",
				Optional:            true,
			},
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "the ID of an entry alone, such as " + entryPrefix + "…",
		Fits: func(written string) bool {
			return strings.HasPrefix(written, entryPrefix) && !strings.Contains(written, "/")
		},
		Find: withList,
	},
	Plan:   plan,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

const (
	typeName    = "katapult_address_list_entry"
	entryPrefix = "adlste_"
)

// addresses are texts of one meaning if they are the same address or network.
type addresses struct{}

func (addresses) Canonical(text string) string { return katapult.CanonicalAddress(text) }

type model struct {
	ID            types.String             `tfsdk:"id"`
	AddressListID types.String             `tfsdk:"address_list_id"`
	Address       attrs.Spelled[addresses] `tfsdk:"address"`
	Name          types.String             `tfsdk:"name"`
	Timeouts      timeouts.Value           `tfsdk:"timeouts"`
}

func (m *model) fill(e katapult.AddressListEntry) {
	m.ID = types.StringValue(e.ID)
	if e.ListID != "" {
		m.AddressListID = types.StringValue(e.ListID)
	}
	m.Address = attrs.NewSpelled[addresses](e.Address)
	if e.Name != m.Name.ValueString() {
		m.Name = types.StringValue(e.Name) // null and "" are both no name
	}
}

// leavesItsList forces a new resource if the list is another one. States of the official
// provider may lack the list after an import.
func leavesItsList(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !req.StateValue.IsNull()
}

// withList is the key of an entry that an import names alone.
func withList(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
	e, err := api.AddressListEntries.GetFrom(ctx, "", written)
	if err == nil && e.ListID == "" {
		err = fmt.Errorf("none of the organization's address lists has the entry %s", written)
	}
	return []string{e.ListID, e.ID}, err
}

func plan(ctx context.Context, _ *katapult.Client, _, plan *model) error {
	if !plan.AddressListID.IsUnknown() {
		crud.Manage(ctx, katapult.AddressListName(plan.AddressListID.ValueString()), typeName)
	}
	return nil
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	crud.Manage(ctx, katapult.AddressListName(plan.AddressListID.ValueString()), typeName)
	address := plan.Address.ValueString()
	e, err := api.AddressListEntries.Create(ctx, plan.AddressListID.ValueString(), katapult.AddressListEntryArguments{
		Address: &address, Name: attrs.String(plan.Name),
	})
	if err == nil {
		plan.fill(e)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	e, err := api.AddressListEntries.GetFrom(ctx, state.AddressListID.ValueString(), state.ID.ValueString())
	if err == nil {
		state.fill(e)
	}
	return err
}

func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if prior.AddressListID.IsNull() {
		if err := checkList(ctx, api, plan); err != nil {
			return err
		}
	}
	var change katapult.AddressListEntryArguments
	if !plan.Address.Means(prior.Address.ValueString()) {
		address := plan.Address.ValueString()
		change.Address = &address
	}
	if plan.Name.ValueString() != prior.Name.ValueString() {
		name := plan.Name.ValueString()
		change.Name = &name
	}
	if change == (katapult.AddressListEntryArguments{}) {
		return nil
	}
	e, err := api.AddressListEntries.Update(ctx, prior.ID.ValueString(), change)
	if err == nil {
		plan.fill(e)
	}
	return blame(err)
}

// checkList returns an error if an entry whose list was not known is in another list than
// is planned.
func checkList(ctx context.Context, api *katapult.Client, plan *model) error {
	e, err := api.AddressListEntries.GetFrom(ctx, plan.AddressListID.ValueString(), plan.ID.ValueString())
	if err == nil && e.ListID != plan.AddressListID.ValueString() {
		err = crud.At(path.Root("address_list_id"), fmt.Errorf(
			"the entry is in another address list, %s. Plan again with a refresh: Terraform then moves the entry", e.ListID))
	}
	return err
}

// destroy leaves an entry that katapult_address_list_entries has taken over in this run.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	if crud.IsAdopted(ctx, katapult.EntryName(state.AddressListID.ValueString(), state.Address.ValueString())) {
		crud.Warn(ctx, "Object kept", fmt.Sprintf(
			"%s stays in address list %s: katapult_address_list_entries manages all entries of the list by now, and has it too. Only the resource that was to be deleted leaves the state.",
			state.Address.ValueString(), state.AddressListID.ValueString()))
		return nil
	}
	return api.AddressListEntries.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	if errors.Is(err, katapult.AddressListNotFound) {
		return crud.At(path.Root("address_list_id"), err)
	}
	if argument := katapult.RefusedArgument(err, "address", "name"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return err
}
