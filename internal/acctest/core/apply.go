package core

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Apply carries a plan out. The state has whatever came about, also when some
// of it failed.
func (t *Terraform) Apply(ctx context.Context, plan *Plan) error {
	_, found := t.apply(ctx, plan)
	return t.config.err(found)
}

func (t *Terraform) apply(ctx context.Context, plan *Plan) (*applied, Diagnostics) {
	t.config, t.variables, t.problems = plan.config, plan.variables, nil
	w, found := t.walk(ctx, plan.state.clone(), false)
	if found.HasErrors() {
		return &applied{}, found
	}
	ap := &applier{walk: w, plan: plan, keys: map[instanceAddress]string{}}
	for _, c := range plan.changes {
		if c.imported != nil {
			ap.done.imported.Add(1)
		}
	}
	w.changes, w.destroys = plan.changes, plan.destroy
	found = append(found, walkAll(ap.nodes())...)
	if !found.HasErrors() {
		found = append(found, ap.applyOutputs()...)
	}
	if !found.HasErrors() && !plan.destroy {
		found = append(found, ap.assert()...)
	}
	t.state = w.state
	return &ap.done, found
}

// applied is how much of what has been done.
type applied struct{ imported, added, changed, destroyed atomic.Int32 }

// count counts what has been done to an object.
func (d *applied) count(a action) {
	switch {
	case a == creating || a.replaces():
		d.added.Add(1)
	case a == updating:
		d.changed.Add(1)
	case a == destroying:
		d.destroyed.Add(1)
	}
}

// assert says which check blocks are not fulfilled, which is no error.
func (w *walk) assert() Diagnostics {
	found := w.check("Check block assertion", w.config.asserted, repetition{})
	for i := range found {
		found[i].warning = true
	}
	return found
}

// applier is a walk that applies.
type applier struct {
	*walk

	plan *Plan
	// keys are the keys of the objects that were put aside.
	keys map[instanceAddress]string
	done applied
}

func (ap *applier) applyOutputs() Diagnostics {
	var found Diagnostics
	for name, change := range ap.plan.outputs {
		o := ap.config.outputs[name]
		if ap.plan.destroy || o == nil {
			delete(ap.state.outputs, name)
			continue
		}
		v := change.after
		if !v.IsWhollyKnown() {
			var more hcl.Diagnostics
			if v, more = ap.evaluate(o.value, cty.DynamicPseudoType, repetition{}); more.HasErrors() {
				found = append(found, fromHCL(more)...)
				continue
			}
		}
		if v.IsWhollyKnown() {
			found = append(found, callFailed(ap.state.putOutput(name, v))...)
		}
	}
	return found
}

// show makes the instances visible to expressions that nothing is done to.
func (ap *applier) show(r *configured, s *schema) Diagnostics {
	e, found := ap.expand(r)
	if found.HasErrors() {
		return found
	}
	ap.setExpansion(r.address, e)
	return append(found, each(len(e.instances), func(i int) Diagnostics {
		a := e.instances[i]
		if c := ap.changeOf(a); c != nil && c.action != nothing {
			return nil
		}
		return ap.busy(func() Diagnostics {
			now, found := ap.priorOf(s, a)
			if now != nil {
				ap.setValue(a, now.value)
				each := e.each[a.key]
				each.self = now.value
				found = append(found, ap.check("Resource postcondition", r.post, each)...)
			}
			return found
		})
	})...)
}

// carry applies what is planned for an instance, but for its destruction.
func (ap *applier) carry(c *change) Diagnostics {
	r := ap.config.resources[c.address.resourceAddress]
	if r == nil {
		return Diagnostics{failure("Resource has no configuration", "%s is planned without a configuration.", c.address)}
	}
	ap.mutex.Lock()
	repeated, exists := ap.expansions[r.address].each[c.address.key]
	ap.mutex.Unlock()
	if !exists {
		return Diagnostics{failure("Invalid expansion", "%s was planned, and is no longer configured.", c.address)}
	}
	if r.address.data {
		return ap.applyData(r, c.schema, c.address, repeated)
	}
	if c.action == createFirst {
		if _, exists := ap.state.get(place{address: c.address}); exists {
			key := ap.state.depose(c.address)
			ap.mutex.Lock()
			ap.keys[c.address] = key
			ap.mutex.Unlock()
		}
	}
	prior, found := ap.priorOf(c.schema, c.address)
	if found.HasErrors() {
		return found
	}
	final, more := ap.decide(r, c.schema, c.address, prior, repeated, c.action == createFirst, false)
	if found = append(found, more...); !found.HasErrors() {
		found = append(found, ap.sameAsPlanned(c, final)...)
	}
	if found.HasErrors() {
		ap.restore(c)
		return found
	}
	if final.action == nothing {
		ap.setValue(c.address, final.after)
		return found
	}
	config, more := ap.block(r.body, c.schema.object, repeated)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	if prior != nil {
		config = r.ignored(c.schema.object, prior.value, config)
	}
	return append(found, ap.finish(r, c, final, prior, config, repeated)...)
}

// finish carries a change out and keeps what came of it.
func (ap *applier) finish(r *configured, c, final *change, prior *instance, config cty.Value, repeated repetition) Diagnostics {
	if !config.IsWhollyKnown() {
		ap.restore(c)
		return Diagnostics{failure("Configuration contains unknown value", "configuration for %s still contains unknown values during apply (this is a bug in Terraform; please report it!)", c.address)}
	}
	now, found := ap.call(r.body, final, prior, config)
	if now == nil {
		if !ap.restore(c) {
			ap.state.remove(place{address: c.address})
		}
		return found
	}
	if found.HasErrors() && prior == nil {
		now.tainted = true
	}
	now.dependencies, now.before = final.dependencies, r.before
	if more := ap.keep(place{address: c.address}, c.schema, now); more.HasErrors() {
		return append(found, more...)
	}
	ap.setValue(c.address, now.value)
	if !found.HasErrors() {
		ap.done.count(c.action)
		repeated.self = now.value
		found = append(found, ap.check("Resource postcondition", r.post, repeated)...)
	}
	return found
}

// restore brings back what was put aside for an object that did not come about.
func (ap *applier) restore(c *change) bool {
	ap.mutex.Lock()
	defer ap.mutex.Unlock()
	key, exists := ap.keys[c.address]
	if !exists || !ap.state.restore(c.address, key) {
		return false
	}
	delete(ap.keys, c.address)
	return true
}

// sameAsPlanned checks the plan that is made again before it is carried out.
func (ap *applier) sameAsPlanned(c, final *change) Diagnostics {
	expected := c.action
	if c.action.replaces() {
		expected = creating
	}
	bug := "\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker."
	if final.action != expected && (expected != updating || final.action != nothing) {
		return Diagnostics{failure("Provider produced inconsistent final plan",
			"When expanding the plan for %s to include new values learned so far during apply, provider %q changed the planned action from %s to %s."+bug,
			c.address, ap.client.name, c.action, final.action)}
	}
	var found Diagnostics
	for _, problem := range c.schema.differences(c.after, final.after, nil) {
		found = append(found, failure("Provider produced inconsistent final plan",
			"When expanding the plan for %s to include new values learned so far during apply, provider %q produced an invalid new value for %s."+bug,
			c.address, ap.client.name, strings.TrimPrefix(problem.Error(), ": ")))
	}
	return found
}

// destroy destroys an object, if it is still there.
func (ap *applier) destroy(c *change) Diagnostics {
	at := place{c.address, c.deposed}
	if c.action == createFirst {
		ap.mutex.Lock()
		key, exists := ap.keys[c.address]
		ap.mutex.Unlock()
		if !exists {
			return nil
		}
		at.deposed = key
	}
	o, exists := ap.state.get(at)
	if !exists {
		return nil
	}
	prior, found := ap.of(c.address.resourceAddress).load(ap.ctx, c.address.resourceAddress, o)
	if found.HasErrors() {
		return found
	}
	gone := &change{
		address: c.address, deposed: at.deposed, action: destroying, schema: c.schema, before: prior.value, after: cty.NullVal(c.schema.ty),
		private: c.private, wasIdentity: prior.identity,
	}
	if c.action == createFirst {
		gone.private = prior.private
		if found = append(found, ap.askDestroy(gone)...); found.HasErrors() {
			return found
		}
	}
	left, more := ap.call(nil, gone, prior, cty.NullVal(c.schema.ty))
	found = append(found, more...)
	if left == nil {
		ap.done.count(destroying)
		ap.state.remove(at)
		return found
	}
	return append(found, ap.keep(at, c.schema, left)...)
}
