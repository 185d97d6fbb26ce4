package core

import (
	"context"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// target is what an instance is imported from.
type target struct {
	id       string
	identity cty.Value
}

// importTargets evaluates the import blocks.
func (w *walk) importTargets() (map[instanceAddress]*target, Diagnostics) {
	targets := map[instanceAddress]*target{}
	for _, i := range w.config.imports {
		to, found := hcl.AbsTraversalForExpr(i.to)
		if found.HasErrors() {
			return nil, fromHCL(found)
		}
		a, err := instanceOf(to)
		if err != nil {
			return nil, Diagnostics{unsupported("An import block with anything but the address of an instance")}
		}
		r := w.config.resources[a.resourceAddress]
		if r == nil {
			return nil, Diagnostics{{summary: "Configuration for import target does not exist", at: &i.at, detail: "The configuration for the given import target " + a.String() + " does not exist. All target instances must have an associated configuration to be imported."}}
		}
		s, problems := w.known(r)
		if problems.HasErrors() {
			return nil, problems
		}
		t := &target{}
		if i.id != nil {
			v, found := w.evaluate(i.id, cty.String, repetition{})
			if found.HasErrors() {
				return nil, fromHCL(found)
			}
			if !v.IsKnown() || v.IsNull() || v.AsString() == "" {
				return nil, Diagnostics{{summary: "Invalid import id argument", at: &i.at, detail: "The import ID must be known, and neither null nor empty."}}
			}
			t.id = v.AsString()
		} else if t.identity, problems = w.importIdentity(i, s); problems.HasErrors() {
			return nil, problems
		}
		targets[a] = t
	}
	return targets, nil
}

func (w *walk) importIdentity(i *importing, s *schema) (cty.Value, Diagnostics) {
	if s.identity == nil {
		return cty.NilVal, Diagnostics{{summary: "Invalid import identity argument", at: &i.at, detail: "The provider does not support resource identity for this resource type."}}
	}
	ty := s.identityType()
	var optional []string
	for _, a := range s.identity.IdentityAttributes {
		if a.OptionalForImport {
			optional = append(optional, a.Name)
		}
	}
	v, found := w.evaluate(i.identity, cty.ObjectWithOptionalAttrs(ty.AttributeTypes(), optional), repetition{})
	if found.HasErrors() {
		return cty.NilVal, fromHCL(found)
	}
	return v, nil
}

// bring imports an object, which is still to be read.
func (w *walk) bring(r *configured, s *schema, a instanceAddress, t *target) (*instance, Diagnostics) {
	var e encoder
	request := &tfprotov6.ImportResourceStateRequest{
		TypeName: a.typeName, ID: t.id, Identity: e.identity(t.identity, s), ClientCapabilities: &tfprotov6.ImportResourceStateClientCapabilities{},
	}
	if e.err != nil {
		return nil, wrong(e.err)
	}
	answer, err := w.of(a.resourceAddress).ImportResourceState(w.ctx, request)
	if err != nil {
		return nil, wrong(err)
	}
	found := fromProvider(answer.Diagnostics, r.body, a.String())
	if found.HasErrors() {
		return nil, found
	}
	if len(answer.ImportedResources) != 1 || answer.ImportedResources[0].TypeName != a.typeName {
		return nil, append(found, failure("Import returned no resources or several", "The provider returned %d resources importing %s: one of its type is needed.", len(answer.ImportedResources), a))
	}
	one := answer.ImportedResources[0]
	value, err := decode(one.State, s.ty)
	if err != nil || value.IsNull() || !value.IsWhollyKnown() {
		return nil, append(found, failure("Import returned null or unknown resource", "The provider returned an object that is null, unknown or invalid importing %s.", a))
	}
	identity, err := decodeIdentity(one.Identity, s)
	if err != nil {
		return nil, append(found, wrong(err)...)
	}
	if identity != cty.NilVal && identity.IsNull() {
		identity = cty.NilVal // the read brings it
	}
	return &instance{value: value, identity: identity, private: one.Private}, append(found, w.goodIdentity(s, a, identity)...)
}

// move renames objects of the state as moved blocks say, and returns by the
// new address what the old one was.
func (w *walk) move(c *configuration) (map[instanceAddress]instanceAddress, Diagnostics) {
	moved := map[instanceAddress]instanceAddress{}
	for _, m := range c.moved {
		if m.from.typeName != m.to.typeName {
			return nil, Diagnostics{unsupported("A moved block from one type to another")}
		}
		for _, at := range w.state.places() {
			to := at
			switch {
			case at.address == m.from:
				to.address = m.to
			case m.from.key == nil && m.to.key == nil && at.address.resourceAddress == m.from.resourceAddress:
				to.address.resourceAddress = m.to.resourceAddress
			default:
				continue
			}
			if _, taken := w.state.get(to); taken {
				continue
			}
			o, _ := w.state.get(at)
			w.state.put(to, o)
			w.state.remove(at)
			moved[to.address] = at.address
		}
	}
	w.enumerate(moved)
	return moved, nil
}

// enumerate does what Terraform does by itself when count comes or goes: the
// object without a number is the first, and the other way round.
func (w *walk) enumerate(moved map[instanceAddress]instanceAddress) {
	for address, r := range w.config.resources {
		bare, first := instanceAddress{resourceAddress: address}, instanceAddress{address, 0}
		from, to := bare, first
		if r.count == nil {
			from, to = first, bare
		}
		if address.data || r.forEach != nil {
			continue
		}
		o, exists := w.state.get(place{address: from})
		if _, taken := w.state.get(place{address: to}); !exists || taken {
			continue
		}
		w.state.put(place{address: to}, o)
		w.state.remove(place{address: from})
		moved[to] = from
	}
}

// Import is the command of that name: one object, by its ID, straight into the
// state.
func (t *Terraform) Import(ctx context.Context, address, id string) error {
	return t.config.err(t.importOne(ctx, address, id))
}

func (t *Terraform) importOne(ctx context.Context, address, id string) Diagnostics {
	if t.problems.HasErrors() {
		return t.problems
	}
	a, err := parseAddress(address)
	if err != nil {
		return Diagnostics{failure("Invalid address", "%s", err)}
	}
	r := t.config.resources[a.resourceAddress]
	if r == nil {
		return Diagnostics{failure("resource address \""+address+"\" does not exist in the configuration.", "Before importing this resource, please create its configuration in the root module.")}
	}
	w, found := t.walk(ctx, t.state.clone(), false)
	if found.HasErrors() {
		return found
	}
	if _, exists := w.state.get(place{address: a}); exists {
		return append(found, failure("Resource already managed by Terraform", "Terraform is already managing a remote object for %s. To import to this address you must first remove the existing object from the state.", a))
	}
	s, more := w.known(r)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	if found = append(found, w.client.configure(ctx, w.scope, false)...); found.HasErrors() {
		return found
	}
	i, more := w.bring(r, s, a, &target{id: id})
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	i, more = w.read(r.body, s, a, i, true)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	if found = append(found, w.keep(place{address: a}, s, i)...); !found.HasErrors() {
		t.state = w.state
	}
	return found
}
