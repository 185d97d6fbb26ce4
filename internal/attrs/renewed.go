package attrs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Renewed keeps a secret, also where there is none, unless the argument of this name asks for
// a new one: by being set, or changed. Without the argument the secret stays.
type Renewed string

var _ planmodifier.String = Renewed("")

// IsAsked reports whether a change of the argument asks for a new secret.
func (Renewed) IsAsked(before, after attr.Value) bool { return !after.IsNull() && !after.Equal(before) }

// Description implements planmodifier.Describer.
func (r Renewed) Description(context.Context) string { return "stays unless " + string(r) + " changes" }

// MarkdownDescription implements planmodifier.Describer.
func (r Renewed) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

// PlanModifyString keeps a text.
func (r Renewed) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.State.Raw.IsNull() || req.Plan.Raw.IsNull() {
		return
	}
	var before, after types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(string(r)), &before)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root(string(r)), &after)...)
	if !r.IsAsked(before, after) {
		resp.PlanValue = req.StateValue
	}
}
