// Package sailpointgovernancegroupmembers manages
// katapult_sailpoint_governance_group_members.
package sailpointgovernancegroupmembers

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

// Object is all members of a governance group.
var Object = crud.Object{Resource: members.New}

var members = crud.Resource[*sailpoint.Client, model]{
	Type: "katapult_sailpoint_governance_group_members",
	Schema: schema.Schema{
		MarkdownDescription: "All members of a governance group in SailPoint Identity Security Cloud. Whoever else is a member is removed, also those who were members before: " +
			"import the group first to see in a plan who that would be. Destroying it removes the members it names, and leaves the group.\n\n" +
			"The client needs the scopes `idn:workgroup:read` and `idn:workgroup:write`; `idn:workgroup:manage` does not include the latter.",
		Attributes: map[string]schema.Attribute{
			"group_id": schema.StringAttribute{
				MarkdownDescription: "ID of the group. Changing it makes these the members of another group.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"member_ids": schema.SetAttribute{
				MarkdownDescription: "IDs of the identities that are members. An empty set leaves the group without any.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          []validator.Set{setvalidator.ValueStringsAre(attrs.NotBlank())},
			},
		},
	},
	Key:    []string{"group_id"},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	GroupID   types.String   `tfsdk:"group_id"`
	MemberIDs types.Set      `tfsdk:"member_ids"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
}

// ids are the members as texts. All of them are known by the time this runs.
func (m *model) ids(ctx context.Context) []string {
	var ids []string
	m.MemberIDs.ElementsAs(ctx, &ids, false)
	return ids
}

func (m *model) fill(ctx context.Context, ids []string) error {
	set, problems := types.SetValueFrom(ctx, types.StringType, ids)
	if problems.HasError() {
		return errors.New(problems[0].Detail())
	}
	m.MemberIDs = set
	return nil
}

// create takes over a group. When it fails halfway the state keeps whom it has
// added, and nobody else: the others go only with a create that succeeds.
func create(ctx context.Context, api *sailpoint.Client, plan *model) error {
	before, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	if err != nil {
		return blame(err)
	}
	failed := change(ctx, api, plan, before)
	if failed == nil {
		return nil
	}
	added := addedSince(ctx, api, plan, before)
	if len(added) == 0 {
		return failed
	}
	if err := plan.fill(ctx, added); err != nil {
		return err
	}
	return crud.Unfinished(failed)
}

// lastLook bounds finding out whom a create has added that has come to its end.
const lastLook = 10 * time.Second

// addedSince are the members that were not before a create, and that it asked
// for. When that cannot be found out, those are all: a refresh takes out who is
// no member after all.
func addedSince(ctx context.Context, api *sailpoint.Client, plan *model, before []string) []string {
	asked := without(plan.ids(ctx), before)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	now, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	switch {
	case errors.Is(err, sailpoint.ErrNotFound):
		return nil
	case err != nil:
		return asked
	}
	return among(asked, now)
}

func read(ctx context.Context, api *sailpoint.Client, state *model) error {
	current, err := memberIDs(ctx, api, state.GroupID.ValueString())
	if err != nil {
		return err
	}
	if crud.IsUnfinished(ctx) {
		current = among(state.ids(ctx), current)
	}
	return state.fill(ctx, current)
}

func update(ctx context.Context, api *sailpoint.Client, plan, _ *model) error {
	current, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	if err != nil {
		return blame(err)
	}
	return change(ctx, api, plan, current)
}

func destroy(ctx context.Context, api *sailpoint.Client, state model) error {
	return api.GovernanceGroups.RemoveMembers(ctx, state.GroupID.ValueString(), state.ids(ctx))
}

// change makes the members those of the plan. It adds before it removes, so that
// the group always has somebody who can act.
func change(ctx context.Context, api *sailpoint.Client, plan *model, current []string) error {
	group, wanted := plan.GroupID.ValueString(), plan.ids(ctx)
	err := api.GovernanceGroups.AddMembers(ctx, group, without(wanted, current))
	if err == nil {
		err = api.GovernanceGroups.RemoveMembers(ctx, group, without(current, wanted))
	}
	return blame(err)
}

// blame says which argument an error is about, if it is about one.
func blame(err error) error {
	refused := (*sailpoint.MembersError)(nil)
	switch {
	case errors.As(err, &refused):
		return crud.At(path.Root("member_ids"), err)
	case errors.Is(err, sailpoint.ErrNotFound):
		return crud.At(path.Root("group_id"), err)
	}
	return err
}

func memberIDs(ctx context.Context, api *sailpoint.Client, group string) ([]string, error) {
	ids := []string{}
	for m, err := range api.GovernanceGroups.Members(ctx, group) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, m.ID)
	}
	return ids, nil
}

// without are the IDs that are not among others.
func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}

// among are the IDs that are also among others.
func among(ids, others []string) []string {
	return without(ids, without(ids, others))
}
