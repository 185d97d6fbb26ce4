package sailpointgovernancegroupmembers

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

// unfinished is a set that a state has after a create that failed halfway, and
// that is planned to be null: should somebody untaint the resource, the next
// apply updates it, and so finishes the create.
func unfinished(description string) schema.SetAttribute {
	return schema.SetAttribute{
		Computed: true, MarkdownDescription: description, ElementType: attrs.LooseIDType{},
		PlanModifiers: []planmodifier.Set{finished{}},
	}
}

// finished plans null.
type finished struct{}

func (finished) Description(context.Context) string { return "is null after every apply" }

func (f finished) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (finished) PlanModifySet(_ context.Context, _ planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	resp.PlanValue = types.SetNull(attrs.LooseIDType{})
}

// halfway keeps whom a create has added as the members. Destroying the resource
// removes these alone.
func (m *model) halfway(added, before []string) (err error) {
	if m.MemberIDs, err = setOf(added); err != nil {
		return err
	}
	m.OtherMemberIDs, err = setOf(without(before, added))
	return err
}

// refreshHalfway brings what halfway kept up to date.
func (m *model) refreshHalfway(ctx context.Context, current []string) error {
	ids, err := m.ids(ctx)
	if err != nil {
		return err
	}
	return m.halfway(among(ids, current), without(current, ids))
}
