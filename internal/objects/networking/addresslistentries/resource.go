// Package addresslistentries manages katapult_address_list_entries, all entries of an
// address list, and reads them.
package addresslistentries

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is all entries of an address list.
var Object = crud.Object{
	Resource:    entries.New,
	DataSources: []func() datasource.DataSource{all.New},
}

const typeName = "katapult_address_list_entries"

var entries = crud.Resource[*katapult.Client, model]{
	Type:     typeName,
	Key:      []string{"address_list_id"},
	Prefixes: []string{"adlst_"},
	Schema: schema.Schema{
		MarkdownDescription: "All entries of an address list. Whatever else is in the list is removed, also what was there before: " +
			"a plan warns of that, and names it. A list of hundreds of entries takes one request to read, and one to change.\n\n" +
			"Do not use it with `katapult_address_list_entry` for one list. To change from one to the other, remove the single entries from the state, " +
			"with `removed` blocks or `terraform state rm`; entries that this resource has as well are kept. " +
			"A destroy removes the entries that an apply has put into the list, and leaves what others have added since.",
		Attributes: map[string]schema.Attribute{
			"address_list_id": attrs.Reference("ID of the list."),
			// The framework takes seconds for a set of hundreds of objects.
			"entries": schema.ListNestedAttribute{
				MarkdownDescription: "The entries, whose order makes no difference. An empty list leaves the address list without any.",
				Required:            true,
				Validators:          []validator.List{eachAddressOnce{}},
				PlanModifiers:       []planmodifier.List{keepAsWritten{}},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"address": schema.StringAttribute{
						MarkdownDescription: "IP address, such as `203.0.113.7`, or network in CIDR notation, such as `2001:db8::/32`.",
						Required:            true,
						Validators:          []validator.String{attrs.IPOrNetwork()},
					},
					"name": schema.StringAttribute{
						MarkdownDescription: "Name of the entry, or a comment. Defaults to none.",
						Optional:            true,
					},
				}},
			},
		},
	},
	Plan:   plan,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	AddressListID types.String   `tfsdk:"address_list_id"`
	Entries       types.List     `tfsdk:"entries"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

// plan warns of entries that the apply will remove and the state does not show as this
// resource's: those of a list that is taken over, and those that others have added since.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	if plan.AddressListID.IsUnknown() {
		return nil
	}
	listID := plan.AddressListID.ValueString()
	crud.Manage(ctx, katapult.AddressListName(listID), typeName)
	wanted, known := written(plan.Entries)
	if !known {
		return nil
	}
	theirs, err := othersIn(ctx, api, listID, prior)
	if err != nil {
		return err
	}
	theirs = slices.DeleteFunc(theirs, wanted.has)
	if len(theirs) > 0 {
		crud.Warn(ctx, "Address list entries will be removed", fmt.Sprintf(
			"An apply removes %d entries from address list %s that this resource has not put there: %s.", len(theirs), listID, few(theirs)))
	}
	return nil
}

// othersIn are the addresses in a list that this resource has not put there.
func othersIn(ctx context.Context, api *katapult.Client, listID string, prior *model) ([]string, error) {
	if prior != nil && prior.AddressListID.ValueString() == listID {
		return strangers(ctx)
	}
	l, err := api.AddressLists.GetWithEntries(ctx, listID)
	if err != nil {
		return nil, nil // the apply says so, if that is still wrong by then
	}
	return attrs.Distinct(l.Entries, func(e katapult.AddressListEntry) string { return e.Address }), nil
}

const shown = 10

// few enumerates the first texts.
func few(texts []string) string {
	if len(texts) <= shown {
		return strings.Join(texts, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(texts[:shown], ", "), len(texts)-shown)
}

// create makes the entries of a list those of the plan. If it fails halfway, only what it
// has added is in the state, so that a destroy leaves what others have.
func create(ctx context.Context, api *katapult.Client, plan *model) error {
	var before []katapult.AddressListEntry
	err := converge(ctx, api, plan, func(now []katapult.AddressListEntry) { before = now })
	if err == nil {
		return nil
	}
	wanted, _ := written(plan.Entries)
	added := addedSince(ctx, api, plan.AddressListID.ValueString(), wanted, before)
	if len(added.inOrder) == 0 {
		return blame(err)
	}
	plan.Entries = added.list()
	return crud.KeepOnError(blame(err))
}

// addedSince returns which of the wanted entries are in the list and were not before. If
// the list cannot be read these are all of them; a refresh drops those that are not there.
func addedSince(ctx context.Context, api *katapult.Client, listID string, wanted values, before []katapult.AddressListEntry) values {
	ctx, end := katapult.WithGrace(ctx)
	defer end()
	earlier := listed(before)
	added := wanted.filter(func(address string) bool { return !earlier.has(address) })
	l, err := api.AddressLists.GetWithEntries(ctx, listID)
	switch {
	case errors.Is(err, katapult.ErrNotFound):
		return values{}
	case err != nil:
		return added
	}
	return added.filter(listed(l.Entries).has)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	l, err := api.AddressLists.GetWithEntries(ctx, state.AddressListID.ValueString())
	if err != nil {
		return err
	}
	now := listed(l.Entries)
	if !state.Entries.IsNull() { // it is null after an import
		before, _ := written(state.Entries)
		if err := noteStrangers(ctx, before, now); err != nil {
			return err
		}
		now = now.writtenAs(before)
	}
	state.Entries = now.list()
	return nil
}

func update(ctx context.Context, api *katapult.Client, plan, _ *model) error {
	if err := converge(ctx, api, plan, func([]katapult.AddressListEntry) {}); err != nil {
		return blame(err)
	}
	return noStrangers(ctx)
}

// converge makes the entries of a list those of the plan. observe gets what there was.
func converge(ctx context.Context, api *katapult.Client, plan *model, observe func([]katapult.AddressListEntry)) error {
	listID := plan.AddressListID.ValueString()
	crud.Manage(ctx, katapult.AddressListName(listID), typeName)
	wanted, _ := written(plan.Entries)
	for _, entry := range wanted.inOrder {
		crud.Adopt(ctx, katapult.EntryName(listID, entry.address.ValueString()))
	}
	first := true
	return api.AddressListEntries.Converge(ctx, listID, func(now []katapult.AddressListEntry) katapult.AddressListChange {
		if first {
			observe(now)
			first = false
		}
		return wanted.change(now)
	})
}

// destroy removes what is in the state, except what others have added.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	theirs, err := strangers(ctx)
	if err != nil {
		return err
	}
	own, _ := written(state.Entries)
	own = own.filter(func(address string) bool { return !isStranger(theirs, address) })
	return api.AddressListEntries.Converge(ctx, state.AddressListID.ValueString(), func(now []katapult.AddressListEntry) katapult.AddressListChange {
		var change katapult.AddressListChange
		for _, e := range now {
			if own.has(e.Address) {
				change.Remove = append(change.Remove, e)
			}
		}
		return change
	})
}

// blame shows an error at the argument that it is about.
func blame(err error) error {
	switch {
	case katapult.HasCode(err, katapult.AddressListNotFound, katapult.PermissionDenied):
		return crud.At(path.Root("address_list_id"), err)
	case katapult.HasCode(err, katapult.ValidationFailed, katapult.InvalidArgument):
		return crud.At(path.Root("entries"), err)
	}
	return err
}
