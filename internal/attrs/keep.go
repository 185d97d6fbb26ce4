package attrs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// KeepWhile plans the value of the state while a condition holds. Without it, a
// plan that changes anything makes everything computed unknown.
type KeepWhile func(ctx context.Context, c *Change) bool

var (
	_ planmodifier.Object = KeepWhile(nil)
	_ planmodifier.Set    = KeepWhile(nil)
	_ planmodifier.String = KeepWhile(nil)
)

// KeepUnless plans the value of the state unless one of some arguments changes.
func KeepUnless(arguments ...string) KeepWhile {
	return func(ctx context.Context, c *Change) bool {
		for _, argument := range arguments {
			if !c.Same(ctx, argument) {
				return false
			}
		}
		return true
	}
}

// Change is a planned change, for the condition of KeepWhile. An error of any of
// its methods becomes one of the plan.
type Change struct {
	config      tfsdk.Config
	state       tfsdk.State
	plan        tfsdk.Plan
	diagnostics diag.Diagnostics
}

// Config reads an attribute of the configuration.
func (c *Change) Config(ctx context.Context, at path.Path, into any) {
	c.diagnostics.Append(c.config.GetAttribute(ctx, at, into)...)
}

// Prior reads an attribute of the state before the change.
func (c *Change) Prior(ctx context.Context, at path.Path, into any) {
	c.diagnostics.Append(c.state.GetAttribute(ctx, at, into)...)
}

// Plan reads an attribute of the plan.
func (c *Change) Plan(ctx context.Context, at path.Path, into any) {
	c.diagnostics.Append(c.plan.GetAttribute(ctx, at, into)...)
}

// Same reports whether an argument stays. Another spelling is no change.
func (c *Change) Same(ctx context.Context, argument string) bool {
	var prior, planned attr.Value
	c.Prior(ctx, path.Root(argument), &prior)
	c.Plan(ctx, path.Root(argument), &planned)
	if c.diagnostics.HasError() {
		return false
	}
	now, isSpelled := planned.(interface{ Canonical() string })
	before, wasSpelled := prior.(interface{ Canonical() string })
	known := !prior.IsNull() && !prior.IsUnknown() && !planned.IsNull() && !planned.IsUnknown()
	return planned.Equal(prior) || known && isSpelled && wasSpelled && now.Canonical() == before.Canonical()
}

// holds reports whether a value stays as it is in the state.
func (k KeepWhile) holds(ctx context.Context, prior attr.Value, c *Change, diagnostics *diag.Diagnostics) bool {
	if prior.IsNull() {
		return false
	}
	holds := k(ctx, c)
	diagnostics.Append(c.diagnostics...)
	return holds
}

// Description implements planmodifier.Describer.
func (KeepWhile) Description(context.Context) string {
	return "stays while nothing that it depends on changes"
}

// MarkdownDescription implements planmodifier.Describer.
func (k KeepWhile) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// PlanModifyObject keeps an object.
func (k KeepWhile) PlanModifyObject(ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	if k.holds(ctx, req.StateValue, &Change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifySet keeps a set.
func (k KeepWhile) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if k.holds(ctx, req.StateValue, &Change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyString keeps a text.
func (k KeepWhile) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if k.holds(ctx, req.StateValue, &Change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}
