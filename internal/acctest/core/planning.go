package core

import (
	"context"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// Planning says how to plan.
type Planning struct {
	// NoRefresh takes the state for the truth.
	NoRefresh bool
	// Destroy plans the end of everything.
	Destroy bool

	refreshOnly bool
	// replace are instances that are to be replaced, and targets the only
	// resources that are planned, with what they need. None means all.
	replace []instanceAddress
	targets []resourceAddress
}

// Plan is what Terraform intends to do.
type Plan struct {
	config    *configuration
	variables map[string]cty.Value
	changes   []*change
	// state is the state after the refresh, which the plan is about.
	state   *State
	outputs map[string]outputChange
	destroy bool
	client  *client
	builtin *client
}

type outputChange struct {
	before, after cty.Value
	existed       bool
	sensitive     bool
}

// Plan validates the configuration and plans it.
func (t *Terraform) Plan(ctx context.Context, how Planning) (*Plan, error) {
	p, found := t.plan(ctx, how)
	return p, t.config.err(found)
}

// Refresh reads everything, and keeps what was read.
func (t *Terraform) Refresh(ctx context.Context) error {
	p, found := t.plan(ctx, Planning{refreshOnly: true})
	if !found.HasErrors() {
		t.state = p.state
	}
	return t.config.err(found)
}

func (t *Terraform) plan(ctx context.Context, how Planning) (*Plan, Diagnostics) {
	if t.problems.HasErrors() {
		return nil, t.problems
	}
	found := t.validate(ctx)
	if found.HasErrors() {
		return nil, found
	}
	state := t.state
	if how.Destroy && !how.NoRefresh {
		refreshed, more := t.planOnce(ctx, state, Planning{refreshOnly: true})
		if found = append(found, more...); more.HasErrors() {
			return nil, found
		}
		state, how.NoRefresh = refreshed.state, true
	}
	p, more := t.planOnce(ctx, state, how)
	return p, withoutRepeated(append(found, more...))
}

// withoutRepeated says a warning once that validation and planning both have.
func withoutRepeated(all Diagnostics) Diagnostics {
	var unique Diagnostics
	seen := map[string]bool{}
	for _, d := range all {
		key := d.summary + "\x00" + d.detail + "\x00" + d.address
		if d.warning && seen[key] {
			continue
		}
		seen[key] = true
		unique = append(unique, d)
	}
	return unique
}

// planOnce is the walk that plans.
func (t *Terraform) planOnce(ctx context.Context, from *State, how Planning) (*Plan, Diagnostics) {
	w, found := t.walk(ctx, from.clone(), false)
	if found.HasErrors() {
		return nil, found
	}
	if found = append(found, w.validVariables()...); found.HasErrors() {
		return nil, found
	}
	moved, more := w.move(t.config)
	found = append(found, more...)
	targets, more := w.importTargets()
	if found = append(found, more...); found.HasErrors() {
		return nil, found
	}
	if w.destroys = how.Destroy; how.Destroy || how.refreshOnly {
		targets = nil
	}
	p := &planner{walk: w, Planning: how, imports: targets, moved: moved}
	found = append(found, walkAll(p.nodes())...)
	plan := &Plan{config: t.config, variables: t.variables, state: w.state, destroy: how.Destroy, client: w.client, builtin: w.builtin, outputs: map[string]outputChange{}}
	plan.changes = w.changes
	slices.SortFunc(plan.changes, func(a, b *change) int {
		return comparePlaces(place{a.address, a.deposed}, place{b.address, b.deposed})
	})
	if found.HasErrors() {
		return plan, found
	}
	return plan, append(found, p.planOutputs(plan)...)
}

// planner is a walk that plans.
type planner struct {
	*walk
	Planning

	imports map[instanceAddress]*target
	moved   map[instanceAddress]instanceAddress
}

// nodes are one for each resource, and one for each object of the state that
// the configuration knows nothing of.
func (p *planner) nodes() []*node {
	nodes := map[resourceAddress]*node{}
	orphans := map[resourceAddress][]place{}
	for _, at := range p.state.places() {
		orphans[at.address.resourceAddress] = append(orphans[at.address.resourceAddress], at)
	}
	chosen := p.config.chosen(p.targets)
	if !p.Destroy {
		for address, r := range p.config.resources {
			if !chosen(address) {
				continue
			}
			nodes[address] = newNode(func() Diagnostics { return p.planResource(r) })
		}
	}
	all := []*node{p.configuring(nodes, false)}
	for address, n := range nodes {
		for _, needed := range p.config.needs(p.config.resources[address].references()) {
			n.follows(nodes[needed])
		}
	}
	for address, places := range orphans {
		if !chosen(address) {
			continue
		}
		if nodes[address] != nil {
			places = slices.DeleteFunc(places, func(at place) bool { return at.deposed == "" }) // planResource sees to the others
		}
		n := newNode(func() Diagnostics {
			return each(len(places), func(i int) Diagnostics {
				return p.busy(func() Diagnostics { return p.planDestroy(places[i]) })
			})
		})
		if p.of(address) == p.client {
			n.follows(p.providerReady)
		}
		all = append(all, n)
	}
	for address, n := range nodes {
		if p.of(address) == p.client {
			n.follows(p.providerReady)
		}
		all = append(all, n)
	}
	return all
}

// planResource plans all instances, and the end of those that are no longer
// configured.
func (p *planner) planResource(r *configured) Diagnostics {
	s, found := p.known(r)
	if found.HasErrors() {
		return found
	}
	e, more := p.expand(r)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	p.setExpansion(r.address, e)
	var orphans []place
	for _, at := range p.state.places() {
		if at.deposed == "" && at.address.resourceAddress == r.address && !slices.Contains(e.instances, at.address) {
			orphans = append(orphans, at)
		}
	}
	return append(found, each(len(e.instances)+len(orphans), func(i int) Diagnostics {
		return p.busy(func() Diagnostics {
			switch {
			case i >= len(e.instances):
				return p.planDestroy(orphans[i-len(e.instances)])
			case r.address.data:
				return p.planData(r, s, e.instances[i], e.each[e.instances[i].key])
			}
			return p.planManaged(r, s, e.instances[i], e.each[e.instances[i].key])
		})
	})...)
}

// planOutputs evaluates the outputs, and what check blocks assert.
func (p *planner) planOutputs(plan *Plan) Diagnostics {
	var found Diagnostics
	if !p.Destroy {
		found = append(found, p.assert()...)
	}
	chosen := p.config.chosen(p.targets)
	for name, o := range p.config.outputs {
		if slices.ContainsFunc(p.config.needs(o.value.Variables()), func(a resourceAddress) bool { return !chosen(a) }) {
			continue
		}
		before, existed := p.state.output(name)
		after := cty.NullVal(cty.DynamicPseudoType)
		if !p.Destroy {
			v, more := p.evaluate(o.value, cty.DynamicPseudoType, repetition{})
			found = append(found, fromHCL(more)...)
			after = v
		}
		plan.outputs[name] = outputChange{before, after, existed, o.sensitive}
		if p.refreshOnly && after.IsWhollyKnown() && !found.HasErrors() {
			found = append(found, callFailed(p.state.putOutput(name, after))...)
		}
	}
	for name := range p.state.clone().outputs {
		if p.config.outputs[name] == nil {
			before, _ := p.state.output(name)
			plan.outputs[name] = outputChange{before, cty.NullVal(cty.DynamicPseudoType), true, false}
		}
	}
	return found
}
