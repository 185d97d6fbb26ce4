package core

import (
	"maps"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// planData reads a data source, or plans to read it when what it depends on is
// there.
func (p *planner) planData(r *configured, s *schema, a instanceAddress, each repetition) Diagnostics {
	found := p.check("Resource precondition", r.pre, each)
	if found.HasErrors() {
		return found
	}
	config, more := p.block(r.body, s.object, each)
	if found = append(found, more...); found.HasErrors() {
		return found
	}
	if !config.IsWhollyKnown() || p.pending(r) {
		if more := p.client.validate(p.ctx, r, config, a.String()); more.HasErrors() {
			return append(found, more...)
		}
		value := s.toBeRead(config)
		if !p.refreshOnly {
			p.state.remove(place{address: a})
			p.add(&change{address: a, action: reading, schema: s, before: cty.NullVal(s.ty), after: value})
		}
		p.setValue(a, value)
		return found
	}
	return append(found, p.readAndKeep(r, s, a, config, each)...)
}

// pending says whether something is still to change that the data source waits
// for: a managed resource that it names in any way, and with conditions of its
// own also those further up.
func (p *planner) pending(r *configured) bool {
	awaited := map[resourceAddress]bool{}
	for _, t := range r.references() {
		if a, _, ok := referred(t); ok && !a.data && p.config.resources[a] != nil {
			awaited[a] = true
		}
	}
	for _, t := range r.dependsOn {
		if _, _, ok := referred(t); ok {
			continue
		}
		for _, a := range p.config.needs([]hcl.Traversal{t}) {
			awaited[a] = true
			maps.Copy(awaited, p.config.ancestors(a))
		}
	}
	if len(r.pre)+len(r.post) > 0 {
		maps.Copy(awaited, p.config.ancestors(r.address))
	}
	for a := range awaited {
		if p.changing(a) {
			return true
		}
	}
	return false
}

// changing says whether any instance of a managed resource changes.
func (p *planner) changing(a resourceAddress) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, c := range p.changes {
		if !a.data && c.address.resourceAddress == a && c.action != nothing {
			return true
		}
	}
	return false
}

// readData has the provider read a data source.
func (w *walk) readData(r *configured, s *schema, a instanceAddress, config cty.Value) (cty.Value, Diagnostics) {
	found := w.client.validate(w.ctx, r, config, a.String())
	if found.HasErrors() {
		return cty.NilVal, found
	}
	encoded, err := encode(config, s.ty)
	if err != nil {
		return cty.NilVal, wrong(err)
	}
	answer, err := w.client.ReadDataSource(w.ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: a.typeName, Config: encoded, ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{},
	})
	if err != nil {
		return cty.NilVal, wrong(err)
	}
	found = append(found, fromProvider(answer.Diagnostics, r.body, a.String())...)
	if found.HasErrors() {
		return cty.NilVal, found
	}
	bad := func(summary, what string, problem error) (cty.Value, Diagnostics) {
		return cty.NilVal, append(found, invalid(summary, w.client.address, what, a.String(), problem))
	}
	value, err := decode(answer.State, s.ty)
	switch {
	case err != nil:
		return bad("Provider produced invalid object", "produced an invalid object for", err)
	case value.IsNull():
		return bad("Provider produced null object", "produced a null object for", nil)
	case !value.IsWhollyKnown():
		return bad("Provider produced invalid object", "produced a value that is not wholly known for", nil)
	}
	return value, found
}

// applyData reads a data source that had to wait.
func (w *walk) applyData(r *configured, s *schema, a instanceAddress, each repetition) Diagnostics {
	config, found := w.block(r.body, s.object, each)
	if found.HasErrors() {
		return found
	}
	return append(found, w.readAndKeep(r, s, a, config, each)...)
}

// readAndKeep reads a data source, checks its postconditions, and puts it into
// the state.
func (w *walk) readAndKeep(r *configured, s *schema, a instanceAddress, config cty.Value, each repetition) Diagnostics {
	value, found := w.readData(r, s, a, config)
	if found.HasErrors() {
		return found
	}
	w.setValue(a, value)
	each.self = value
	found = append(found, w.check("Resource postcondition", r.post, each)...)
	return append(found, w.keep(place{address: a}, s, &instance{value: value})...)
}
