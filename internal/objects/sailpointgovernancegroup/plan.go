package sailpointgovernancegroup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"terraform-provider-katapult/internal/attrs"
)

// decided is a text that changes only if one of some arguments does.
func decided(by []string, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: description, PlanModifiers: []planmodifier.String{unless{by}},
	}
}

// unless takes an attribute for what it was unless one of the others changes.
type unless struct{ others []string }

func (unless) Description(context.Context) string { return "changes only with other attributes" }

func (u unless) MarkdownDescription(ctx context.Context) string { return u.Description(ctx) }

func (u unless) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.State.Raw.IsNull() || !req.PlanValue.IsUnknown() {
		return
	}
	for _, other := range u.others {
		var planned, prior attr.Value
		resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(other), &planned)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(other), &prior)...)
		if resp.Diagnostics.HasError() || !same(planned, prior) {
			return
		}
	}
	resp.PlanValue = req.StateValue
}

// same reports whether two values are equal or IDs that mean the same.
func same(planned, prior attr.Value) bool {
	id, isID := planned.(attrs.LooseID)
	before, wasID := prior.(attrs.LooseID)
	return planned.Equal(prior) || isID && wasID && id.Means(before.ValueString())
}
