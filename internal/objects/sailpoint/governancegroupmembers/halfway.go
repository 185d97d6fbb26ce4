package governancegroupmembers

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

// unfinishedSet is a set that only a create that failed halfway leaves in the
// state. It is always planned to be null. After an untaint the next apply is
// therefore an update, which finishes the create.
func unfinishedSet(description string) schema.SetAttribute {
	return schema.SetAttribute{
		Computed: true, MarkdownDescription: description, ElementType: attrs.LooseIDType{},
		PlanModifiers: []planmodifier.Set{nullAfterApply{}},
	}
}

type nullAfterApply struct{}

func (nullAfterApply) Description(context.Context) string { return "is null after every apply" }

func (f nullAfterApply) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (nullAfterApply) PlanModifySet(_ context.Context, _ planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	resp.PlanValue = types.SetNull(attrs.LooseIDType{})
}

// keepAdded saves only added as the members, so a destroy removes only those.
func (m *model) keepAdded(added, before []string) (err error) {
	if m.MemberIDs, err = setOf(added); err != nil {
		return err
	}
	m.OtherMemberIDs, err = setOf(without(before, added))
	return err
}

// refreshAdded updates what keepAdded saved from the current members.
func (m *model) refreshAdded(ctx context.Context, current []string) error {
	ids, err := m.ids(ctx)
	if err != nil {
		return err
	}
	return m.keepAdded(among(ids, current), without(current, ids))
}
