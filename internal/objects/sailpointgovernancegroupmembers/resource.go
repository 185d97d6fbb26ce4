// Package sailpointgovernancegroupmembers manages
// katapult_sailpoint_governance_group_members.
package sailpointgovernancegroupmembers

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
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
			"group_id":         attrs.Loose(attrs.Reference("ID of the group.")),
			"member_ids":       attrs.LooseSet("IDs of the identities that are members. Dashes and capitals make no difference. An empty set leaves the group without any."),
			"other_member_ids": unfinished("IDs of members that are still to be removed, after a create that failed halfway. Null otherwise."),
		},
	},
	Key:    []string{"group_id"},
	Import: identify,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	GroupID   attrs.LooseID `tfsdk:"group_id"`
	MemberIDs types.Set     `tfsdk:"member_ids"`
	// OtherMemberIDs are null, except after a create that failed halfway.
	OtherMemberIDs types.Set      `tfsdk:"other_member_ids"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

// ids are the members as texts. All of them are known by the time this runs.
func (m *model) ids(ctx context.Context) ([]string, error) {
	ids, err := attrs.Elements(ctx, m.MemberIDs)
	return ids, crud.At(path.Root("member_ids"), err)
}

func setOf(ids []string) (types.Set, error) {
	elements := make([]attr.Value, len(ids))
	for i, id := range ids {
		elements[i] = attrs.NewLooseID(id)
	}
	set, problems := types.SetValue(attrs.LooseIDType{}, elements)
	if problems.HasError() {
		return set, errors.New(problems[0].Detail())
	}
	return set, nil
}

// create makes the members those of the plan. When it fails halfway the state
// keeps whom it has added, and nobody else: the others go only with a create
// that succeeds.
func create(ctx context.Context, api *sailpoint.Client, plan *model) error {
	wanted, err := plan.ids(ctx)
	if err != nil {
		return err
	}
	before, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	if err != nil {
		return blame(err)
	}
	failed := change(ctx, api, plan.GroupID, wanted, before)
	if failed == nil {
		return nil
	}
	asked := without(wanted, before)
	added := addedSince(ctx, api, plan.GroupID, asked)
	if len(added) == 0 {
		return failed
	}
	if err := plan.halfway(added, before); err != nil {
		return errors.Join(failed, err)
	}
	return crud.KeepOnError(failed)
}

// lastLook bounds finding out whom a create has added that has come to its end.
const lastLook = 10 * time.Second

// addedSince are those of the identities a create asked to add who are members.
// When that cannot be found out, those are all: a refresh takes out who is no
// member after all.
func addedSince(ctx context.Context, api *sailpoint.Client, group attrs.LooseID, asked []string) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	now, err := memberIDs(ctx, api, group.ValueString())
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
	if !state.OtherMemberIDs.IsNull() {
		return state.refreshHalfway(ctx, current)
	}
	state.MemberIDs, err = setOf(current)
	return err
}

func update(ctx context.Context, api *sailpoint.Client, plan, _ *model) error {
	wanted, err := plan.ids(ctx)
	if err != nil {
		return err
	}
	current, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	if err != nil {
		return blame(err)
	}
	return change(ctx, api, plan.GroupID, wanted, current)
}

func destroy(ctx context.Context, api *sailpoint.Client, state model) error {
	ids, err := state.ids(ctx)
	if err != nil {
		return err
	}
	return api.GovernanceGroups.RemoveMembers(ctx, state.GroupID.ValueString(), ids)
}

func identify(ctx context.Context, api *sailpoint.Client, written string) ([]string, error) {
	id, err := api.GovernanceGroups.Identify(ctx, written)
	return []string{id}, err
}

// change makes the members those that are wanted. It adds before it removes, so
// that the group always has somebody who can act.
func change(ctx context.Context, api *sailpoint.Client, group attrs.LooseID, wanted, current []string) error {
	err := api.GovernanceGroups.AddMembers(ctx, group.ValueString(), without(wanted, current))
	if err == nil {
		err = api.GovernanceGroups.RemoveMembers(ctx, group.ValueString(), without(current, wanted))
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

// without are the IDs that mean none of the others.
func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(others, attrs.NewLooseID(id).Means)
	})
}

// among are the IDs that mean one of the others.
func among(ids, others []string) []string {
	return without(ids, without(ids, others))
}
