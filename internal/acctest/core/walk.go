package core

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// version is the version of Terraform that the driver stands for.
const version = "1.12.0"

var emptyBody hcl.Body = hcl.EmptyBody()

// walk is one pass over a configuration and a state, with a provider of its
// own.
type walk struct {
	*scope

	ctx     context.Context
	client  *client
	builtin *client
	state   *State
	slots   chan struct{}
	stop    *stop

	// destroys says that resources are no longer evaluated, and are what the state
	// has.
	destroys bool
	// providerReady is the node that configures the provider.
	providerReady *node

	mutex      sync.Mutex
	expansions map[resourceAddress]expansion
	values     map[instanceAddress]cty.Value
	changes    []*change
}

// walk starts a provider for a pass over the configuration.
func (t *Terraform) walk(ctx context.Context, state *State, validating bool) (*walk, Diagnostics) {
	provider, err := start(ctx, t.name, t.config.address(t.name), t.factory, t.known)
	if err != nil {
		return nil, wrong(err)
	}
	builtin, err := start(ctx, "terraform", "terraform.io/builtin/terraform", builtinProvider, nil)
	if err != nil {
		return nil, wrong(err)
	}
	t.known = provider
	t.stop.watch(provider)
	variables, found := t.config.given(t.variables, validating)
	w := &walk{
		ctx: ctx, client: provider, builtin: builtin, state: state, slots: make(chan struct{}, cmp.Or(t.parallelism, parallelism)), stop: &t.stop,
		expansions: map[resourceAddress]expansion{}, values: map[instanceAddress]cty.Value{},
		scope: &scope{config: t.config, variables: variables, locals: map[string]cty.Value{}},
	}
	w.resource = w.valueOf
	return w, found
}

// of is the provider that a resource belongs to.
func (w *walk) of(a resourceAddress) *client {
	if a.typeName == "terraform_data" && !a.data {
		return w.builtin
	}
	return w.client
}

// known is the schema of a resource, which both providers may lack.
func (w *walk) known(r *configured) (*schema, Diagnostics) {
	if s := w.of(r.address).schemaOf(r.address); s != nil {
		return s, nil
	}
	if !strings.HasPrefix(r.address.typeName, w.client.name+"_") {
		return nil, Diagnostics{unsupported("A resource of another provider, " + r.address.typeName)}
	}
	kind := "resource"
	if r.address.data {
		kind = "data source"
	}
	at := r.body.MissingItemRange()
	return nil, Diagnostics{{
		summary: "Invalid " + kind + " type", at: &at,
		detail: fmt.Sprintf("The provider hashicorp/%s does not support %s %q.", w.client.name, kind, r.address.typeName),
	}}
}

// busy runs something in one of the slots that limit what is done at once.
func (w *walk) busy(run func() Diagnostics) Diagnostics {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	if w.stop.stopped() {
		return Diagnostics{failure("execution halted", "")}
	}
	return run()
}

// valueOf is what expressions see of a resource that the walk has been to.
func (w *walk) valueOf(a resourceAddress) cty.Value {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	e, exists := w.expansions[a]
	if !exists && w.destroys {
		return w.remembered(a)
	}
	if !exists {
		return cty.DynamicVal
	}
	return e.value(func(i instanceAddress) cty.Value {
		if v, exists := w.values[i]; exists {
			return v
		}
		return cty.DynamicVal
	})
}

// remembered is the value of a resource as the state has it.
func (w *walk) remembered(a resourceAddress) cty.Value {
	s, e := w.of(a).schemaOf(a), expansion{resource: w.config.resources[a]}
	values := map[instanceAddress]cty.Value{}
	for _, at := range w.state.places() {
		if o, _ := w.state.get(at); s != nil && at.address.resourceAddress == a && at.deposed == "" {
			if v, err := ctyjson.Unmarshal(o.attributes, s.ty); err == nil {
				e.instances, values[at.address] = append(e.instances, at.address), v
			}
		}
	}
	if len(e.instances) == 0 {
		return cty.DynamicVal
	}
	return e.value(func(i instanceAddress) cty.Value { return values[i] })
}

func (w *walk) setExpansion(a resourceAddress, e expansion) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.expansions[a] = e
}

func (w *walk) setValue(a instanceAddress, v cty.Value) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.values[a] = v
}

func (w *walk) add(c *change) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.changes = append(w.changes, c)
}

// changeOf is the change that was planned for an instance, or nil.
func (w *walk) changeOf(a instanceAddress) *change {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, c := range w.changes {
		if c.address == a && c.deposed == "" {
			return c
		}
	}
	return nil
}

// configuring is the node that configures the provider, after what its block
// refers to.
func (w *walk) configuring(nodes map[resourceAddress]*node, validating bool) *node {
	w.providerReady = newNode(func() Diagnostics {
		return w.busy(func() Diagnostics { return w.client.configure(w.ctx, w.scope, validating) })
	})
	for _, b := range w.config.providers {
		for _, needed := range w.config.needs(variablesIn(b.Body)) {
			w.providerReady.follows(nodes[needed])
		}
	}
	return w.providerReady
}

// validate is the walk that checks all that needs no provider's API.
func (t *Terraform) validate(ctx context.Context) Diagnostics {
	w, found := t.walk(ctx, newState(), true)
	if found.HasErrors() {
		return found
	}
	found = append(found, w.staticProblems()...)
	nodes := map[resourceAddress]*node{}
	for address, r := range t.config.resources {
		nodes[address] = newNode(func() Diagnostics { return w.busy(func() Diagnostics { return w.validateResource(r) }) })
	}
	all := []*node{w.configuring(nodes, true)}
	for address, n := range nodes {
		for _, needed := range t.config.needs(t.config.resources[address].references()) {
			n.follows(nodes[needed])
		}
		if w.of(address) == w.client {
			n.follows(w.providerReady)
		}
		all = append(all, n)
	}
	found = append(found, walkAll(all)...)
	if found.HasErrors() {
		return found
	}
	for _, o := range t.config.outputs {
		_, more := w.evaluate(o.value, cty.DynamicPseudoType, repetition{})
		found = append(found, fromHCL(more)...)
	}
	return found
}

// staticProblems are those that no value can mend.
func (w *walk) staticProblems() Diagnostics {
	var all Diagnostics
	seen := map[string]bool{}
	for _, b := range w.config.providers {
		name := b.Labels[0]
		if attributes, _ := b.Body.JustAttributes(); attributes["alias"] != nil || seen[name] {
			all = append(all, unsupported("A second block of one provider"))
		}
		if name != w.client.name {
			all = append(all, unsupported("Another provider, "+name))
		}
		seen[name] = true
	}
	return all
}

// validateResource validates a resource once for all its instances.
func (w *walk) validateResource(r *configured) Diagnostics {
	s, found := w.known(r)
	if found.HasErrors() {
		return found
	}
	var each repetition
	switch {
	case r.count != nil:
		_, more := w.evaluate(r.count, cty.Number, repetition{})
		found = append(found, fromHCL(more)...)
		each.count = cty.UnknownVal(cty.Number)
	case r.forEach != nil:
		_, more := w.evaluate(r.forEach, cty.DynamicPseudoType, repetition{})
		found = append(found, fromHCL(more)...)
		each.key, each.value = cty.UnknownVal(cty.String), cty.DynamicVal
	}
	for _, needed := range r.dependsOn {
		if _, _, ok := referred(needed); ok {
			_, more := w.context([]hcl.Traversal{needed}, repetition{})
			found = append(found, fromHCL(more)...)
		}
	}
	config, more := w.block(r.body, s.object, each)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	found = append(found, w.of(r.address).validate(w.ctx, r, config, r.address.String())...)
	// Expressions elsewhere can see the attributes, although none is known.
	if r.count == nil && r.forEach == nil {
		w.setExpansion(r.address, expansion{resource: r, instances: []instanceAddress{{resourceAddress: r.address}}})
		w.setValue(instanceAddress{resourceAddress: r.address}, cty.UnknownVal(s.ty))
	}
	return found
}
