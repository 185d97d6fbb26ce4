// Package sailpointgovernancegroupmembers manages
// katapult_sailpoint_governance_group_members.
package sailpointgovernancegroupmembers

import (
	"context"
	"errors"
	"slices"

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

// create takes over a group. When it fails halfway it leaves no state: the next
// one goes on from what the group is then, whereas a tainted state would have
// all members removed first.
func create(ctx context.Context, api *sailpoint.Client, plan *model) error {
	return apply(ctx, api, plan)
}

func read(ctx context.Context, api *sailpoint.Client, state *model) error {
	current, err := memberIDs(ctx, api, state.GroupID.ValueString())
	if err != nil {
		return err
	}
	set, problems := types.SetValueFrom(ctx, types.StringType, current)
	if problems.HasError() {
		return errors.New(problems[0].Detail())
	}
	state.MemberIDs = set
	return nil
}

func update(ctx context.Context, api *sailpoint.Client, plan, _ *model) error {
	return apply(ctx, api, plan)
}

func destroy(ctx context.Context, api *sailpoint.Client, state model) error {
	return api.GovernanceGroups.RemoveMembers(ctx, state.GroupID.ValueString(), state.ids(ctx))
}

// apply makes the members those of the plan. It adds before it removes, so that
// the group always has somebody who can act.
func apply(ctx context.Context, api *sailpoint.Client, plan *model) error {
	group, wanted := plan.GroupID.ValueString(), plan.ids(ctx)
	current, err := memberIDs(ctx, api, group)
	if errors.Is(err, sailpoint.ErrNotFound) {
		return crud.At(path.Root("group_id"), err)
	}
	if err != nil {
		return err
	}
	err = api.GovernanceGroups.AddMembers(ctx, group, without(wanted, current))
	if err == nil {
		err = api.GovernanceGroups.RemoveMembers(ctx, group, without(current, wanted))
	}
	if refused := (*sailpoint.MembersError)(nil); errors.As(err, &refused) {
		err = crud.At(path.Root("member_ids"), err)
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
