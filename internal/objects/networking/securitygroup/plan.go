package securitygroup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// rulesModifier plans the rules of a direction. Terraform compares them by their place,
// and would give a rule the ID of another one.
type rulesModifier struct{ direction direction }

func (rulesModifier) Description(context.Context) string { return "compares rules by what they say" }

func (m rulesModifier) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (m rulesModifier) PlanModifyList(ctx context.Context, req planmodifier.ListRequest, resp *planmodifier.ListResponse) {
	configured := req.ConfigValue
	switch {
	case configured.IsUnknown() || slices.ContainsFunc(configured.Elements(), attr.Value.IsUnknown):
		return
	case configured.IsNull():
		// No rules, in an attribute that is not set: null and empty mean the same.
		if req.StateValue.IsNull() || len(req.StateValue.Elements()) > 0 {
			resp.PlanValue = types.ListNull(attrs.SecurityGroupRuleType)
		} else {
			resp.PlanValue = req.StateValue
		}
		return
	}
	wanted, problems := elements(ctx, configured, m.direction)
	resp.Diagnostics.Append(problems...)
	own, problems := elements(ctx, req.StateValue, m.direction)
	resp.Diagnostics.Append(problems...)
	before := m.before(ctx, req.State, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	if !req.StateValue.IsNull() && canStay(own, wanted) {
		resp.PlanValue = req.StateValue
		return
	}
	resp.PlanValue = listOf(planned(before, wanted))
}

// before are the rules of the state, in whichever form it has them.
func (m rulesModifier) before(ctx context.Context, state tfsdk.State, resp *planmodifier.ListResponse) []rule {
	var all []rule
	if state.Raw.IsNull() {
		return nil
	}
	for _, name := range []string{m.direction.block(), m.direction.attribute()} {
		var list types.List
		resp.Diagnostics.Append(state.GetAttribute(ctx, path.Root(name), &list)...)
		rules, problems := elements(ctx, list, m.direction)
		resp.Diagnostics.Append(problems...)
		all = append(all, rules...)
	}
	return all
}

// canStay reports whether a list of a state says the same as the configuration. It then
// stays as it is, in whatever order: Terraform accepts a planned value that is either
// configured or, if it is not null, that of the state.
func canStay(own, wanted []rule) bool {
	for i := range min(len(own), len(wanted)) {
		for _, values := range [][2]types.String{{own[i].Protocol, wanted[i].Protocol}, {own[i].Action, wanted[i].Action}, {own[i].Ports, wanted[i].Ports}, {own[i].Notes, wanted[i].Notes}} {
			if values[0].IsNull() && !values[1].IsNull() {
				return false
			}
		}
	}
	surplus, missing := matched(own, slices.Clone(wanted))
	return len(surplus)+len(missing) == 0
}

// planned are the wanted rules. Those that exist have their IDs, and what the
// configuration leaves out stays as it is in the state.
func planned(before, wanted []rule) []rule {
	_, missing := matched(before, wanted)
	byID := map[string]rule{}
	for _, r := range before {
		byID[r.ID.ValueString()] = r
	}
	for i := range wanted {
		r := &wanted[i]
		was, exists := byID[r.ID.ValueString()]
		if slices.Contains(missing, r) {
			r.ID, exists = types.StringUnknown(), false
		}
		switch {
		case r.Action.IsNull() && exists:
			r.Action = was.Action
		case r.Action.IsNull():
			r.Action = types.StringValue(attrs.AllowAction)
		}
		for _, text := range []*types.String{&r.Ports, &r.Notes} {
			if text.IsNull() {
				*text = types.StringValue("")
			}
		}
	}
	return wanted
}

// falseByDefault plans null where nothing is configured, or false if the state has that.
type falseByDefault struct{}

func (falseByDefault) Description(context.Context) string { return "defaults to false" }

func (f falseByDefault) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (falseByDefault) PlanModifyBool(_ context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.BoolNull()
	if !req.StateValue.IsNull() && !req.StateValue.ValueBool() {
		resp.PlanValue = req.StateValue
	}
}

// plan warns of rules of others that will be deleted, and of what becomes of the rules
// when somebody else is to manage them.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	if prior == nil || plan.ExternalRules.IsUnknown() {
		return nil
	}
	api.SecurityGroupRules.SetInline(prior.ID.ValueString(), !plan.ExternalRules.ValueBool())
	from, to := prior.ExternalRules.ValueBool(), plan.ExternalRules.ValueBool()
	if from && to {
		return nil
	}
	wanted, err := plan.rules(ctx)
	if err != nil {
		return err
	}
	existing, err := existingRules(ctx, api, prior)
	if err != nil {
		return err
	}
	known, err := knownRules(ctx)
	if err != nil {
		return err
	}
	surplus, _ := matched(existing, wanted)
	surplus = slices.DeleteFunc(surplus, func(r *rule) bool { return plan.allowsAll(direction(r.Direction.ValueString())) })
	switch {
	case to:
		warnOfHandingOver(ctx, plan, surplus, known)
	case from && len(surplus) > 0:
		crud.Warn(ctx, "Security group has other rules", fmt.Sprintf(
			"Others have managed the rules of security group %s. This configuration does not have %s: they stay for now, and the next plan deletes them. "+
				"Add those that shall stay to the configuration.", named(prior), listed(surplus)))
	case !from && known != nil:
		warnOfStrangers(ctx, prior, surplus, known)
	}
	return nil
}

func warnOfStrangers(ctx context.Context, prior *model, surplus []*rule, known map[string]bool) {
	strangers := slices.DeleteFunc(slices.Clone(surplus), func(r *rule) bool { _, is := known[r.ID.ValueString()]; return is })
	if len(strangers) == 0 {
		return
	}
	crud.Warn(ctx, "Rules of others will be deleted", fmt.Sprintf(
		"Others have added rules to security group %s, whose rules this resource owns: %s. This plan deletes them.\n\n"+
			"To keep a rule, add it to the configuration. If katapult_security_group_rule manages it, move all rules of the group there, and set external_rules = true here: "+
			"otherwise the two undo each other's changes in turns.", named(prior), listed(strangers)))
}

func warnOfHandingOver(ctx context.Context, plan *model, surplus []*rule, known map[string]bool) {
	var deleted, kept []*rule
	for _, r := range surplus {
		if known[r.ID.ValueString()] {
			deleted = append(deleted, r)
		} else {
			kept = append(kept, r)
		}
	}
	if len(deleted) > 0 {
		crud.Warn(ctx, "Rules of this resource will be deleted", fmt.Sprintf(
			"With external_rules = true, security group %s loses the rules that this resource has made: %s. Others stay.", named(plan), listed(deleted)))
	}
	if len(kept) > 0 {
		crud.Warn(ctx, "Rules stay in the security group", fmt.Sprintf(
			"With external_rules = true, security group %s keeps the rules of which it is not certain that this resource has made them: %s. They leave the state; import them as katapult_security_group_rule.",
			named(plan), listed(kept)))
	}
}

func named(m *model) string {
	return fmt.Sprintf("%q (%s)", m.Name.ValueString(), m.ID.ValueString())
}

// listed describes rules in a message.
func listed(rules []*rule) string {
	texts := make([]string, len(rules))
	for i, r := range rules {
		texts[i] = strings.Join(slices.DeleteFunc([]string{
			r.ID.ValueString(), "(" + r.Acts(), r.Direction.ValueString(), strings.ToUpper(r.Protocol.ValueString()), r.Ports.ValueString(),
		}, func(part string) bool { return part == "" }), " ") + ")"
	}
	return strings.Join(texts, ", ")
}
