package crud

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/rest"
)

// ValidateConfig refuses timeouts that are not longer than zero.
func (r *resourceAdapter[C, M]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	for _, o := range []operation{creating, updating, deleting} {
		at := path.Root(timeoutsBlock).AtName(o.verb)
		var configured types.String
		if req.Config.GetAttribute(ctx, at, &configured).HasError() || configured.ValueString() == "" {
			continue // what is no string or no duration is refused by the schema
		}
		limit, err := time.ParseDuration(configured.ValueString())
		if err == nil && limit <= 0 {
			resp.Diagnostics.AddAttributeError(at, "Invalid timeout", "A timeout has to be longer than zero, such as \"30s\" or \"2h45m\".")
		}
	}
}

// ModifyPlan keeps computed values known if only the timeouts change, which the API
// does not know. Then it calls the object's Plan.
func (r *resourceAdapter[C, M]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		r.planDelete(ctx, req, resp)
		return
	}
	if !req.State.Raw.IsNull() {
		if kept, only := onlyTimeouts(req.Plan.Raw, req.State.Raw, req.Config.Raw); only {
			resp.Plan.Raw = kept
		}
	}
	if r.Plan != nil {
		r.planWithClient(ctx, req, resp)
	}
}

// planWithClient calls the object's Plan, unless there is no client. An object that needs
// one then says so when it is read or applied.
func (r *resourceAdapter[C, M]) planWithClient(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	ctx = withCall(ctx, call{config: &req.Config, private: resp.Private, replace: &resp.RequiresReplace, claims: r.claims})
	ctx, cancel := bounded(ctx, planning, DefaultTimeout)
	defer cancel()
	api, err := r.client(ctx)
	if err != nil {
		return
	}
	ctx = rest.WithMaxAge(ctx, refreshMaxAge)
	var plan M
	var prior *M
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		prior = new(M)
		resp.Diagnostics.Append(req.State.Get(ctx, prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.Plan(ctx, api, prior, &plan); err != nil {
		r.report(&resp.Diagnostics, planning, r.Type, subject(ctx, resp.Plan, r.Key), err)
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// onlyTimeouts reports whether a plan changes timeouts alone. It returns the plan
// with prior values for those that the framework made unknown.
func onlyTimeouts(plan, state, config tftypes.Value) (kept tftypes.Value, only bool) {
	var planned, before, configured map[string]tftypes.Value
	if plan.As(&planned) != nil || state.As(&before) != nil || config.As(&configured) != nil {
		return plan, false
	}
	planned = maps.Clone(planned)
	for name, value := range planned {
		switch {
		case name == timeoutsBlock || value.Equal(before[name]):
		case value.IsFullyKnown() || !configured[name].IsNull():
			return plan, false
		default:
			planned[name] = before[name]
		}
	}
	return tftypes.NewValue(plan.Type(), planned), true
}

// completePlan returns the planned values, and the outcome where they were unknown.
// Terraform takes any other value for a bug of the provider. If the API has another
// value, the next plan shows it.
func completePlan(plan, outcome tftypes.Value) tftypes.Value {
	switch {
	case plan.IsFullyKnown():
		return plan
	case !plan.IsKnown() || plan.IsNull() || outcome.IsNull():
		return outcome
	}
	var planned, reached map[string]tftypes.Value
	if plan.As(&planned) == nil && outcome.As(&reached) == nil {
		all := make(map[string]tftypes.Value, len(reached))
		for name, value := range reached {
			all[name] = value
			if promised, ok := planned[name]; ok {
				all[name] = completePlan(promised, value)
			}
		}
		return tftypes.NewValue(outcome.Type(), all)
	}
	return outcome // a list or set with unknown elements, whose places may differ
}
