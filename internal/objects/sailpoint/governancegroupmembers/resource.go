// Package governancegroupmembers manages
// katapult_sailpoint_governance_group_members.
package governancegroupmembers

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

// Object offers the resource for all members of a governance group.
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
			"other_member_ids": unfinishedSet("IDs of members that are still to be removed, after a create that failed halfway. Null otherwise."),
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

// ids returns the member IDs. All of them are known by the time it runs.
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

// create replaces the members with those of the plan. If it fails halfway, only
// the members it added go into the state. It never removes others before all
// additions have succeeded.
func create(ctx context.Context, api *sailpoint.Client, plan *model) error {
	wanted, err := plan.ids(ctx)
	if err != nil {
		return err
	}
	before, err := memberIDs(ctx, api, plan.GroupID.ValueString())
	if err != nil {
		return blame(err)
	}
	changeErr := setMembers(ctx, api, plan.GroupID, wanted, before)
	if changeErr == nil {
		return nil
	}
	requested := without(wanted, before)
	added := addedSince(ctx, api, plan.GroupID, requested)
	if len(added) == 0 {
		return changeErr
	}
	if err := plan.keepAdded(added, before); err != nil {
		return errors.Join(changeErr, err)
	}
	return crud.KeepOnError(changeErr)
}

// gracePeriod bounds the read of the members after a failed create.
const gracePeriod = 10 * time.Second

// addedSince returns which of the requested identities are members now. If that
// read fails it returns all of them; a refresh drops those that are no members.
func addedSince(ctx context.Context, api *sailpoint.Client, group attrs.LooseID, requested []string) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gracePeriod)
	defer cancel()
	now, err := memberIDs(ctx, api, group.ValueString())
	switch {
	case errors.Is(err, sailpoint.ErrNotFound):
		return nil
	case err != nil:
		return requested
	}
	return among(requested, now)
}

func read(ctx context.Context, api *sailpoint.Client, state *model) error {
	current, err := memberIDs(ctx, api, state.GroupID.ValueString())
	if err != nil {
		return err
	}
	if !state.OtherMemberIDs.IsNull() {
		return state.refreshAdded(ctx, current)
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
	return setMembers(ctx, api, plan.GroupID, wanted, current)
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

// setMembers adds before it removes, so that the group always has somebody who
// can act.
func setMembers(ctx context.Context, api *sailpoint.Client, group attrs.LooseID, wanted, current []string) error {
	err := api.GovernanceGroups.AddMembers(ctx, group.ValueString(), without(wanted, current))
	if err == nil {
		err = api.GovernanceGroups.RemoveMembers(ctx, group.ValueString(), without(current, wanted))
	}
	return blame(err)
}

// blame attaches an error to the argument that caused it, if any.
func blame(err error) error {
	membersErr := (*sailpoint.MembersError)(nil)
	switch {
	case errors.As(err, &membersErr):
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

// without returns the IDs that match none of the others, in any spelling.
func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		return slices.ContainsFunc(others, attrs.NewLooseID(id).Means)
	})
}

// among returns the IDs that match one of the others, in any spelling.
func among(ids, others []string) []string {
	return without(ids, without(ids, others))
}
