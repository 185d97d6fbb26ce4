package loadbalancer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// weightsOf are the known elements of a map of weights, by machine.
func weightsOf(m types.Map) map[string]int64 {
	weights := map[string]int64{}
	for machine, element := range m.Elements() {
		if weight, ok := element.(types.Int64); ok && !weight.IsNull() && !weight.IsUnknown() {
			weights[machine] = weight.ValueInt64()
		}
	}
	return weights
}

// weightMap is null for no weights.
func weightMap(weights map[string]int64) types.Map {
	if len(weights) == 0 {
		return types.MapNull(types.Int64Type)
	}
	elements := make(map[string]attr.Value, len(weights))
	for machine, weight := range weights {
		elements[machine] = types.Int64Value(weight)
	}
	return types.MapValueMust(types.Int64Type, elements)
}

// listed is the form of weights in requests, in order of the machines' IDs. It is nil for
// none, which leaves them out.
func listed(weights map[string]int64) []katapult.LoadBalancerWeight {
	var list []katapult.LoadBalancerWeight
	for _, machine := range slices.Sorted(maps.Keys(weights)) {
		list = append(list, katapult.LoadBalancerWeight{VirtualMachineID: machine, Weight: weights[machine]})
	}
	return list
}

func byMachine(list []katapult.LoadBalancerWeight) map[string]int64 {
	weights := make(map[string]int64, len(list))
	for _, w := range list {
		weights[w.VirtualMachineID] = w.Weight
	}
	return weights
}

// keptWeights returns the current weights of the machines that a state has weights of. The
// API gives every machine a weight.
func keptWeights(state types.Map, now []katapult.LoadBalancerWeight) types.Map {
	if state.IsNull() || state.IsUnknown() {
		return types.MapNull(types.Int64Type)
	}
	elements := map[string]attr.Value{}
	current := byMachine(now)
	for machine := range state.Elements() {
		if weight, exists := current[machine]; exists {
			elements[machine] = types.Int64Value(weight)
		}
	}
	return types.MapValueMust(types.Int64Type, elements)
}

// givenWeights are those that somebody has given: others than the API's own.
func givenWeights(now []katapult.LoadBalancerWeight) types.Map {
	weights := byMachine(now)
	maps.DeleteFunc(weights, func(_ string, weight int64) bool { return weight == katapult.DefaultLoadBalancerWeight })
	return weightMap(weights)
}

// mergedWeights are the planned weights, and those of all other machines: it is not
// documented whether the API keeps what a request leaves out.
func (m *attributes) mergedWeights(now []katapult.LoadBalancerWeight, prior types.Map) map[string]int64 {
	merged := byMachine(now)
	for machine := range prior.Elements() {
		if _, exists := merged[machine]; exists {
			merged[machine] = katapult.DefaultLoadBalancerWeight
		}
	}
	maps.Copy(merged, weightsOf(m.Weights))
	maps.DeleteFunc(merged, func(machine string, _ int64) bool { return !m.reaches(machine) })
	return merged
}

// warnOfWeights says which weights the API has not taken.
func warnOfWeights(ctx context.Context, planned types.Map, b katapult.LoadBalancer) {
	reached := byMachine(b.Weights)
	var missing []string
	for machine, weight := range weightsOf(planned) {
		if now, exists := reached[machine]; !exists || now != weight {
			missing = append(missing, machine)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		crud.Warn(ctx, "Weights without effect", fmt.Sprintf(
			"Load balancer %q (%s) has not taken the weights of %s. They may not be behind it yet, through a group or a tag. The next plan sets them again.",
			b.Name, b.ID, strings.Join(missing, ", ")))
	}
}

// knownWeights refuses weights that are null or negative, each at its machine.
type knownWeights struct{}

func (knownWeights) Description(context.Context) string {
	return "weights must be whole numbers, of machines that are named"
}

func (k knownWeights) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (knownWeights) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for machine, element := range req.ConfigValue.Elements() {
		at := req.Path.AtMapKey(machine)
		weight, _ := element.(types.Int64)
		switch {
		case strings.TrimSpace(machine) == "":
			resp.Diagnostics.AddAttributeError(at, "Invalid weight", "The ID of the virtual machine is blank.")
		case weight.IsUnknown():
		case weight.IsNull():
			resp.Diagnostics.AddAttributeError(at, "Invalid weight", fmt.Sprintf("The weight of %q is null: leave the machine out.", machine))
		case weight.ValueInt64() < 0:
			resp.Diagnostics.AddAttributeError(at, "Invalid weight", fmt.Sprintf("The weight of %q is negative.", machine))
		}
	}
}

// fittingWeights refuses weights of machines that are not behind the load balancer, and
// warns of weights that are turned off.
type fittingWeights struct{}

func (fittingWeights) Description(context.Context) string {
	return "weights are of machines behind the load balancer"
}

func (f fittingWeights) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (fittingWeights) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() || len(config.Weights.Elements()) == 0 {
		return
	}
	if !config.EnableWeighting.IsUnknown() && !config.EnableWeighting.ValueBool() {
		resp.Diagnostics.AddAttributeWarning(path.Root("weights"), "Weights without effect", "The weights take effect only with enable_weighting = true.")
	}
	if config.VirtualMachineIDs.IsNull() {
		return
	}
	for _, machine := range slices.Sorted(maps.Keys(config.Weights.Elements())) {
		if !config.reaches(machine) {
			resp.Diagnostics.AddAttributeError(path.Root("weights").AtMapKey(machine), "Weight of another machine",
				fmt.Sprintf("%q is not among virtual_machine_ids, so it gets no connections.", machine))
		}
	}
}

// falseOnceRead is false where nothing is configured. States of the krystal/katapult
// provider lack the attribute, which is no change until they are refreshed.
type falseOnceRead struct{}

func (falseOnceRead) Description(context.Context) string { return "defaults to false" }

func (f falseOnceRead) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (falseOnceRead) PlanModifyBool(_ context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	switch {
	case !req.ConfigValue.IsNull():
	case !req.State.Raw.IsNull() && req.StateValue.IsNull():
		resp.PlanValue = req.StateValue
	default:
		resp.PlanValue = types.BoolValue(false)
	}
}
