package virtualmachinenetworkinterface

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// keepWhile plans a value as it is in the state while a condition holds.
// Without it, everything computed would be unknown in a plan that changes
// anything, even just how the speed profile is written.
type keepWhile func(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) bool

// same is the condition that an argument does not change.
func same(argument string) keepWhile {
	return func(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) bool {
		var before, planned attr.Value
		return !state.GetAttribute(ctx, path.Root(argument), &before).HasError() &&
			!plan.GetAttribute(ctx, path.Root(argument), &planned).HasError() &&
			planned.Equal(before)
	}
}

// Description is for whom the framework explains a plan to.
func (keepWhile) Description(context.Context) string {
	return "stays while nothing that it depends on changes"
}

// MarkdownDescription is the Description.
func (k keepWhile) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// PlanModifyString keeps a text.
func (k keepWhile) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.StateValue.IsNull() && k(ctx, req.State, req.Plan) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifySet keeps a set.
func (k keepWhile) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if !req.StateValue.IsNull() && k(ctx, req.State, req.Plan) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyObject keeps an object.
func (k keepWhile) PlanModifyObject(ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	if !req.StateValue.IsNull() && k(ctx, req.State, req.Plan) {
		resp.PlanValue = req.StateValue
	}
}

// settle gives a value that the plan left open its outcome.
func settle[T attr.Value](planned *T, outcome T) {
	if (*planned).IsUnknown() {
		*planned = outcome
	}
}
