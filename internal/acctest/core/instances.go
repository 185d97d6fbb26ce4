package core

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// planManaged plans an instance: imports it if it is to be, reads it, and asks
// the provider what will become of it.
func (p *planner) planManaged(r *configured, s *schema, a instanceAddress, each repetition) Diagnostics {
	at := place{address: a}
	prior, found := p.priorOf(s, a)
	if found.HasErrors() {
		return found
	}
	imported := p.imports[a]
	if prior != nil {
		imported = nil // it was imported before
	}
	if imported != nil {
		var more Diagnostics
		prior, more = p.bring(r, s, a, imported)
		if found = append(found, more...); found.HasErrors() {
			return found
		}
	}
	if prior != nil && (!p.NoRefresh || imported != nil) {
		var more Diagnostics
		prior, more = p.read(r.body, s, a, prior, imported != nil)
		if found = append(found, more...); found.HasErrors() {
			return found
		}
	}
	if prior == nil {
		p.state.remove(at)
	} else {
		// What it needed before still matters for the order of this apply.
		prior.dependencies, prior.before = union(p.config.dependencies(r.address), prior.dependencies), r.before
		if more := p.keep(at, s, prior); more.HasErrors() {
			return append(found, more...)
		}
	}
	if p.refreshOnly {
		p.setValue(a, cty.NullVal(s.ty))
		if prior != nil {
			p.setValue(a, prior.value)
		}
		return found
	}
	c, more := p.decide(r, s, a, prior, each, r.before, prior != nil && (p.triggered(r) || slices.Contains(p.replace, a)))
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	if c.action.replaces() && r.prevented {
		return append(found, prevented(a, r))
	}
	if c.action == nothing {
		prior.dependencies = c.dependencies
		found = append(found, p.keep(at, s, prior)...)
	}
	c.imported = imported
	if from, isMoved := p.moved[a]; isMoved {
		c.previous = &from
	}
	p.add(c)
	p.setValue(a, c.after)
	each.self = c.after
	return append(found, p.check("Resource postcondition", r.post, each)...)
}

// union has everything that is in either list.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func prevented(a instanceAddress, r *configured) diagnostic {
	at := r.body.MissingItemRange()
	d := failure("Instance cannot be destroyed",
		"Resource %s has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.", a)
	d.at = &at
	return d
}

// priorOf is what the state has of an instance, or nil.
func (w *walk) priorOf(s *schema, a instanceAddress) (*instance, Diagnostics) {
	o, exists := w.state.get(place{address: a})
	if !exists || s == nil {
		return nil, nil
	}
	return w.of(a.resourceAddress).load(w.ctx, a.resourceAddress, o)
}

// keep writes an instance to the state.
func (w *walk) keep(at place, s *schema, i *instance) Diagnostics {
	o, err := i.store(s)
	if err != nil {
		return Diagnostics{failure("Failed to save the state", "%s: %s", at.address, err)}
	}
	w.state.put(at, o)
	return nil
}

// read has the provider read an object; nil is one that is gone.
func (w *walk) read(body hcl.Body, s *schema, a instanceAddress, prior *instance, isImport bool) (*instance, Diagnostics) {
	var e encoder
	request := &tfprotov6.ReadResourceRequest{
		TypeName: a.typeName, CurrentState: e.value(prior.value, s.ty), Private: prior.private,
		CurrentIdentity: e.identity(prior.identity, s), ClientCapabilities: &tfprotov6.ReadResourceClientCapabilities{},
	}
	if e.err != nil {
		return nil, wrong(e.err)
	}
	answer, err := w.of(a.resourceAddress).ReadResource(w.ctx, request)
	if err != nil {
		return nil, wrong(err)
	}
	found := fromProvider(answer.Diagnostics, body, a.String())
	if found.HasErrors() {
		return nil, found
	}
	bad := func(format string, arguments ...any) Diagnostics {
		return append(found, failure("Provider produced invalid object", format+"\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.", arguments...))
	}
	value, err := decode(answer.NewState, s.ty)
	switch {
	case err != nil:
		return nil, bad("Provider %q planned an invalid value for %s during refresh: %s.", w.client.name, a, err)
	case !value.IsWhollyKnown():
		return nil, bad("Provider %q returned an object with unknown values for %s during refresh.", w.client.name, a)
	case value.IsNull() && isImport:
		return nil, append(found, failure("Cannot import non-existent remote object",
			"While attempting to import an existing object to %q, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use \"terraform apply\" to create a new remote object for this resource.", a))
	case value.IsNull():
		return nil, found
	}
	identity, err := decodeIdentity(answer.NewIdentity, s)
	if err != nil {
		return nil, append(found, wrong(err)...)
	}
	if changedIdentity(prior.identity, identity) {
		return nil, append(found, invalid("Provider produced invalid identity", w.client.address, "returned another identity during refresh for", a.String(), nil))
	}
	now := *prior
	now.value, now.private = value, answer.Private
	if identity != cty.NilVal {
		now.identity = identity
	}
	return &now, append(found, w.goodIdentity(s, a, now.identity)...)
}

// goodIdentity checks what identifies an object that exists.
func (w *walk) goodIdentity(s *schema, a instanceAddress, identity cty.Value) Diagnostics {
	if s.identity == nil || identity == cty.NilVal {
		return nil
	}
	switch {
	case identity.IsNull():
		return Diagnostics{invalid("Provider produced invalid identity", w.client.address, "returned a null identity for", a.String(), nil)}
	case !identity.IsWhollyKnown():
		return Diagnostics{invalid("Provider produced invalid identity", w.client.address, "returned an identity with unknown values for", a.String(), nil)}
	}
	return nil
}

// planDestroy plans the end of an object, after a look whether it is there.
func (p *planner) planDestroy(at place) Diagnostics {
	a := at.address
	s := p.of(a.resourceAddress).schemaOf(a.resourceAddress)
	o, exists := p.state.get(at)
	if !exists {
		return nil
	}
	if a.data {
		if !p.refreshOnly {
			p.state.remove(at) // a data source leaves nothing to be destroyed
		}
		return nil
	}
	prior, found := p.of(a.resourceAddress).load(p.ctx, a.resourceAddress, o)
	if found.HasErrors() {
		return found
	}
	if !p.NoRefresh {
		now, more := p.read(nil, s, a, prior, false)
		if found = append(found, more...); found.HasErrors() {
			return found
		}
		if prior = now; prior == nil {
			p.state.remove(at)
			return found
		}
		if more = p.keep(at, s, prior); more.HasErrors() {
			return append(found, more...)
		}
	}
	if p.refreshOnly {
		return found
	}
	if r := p.config.resources[a.resourceAddress]; r != nil && r.prevented && at.deposed == "" {
		return append(found, prevented(a, r))
	}
	c := &change{
		address: a, deposed: at.deposed, action: destroying, schema: s, before: prior.value, after: cty.NullVal(s.ty),
		private: prior.private, wasIdentity: prior.identity, dependencies: prior.dependencies, createBefore: prior.before || at.deposed != "",
	}
	more := p.askDestroy(c)
	if found = append(found, more...); !found.HasErrors() {
		p.add(c)
	}
	return found
}

// askDestroy lets a provider that wants to plan the end of an object.
func (w *walk) askDestroy(c *change) Diagnostics {
	provider := w.of(c.address.resourceAddress)
	if !provider.plansDestroy {
		return nil
	}
	var e encoder
	null := e.value(c.after, c.schema.ty)
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName: c.address.typeName, PriorState: e.value(c.before, c.schema.ty), Config: null, ProposedNewState: null,
		PriorPrivate: c.private, PriorIdentity: e.identity(c.wasIdentity, c.schema), ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{},
	}
	if e.err != nil {
		return wrong(e.err)
	}
	answer, err := provider.PlanResourceChange(w.ctx, request)
	if err != nil {
		return wrong(err)
	}
	found := fromProvider(answer.Diagnostics, nil, "")
	if value, err := decode(answer.PlannedState, c.schema.ty); !found.HasErrors() && (err != nil || !value.IsNull()) {
		found = append(found, failure("Provider produced invalid plan", "Provider %q planned a non-null destroy value for %s.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.", w.client.name, c.address))
	}
	c.private = answer.PlannedPrivate
	return found
}

// triggered says whether replace_triggered_by asks for a replacement.
func (p *planner) triggered(r *configured) bool {
	for _, e := range r.replacedBy {
		for _, t := range e.Variables() {
			a, rest, ok := referred(t)
			if !ok || a.data || p.config.resources[a] == nil {
				continue
			}
			if p.triggers(a, rest) {
				return true
			}
		}
	}
	return false
}

// triggers says whether what a reference names is changed by this plan.
func (p *planner) triggers(a resourceAddress, rest hcl.Traversal) bool {
	p.mutex.Lock()
	e := p.expansions[a]
	p.mutex.Unlock()
	for _, i := range e.instances {
		path := rest
		if len(rest) > 0 {
			if index, ok := rest[0].(hcl.TraverseIndex); ok {
				if keyOf(index.Key) != i.key {
					continue
				}
				path = rest[1:]
			}
		}
		c := p.changeOf(i)
		if c == nil || c.action == nothing {
			continue
		}
		if len(path) == 0 {
			return true
		}
		var steps cty.Path
		for _, step := range path {
			if attribute, ok := step.(hcl.TraverseAttr); ok {
				steps = steps.GetAttr(attribute.Name)
			}
		}
		was, err := steps.Apply(c.before)
		becomes, err2 := steps.Apply(c.after)
		if err != nil || err2 != nil || !same(was, becomes) {
			return true
		}
	}
	return false
}
