package virtualmachinenetworkinterface

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// keepWhile plans a value as it is in the state while a condition holds.
// Without it, everything computed would be unknown in a plan that changes
// anything, even just how the speed profile is written.
type keepWhile func(ctx context.Context, c *change) bool

// change is what a plan modifier may look at, and what went wrong meanwhile.
type change struct {
	config   tfsdk.Config
	state    tfsdk.State
	plan     tfsdk.Plan
	problems diag.Diagnostics
}

// configured reads an attribute of the configuration, before one of the state
// and planned one of the plan.
func (c *change) configured(ctx context.Context, at path.Path, into any) {
	c.problems.Append(c.config.GetAttribute(ctx, at, into)...)
}

func (c *change) before(ctx context.Context, at path.Path, into any) {
	c.problems.Append(c.state.GetAttribute(ctx, at, into)...)
}

func (c *change) planned(ctx context.Context, at path.Path, into any) {
	c.problems.Append(c.plan.GetAttribute(ctx, at, into)...)
}

// same is the condition that an argument does not change.
func same(argument string) keepWhile {
	return func(ctx context.Context, c *change) bool {
		var before, planned attr.Value
		c.before(ctx, path.Root(argument), &before)
		c.planned(ctx, path.Root(argument), &planned)
		return !c.problems.HasError() && planned.Equal(before)
	}
}

// holds reports whether a value stays as it is in the state.
func (k keepWhile) holds(ctx context.Context, before attr.Value, c *change, problems *diag.Diagnostics) bool {
	if before.IsNull() {
		return false
	}
	holds := k(ctx, c)
	problems.Append(c.problems...)
	return holds
}

// Description is for whom the framework explains a plan to.
func (keepWhile) Description(context.Context) string {
	return "stays while nothing that it depends on changes"
}

// MarkdownDescription is the Description.
func (k keepWhile) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// PlanModifyString keeps a text.
func (k keepWhile) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if k.holds(ctx, req.StateValue, &change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifySet keeps a set.
func (k keepWhile) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if k.holds(ctx, req.StateValue, &change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyObject keeps an object.
func (k keepWhile) PlanModifyObject(ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	if k.holds(ctx, req.StateValue, &change{config: req.Config, state: req.State, plan: req.Plan}, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}
