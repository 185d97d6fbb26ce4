package core

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// action is what is done to an object.
type action string

const (
	nothing      action = "no-op"
	creating     action = "create"
	reading      action = "read"
	updating     action = "update"
	destroying   action = "delete"
	destroyFirst action = "delete, create"
	createFirst  action = "create, delete"
)

// String is the name that errors have for an action.
func (a action) String() string {
	return map[action]string{
		nothing: "NoOp", creating: "Create", reading: "Read", updating: "Update", destroying: "Delete",
		destroyFirst: "DeleteThenCreate", createFirst: "CreateThenDelete",
	}[a]
}

func (a action) replaces() bool { return a == destroyFirst || a == createFirst }

// change is what is planned for an object.
type change struct {
	address       instanceAddress
	deposed       string
	previous      *instanceAddress
	action        action
	schema        *schema
	before, after cty.Value
	identity      cty.Value
	wasIdentity   cty.Value
	private       []byte
	replaced      []cty.Path
	imported      *target
	tainted       bool
	// dependencies and createBefore go into the state with the object.
	dependencies []string
	createBefore bool
}

// planned is what the provider has planned.
type planned struct {
	value, identity cty.Value
	private         []byte
	replaces        []cty.Path
	legacy          bool
}

// ask has the provider plan, and checks what it plans as Terraform does. The
// private data is that of a plan before, of an object that is to be replaced.
func (w *walk) ask(r *configured, s *schema, a instanceAddress, prior *instance, config cty.Value, private []byte) (planned, Diagnostics) {
	priorValue, priorIdentity := cty.NullVal(s.ty), cty.NilVal
	if prior != nil {
		priorValue, priorIdentity, private = prior.value, prior.identity, prior.private
	}
	var e encoder
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName: a.typeName, PriorState: e.value(priorValue, s.ty), Config: e.value(config, s.ty),
		ProposedNewState: e.value(s.proposed(priorValue, config), s.ty), PriorPrivate: private,
		PriorIdentity: e.identity(priorIdentity, s), ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{},
	}
	if e.err != nil {
		return planned{}, wrong(e.err)
	}
	answer, err := w.of(a.resourceAddress).PlanResourceChange(w.ctx, request)
	if err != nil {
		return planned{}, wrong(err)
	}
	found := fromProvider(answer.Diagnostics, r.body, a.String())
	if found.HasErrors() {
		return planned{}, found
	}
	p := planned{private: answer.PlannedPrivate, legacy: answer.UnsafeToUseLegacyTypeSystem} //nolint:staticcheck // Terraform looks at it, too
	for _, path := range answer.RequiresReplace {
		p.replaces = append(p.replaces, pathOf(path))
	}
	if p.value, err = decode(answer.PlannedState, s.ty); err != nil {
		return p, append(found, invalid("Provider produced invalid plan", w.client.address, "planned an invalid value for", a.String(), err))
	}
	if p.identity, err = decodeIdentity(answer.PlannedIdentity, s); err != nil {
		return p, append(found, invalid("Provider produced invalid identity", w.client.address, "planned an invalid identity for", a.String(), err))
	}
	if !p.legacy {
		for _, problem := range s.planProblems(priorValue, config, p.value, nil) {
			found = append(found, invalid("Provider produced invalid plan", w.client.address, "planned an invalid value for", a.String(), problem))
		}
	}
	if prior != nil && changedIdentity(priorIdentity, p.identity) {
		found = append(found, invalid("Provider produced invalid identity", w.client.address, "planned another identity for", a.String(), nil))
	}
	return p, found
}

// invalid is the error of a provider that breaks the protocol's promises.
func invalid(summary, provider, what, address string, problem error) diagnostic {
	if problem != nil {
		address += problem.Error()
	}
	return failure(summary, "Provider %q %s %s.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.",
		fmt.Sprintf("provider[%q]", provider), what, address)
}

// changedIdentity says whether an object is by now identified as another.
func changedIdentity(before, after cty.Value) bool {
	if before == cty.NilVal || after == cty.NilVal || before.IsNull() || after.IsNull() || !before.IsWhollyKnown() || !after.IsWhollyKnown() {
		return false
	}
	return !before.RawEquals(after)
}

// decide plans an instance: what is there before, and what is configured. For
// an apply, that is the plan again, which has to have the same outcome.
func (w *walk) decide(r *configured, s *schema, a instanceAddress, prior *instance, each repetition, before, forced bool) (*change, Diagnostics) {
	found := w.check("Resource precondition", r.pre, each)
	if found.HasErrors() {
		return nil, found
	}
	config, more := w.block(r.body, s.object, each)
	if found = append(found, more...); found.HasErrors() {
		return nil, found
	}
	if found = append(found, w.of(a.resourceAddress).validate(w.ctx, r, config, a.String())...); found.HasErrors() {
		return nil, found
	}
	c := &change{address: a, schema: s, before: cty.NullVal(s.ty), createBefore: before, dependencies: w.config.dependencies(r.address)}
	base := prior
	if prior != nil {
		c.before, c.wasIdentity, c.tainted = prior.value, prior.identity, prior.tainted
		if prior.tainted {
			base = nil
		}
	}
	used := config
	if base != nil {
		used = r.ignored(s.object, base.value, config)
	}
	p, more := w.ask(r, s, a, base, used, nil)
	if found = append(found, more...); found.HasErrors() {
		return nil, found
	}
	if base != nil {
		more = c.keepReplaced(w.client.name, base.value, p)
		if found = append(found, more...); found.HasErrors() {
			return nil, found
		}
	}
	replace := destroyFirst
	if before {
		replace = createFirst
	}
	switch {
	case prior == nil:
		c.action = creating
	case prior.tainted:
		c.action = replace
	case same(p.value, base.value) && !forced:
		c.action = nothing
	case forced || len(c.replaced) > 0:
		c.action = replace
		var again planned
		again, more = w.ask(r, s, a, nil, config, p.private)
		if found = append(found, more...); found.HasErrors() {
			return nil, found
		}
		p = again
	default:
		c.action = updating
	}
	c.after, c.private, c.identity = p.value, p.private, p.identity
	return c, found
}

// keepReplaced keeps the paths that require replacement and really change.
func (c *change) keepReplaced(provider string, prior cty.Value, p planned) Diagnostics {
	for _, path := range p.replaces {
		was, noWas := hcl.ApplyPath(prior, path, nil)
		becomes, noBecomes := hcl.ApplyPath(p.value, path, nil)
		if noWas.HasErrors() && noBecomes.HasErrors() {
			return Diagnostics{failure("Provider produced invalid plan",
				"Provider %q has indicated \"requires replacement\" on %s for a non-existent attribute path %#v.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.",
				provider, c.address, path)}
		}
		if noWas.HasErrors() || noBecomes.HasErrors() || !same(was, becomes) {
			c.replaced = append(c.replaced, path)
		}
	}
	return nil
}

// ignored is the configuration with what ignore_changes names as it was.
func (r *configured) ignored(o *object, prior, config cty.Value) cty.Value {
	if r.ignoresAll {
		values := config.AsValueMap()
		for name, a := range o.attributes {
			if !a.computed || a.optional {
				values[name] = prior.GetAttr(name)
			}
		}
		for name := range o.blocks {
			values[name] = prior.GetAttr(name)
		}
		return cty.ObjectVal(values)
	}
	for _, path := range r.ignores {
		was, err := path.Apply(prior)
		if err != nil {
			continue
		}
		if replaced, err := cty.Transform(config, func(at cty.Path, v cty.Value) (cty.Value, error) {
			if at.Equals(path) {
				return was, nil
			}
			return v, nil
		}); err == nil {
			config = replaced
		}
	}
	return config
}
