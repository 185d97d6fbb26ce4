package securitygroup

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

// update takes machines out of the group before its rules change, and into it afterwards:
// no machine gets rules that it has neither before nor after.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	groupID := prior.ID.ValueString()
	api.SecurityGroupRules.SetInline(groupID, !plan.ExternalRules.ValueBool())
	work, steps, err := workOf(ctx, api, plan, prior)
	if err != nil {
		return err
	}
	before, after := associations(prior, plan, len(steps) > 0)
	err = change(ctx, api, plan, prior, before)
	if err == nil {
		work.dropAllowed(plan)
		err = work.runAll(ctx, steps)
	}
	if err == nil && after != nil {
		_, err = api.SecurityGroups.Update(ctx, groupID, katapult.SecurityGroupArguments{Associations: after})
		err = blame(err)
	}
	if err != nil {
		if !prior.ExternalRules.ValueBool() {
			prior.setRules(work.current)
		}
		return cmp.Or(err, work.record(ctx, work.current))
	}
	plan.completeRules(work.wanted)
	return work.record(ctx, work.wanted)
}

// workOf compares the rules of the state, or those that there are if others have managed
// them, with those of the plan.
func workOf(ctx context.Context, api *katapult.Client, plan, prior *model) (*rulesWork, []step, error) {
	w := &rulesWork{api: api, groupID: prior.ID.ValueString(), plan: plan}
	var err error
	if w.made, err = knownRules(ctx); err != nil {
		return nil, nil, err
	}
	w.made = maps.Clone(w.made)
	if w.made == nil {
		w.made = map[string]bool{}
	}
	if w.wanted, err = plan.rules(ctx); err != nil {
		return nil, nil, err
	}
	existing, err := existingRules(ctx, api, prior)
	if err != nil {
		return nil, nil, err
	}
	surplus, missing := matched(existing, w.wanted)
	allowed := func(r *rule) bool { return plan.allowsAll(direction(r.Direction.ValueString())) }
	room := maximumRules
	for i := range existing {
		r := &existing[i]
		if !allowed(r) {
			room--
		}
		if !prior.ExternalRules.ValueBool() || !slices.Contains(surplus, r) {
			w.current = append(w.current, *r)
		}
	}
	surplus = slices.DeleteFunc(surplus, func(r *rule) bool {
		// Katapult deletes the rules of a direction that is to allow all. Those that others
		// have made stay, if they are about to manage the rules, or did so until now.
		return allowed(r) || prior.ExternalRules.ValueBool() || plan.ExternalRules.ValueBool() && !w.made[r.ID.ValueString()]
	})
	return w, stepsTo(surplus, missing, room), nil
}

// existingRules are those of the state. Where others have managed the rules, it has none.
func existingRules(ctx context.Context, api *katapult.Client, prior *model) ([]rule, error) {
	if !prior.ExternalRules.ValueBool() {
		return prior.rules(ctx)
	}
	now, err := listRules(ctx, api, prior)
	return append(rulesFrom(now, inbound), rulesFrom(now, outbound)...), err
}

// dropAllowed forgets the rules that Katapult has deleted, because everything is allowed.
func (w *rulesWork) dropAllowed(plan *model) {
	w.current = slices.DeleteFunc(w.current, func(r rule) bool { return plan.allowsAll(direction(r.Direction.ValueString())) })
}

// associations are what the group is associated with while its rules change, and
// afterwards; nil where that needs no request.
func associations(prior, plan *model, rulesChange bool) (before, after *[]string) {
	was, wanted := *prior.associated(), *plan.associated()
	added, removed := attrs.Without(wanted, was), attrs.Without(was, wanted)
	switch {
	case len(added)+len(removed) == 0:
		return nil, nil
	case !rulesChange:
		return &wanted, nil
	}
	if len(removed) > 0 {
		kept := attrs.Without(was, removed)
		before = &kept
	}
	if len(added) > 0 {
		after = &wanted
	}
	return before, after
}

// change changes the group itself, if anything of it changes.
func change(ctx context.Context, api *katapult.Client, plan, prior *model, associated *[]string) error {
	arguments := katapult.SecurityGroupArguments{Associations: associated}
	changed := associated != nil
	if !plan.Name.Equal(prior.Name) {
		arguments.Name, changed = plan.Name.ValueStringPointer(), true
	}
	if !plan.AllowAllInbound.Equal(prior.AllowAllInbound) {
		arguments.AllowAllInbound, changed = plan.AllowAllInbound.ValueBoolPointer(), true
	}
	if !plan.AllowAllOutbound.Equal(prior.AllowAllOutbound) {
		arguments.AllowAllOutbound, changed = plan.AllowAllOutbound.ValueBoolPointer(), true
	}
	if !plan.Annotations.Equal(prior.Annotations) {
		now, err := api.SecurityGroups.Get(ctx, prior.ID.ValueString())
		if err != nil {
			return err
		}
		if merged := attrs.Merged(now.Annotations, prior.Annotations, plan.Annotations); !maps.Equal(merged, now.Annotations) {
			arguments.Annotations, changed = merged, true
		}
	}
	if !changed {
		return nil
	}
	if _, err := api.SecurityGroups.Update(ctx, prior.ID.ValueString(), arguments); err != nil {
		return blame(err)
	}
	prior.Name, prior.AllowAllInbound, prior.AllowAllOutbound, prior.Annotations = plan.Name, plan.AllowAllInbound, plan.AllowAllOutbound, plan.Annotations
	if associated != nil {
		prior.Associations = attrs.StringSet(*associated)
	}
	return nil
}

func pointers(rules []rule) []*rule {
	all := make([]*rule, len(rules))
	for i := range rules {
		all[i] = &rules[i]
	}
	return all
}
