package core

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func modeOf(a resourceAddress) tfjson.ResourceMode {
	if a.data {
		return tfjson.DataResourceMode
	}
	return tfjson.ManagedResourceMode
}

// indexOf is the key of an instance as decoded JSON has it.
func indexOf(key any) any {
	if n, isNumber := key.(int); isNumber {
		return json.Number(fmt.Sprint(n))
	}
	return key
}

// State is the state as "terraform show -json" prints it.
func (t *Terraform) State(ctx context.Context) (*tfjson.State, error) {
	w, found := t.walk(ctx, t.state, true)
	if w == nil {
		return nil, t.config.err(found)
	}
	values, err := w.state.show(w.of)
	return &tfjson.State{FormatVersion: "1.0", TerraformVersion: version, Values: values}, err
}

// show prints a state; one without anything in it has no values.
func (s *State) show(of func(resourceAddress) *client) (*tfjson.StateValues, error) {
	values := &tfjson.StateValues{Outputs: map[string]*tfjson.StateOutput{}, RootModule: &tfjson.StateModule{}}
	for name := range s.clone().outputs {
		if v, exists := s.output(name); exists {
			values.Outputs[name] = &tfjson.StateOutput{Value: plain(v)}
		}
	}
	for _, at := range s.places() {
		o, _ := s.get(at)
		shown, err := o.show(at, of(at.address.resourceAddress))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at.address, err)
		}
		values.RootModule.Resources = append(values.RootModule.Resources, shown)
	}
	if len(values.Outputs) == 0 && len(values.RootModule.Resources) == 0 {
		return nil, nil
	}
	return values, nil
}

func (o stored) show(at place, c *client) (*tfjson.StateResource, error) {
	a := at.address
	s := c.schemaOf(a.resourceAddress)
	if s == nil {
		return nil, fmt.Errorf("the provider has no such type")
	}
	v, err := ctyjson.Unmarshal(o.attributes, s.ty)
	if err != nil {
		return nil, err
	}
	shown := &tfjson.StateResource{
		Address: a.String(), Mode: modeOf(a.resourceAddress), Type: a.typeName, Name: a.name, Index: indexOf(a.key), ProviderName: c.address,
		SchemaVersion: uint64(o.version), Tainted: o.tainted, DeposedKey: at.deposed, DependsOn: o.dependencies,
	}
	shown.AttributeValues, _ = plain(v).(map[string]any)
	if len(o.identity) > 0 {
		shown.IdentityValues, err = decoded(o.identity)
		identityVersion := uint64(o.identityVersion)
		shown.IdentitySchemaVersion = &identityVersion
	}
	return shown, err
}

// Show is the plan as "terraform show -json" prints it.
func (p *Plan) Show() (*tfjson.Plan, error) {
	of := func(a resourceAddress) *client {
		if a.typeName == "terraform_data" && !a.data {
			return p.builtin
		}
		return p.client
	}
	prior, err := p.state.show(of)
	if err != nil {
		return nil, err
	}
	shown := &tfjson.Plan{
		FormatVersion: "1.2", TerraformVersion: version, OutputChanges: map[string]*tfjson.Change{},
		PriorState:    &tfjson.State{FormatVersion: "1.0", TerraformVersion: version, Values: prior},
		PlannedValues: &tfjson.StateValues{Outputs: map[string]*tfjson.StateOutput{}, RootModule: &tfjson.StateModule{}},
	}
	for _, c := range p.changes {
		provider := of(c.address.resourceAddress)
		shown.ResourceChanges = append(shown.ResourceChanges, c.show(provider))
		if c.action != destroying {
			shown.PlannedValues.RootModule.Resources = append(shown.PlannedValues.RootModule.Resources, c.showPlanned(provider))
		}
	}
	for name, o := range p.outputs {
		shown.OutputChanges[name] = o.show()
		shown.PlannedValues.Outputs[name] = &tfjson.StateOutput{Sensitive: o.sensitive, Value: plain(o.after)}
	}
	return shown, nil
}

func (c *change) show(provider *client) *tfjson.ResourceChange {
	a := c.address
	change := &tfjson.Change{
		Actions: c.action.show(), Before: plain(c.before), After: plain(c.after), AfterUnknown: unknowns(c.after),
		BeforeSensitive: c.schema.secrets(c.before), AfterSensitive: c.schema.secrets(c.after),
	}
	if c.after.IsNull() {
		change.AfterUnknown = map[string]any{}
	}
	if c.imported != nil {
		change.Importing = &tfjson.Importing{ID: c.imported.id}
	}
	for _, path := range c.replaced {
		change.ReplacePaths = append(change.ReplacePaths, showPath(path))
	}
	shown := &tfjson.ResourceChange{
		Address: a.String(), Mode: modeOf(a.resourceAddress), Type: a.typeName, Name: a.name, Index: indexOf(a.key),
		ProviderName: provider.address, DeposedKey: c.deposed, Change: change,
	}
	switch {
	case c.previous != nil:
		shown.PreviousAddress = c.previous.String()
	case c.tainted && c.action.replaces():
		shown.ActionReason = tfjson.ActionReasonReplaceBecauseTainted
	case len(c.replaced) > 0:
		shown.ActionReason = tfjson.ActionReasonReplaceBecauseCannotUpdate
	}
	return shown
}

func showPath(path cty.Path) []any {
	var steps []any
	for _, step := range path {
		switch s := step.(type) {
		case cty.GetAttrStep:
			steps = append(steps, s.Name)
		case cty.IndexStep:
			steps = append(steps, plain(s.Key))
		}
	}
	return steps
}

func (c *change) showPlanned(provider *client) *tfjson.StateResource {
	a := c.address
	shown := &tfjson.StateResource{
		Address: a.String(), Mode: modeOf(a.resourceAddress), Type: a.typeName, Name: a.name, Index: indexOf(a.key),
		ProviderName: provider.address, SchemaVersion: uint64(c.schema.version),
	}
	shown.AttributeValues, _ = plain(c.after).(map[string]any)
	if c.identity != cty.NilVal && !c.identity.IsNull() {
		shown.IdentityValues, _ = plain(c.identity).(map[string]any)
		identityVersion := uint64(c.schema.identity.Version)
		shown.IdentitySchemaVersion = &identityVersion
	}
	return shown
}

func (a action) show() tfjson.Actions {
	switch a {
	case destroyFirst:
		return tfjson.Actions{tfjson.ActionDelete, tfjson.ActionCreate}
	case createFirst:
		return tfjson.Actions{tfjson.ActionCreate, tfjson.ActionDelete}
	}
	return tfjson.Actions{tfjson.Action(a)}
}

func (o outputChange) show() *tfjson.Change {
	change := &tfjson.Change{After: plain(o.after), AfterUnknown: unknowns(o.after), Actions: tfjson.Actions{tfjson.ActionUpdate}}
	if o.existed {
		change.Before = plain(o.before)
	}
	switch {
	case !o.existed && o.after.IsKnown() && o.after.IsNull(), o.existed && o.before.RawEquals(o.after):
		change.Actions = tfjson.Actions{tfjson.ActionNoop}
	case !o.existed:
		change.Actions = tfjson.Actions{tfjson.ActionCreate}
	case o.after.IsKnown() && o.after.IsNull():
		change.Actions = tfjson.Actions{tfjson.ActionDelete}
	}
	return change
}

// secrets has true for every attribute of a value that the schema calls
// sensitive.
func (o *object) secrets(v cty.Value) any {
	all := map[string]any{}
	if v.IsNull() || !v.IsKnown() {
		return all
	}
	for name, a := range o.attributes {
		if a.secret && !v.GetAttr(name).IsNull() {
			all[name] = true
		} else if a.nested != nil {
			all = a.nested.addSecrets(all, name, v.GetAttr(name))
		}
	}
	for name, b := range o.blocks {
		all = b.addSecrets(all, name, v.GetAttr(name))
	}
	return all
}

func (n *nested) addSecrets(all map[string]any, name string, v cty.Value) map[string]any {
	if n.nesting != single || v.IsNull() || !v.IsKnown() {
		return all
	}
	if inner, _ := n.secrets(v).(map[string]any); len(inner) > 0 {
		all[name] = inner
	}
	return all
}

// text is a plan in a few lines.
func (p *Plan) text() string {
	var lines string
	for _, c := range p.changes {
		if c.action == nothing {
			continue
		}
		lines += fmt.Sprintf("  # %s will be: %s\n", c.address, c.action)
		for _, name := range differing(c) {
			lines += fmt.Sprintf("      %s: %#v -> %#v\n", name, attributeOf(c.before, name), attributeOf(c.after, name))
		}
	}
	for name, o := range p.outputs {
		if actions := o.show().Actions; !actions.NoOp() {
			lines += fmt.Sprintf("  # output %s: %v\n", name, actions)
		}
	}
	return lines
}

func differing(c *change) []string {
	var names []string
	for name := range c.schema.ty.AttributeTypes() {
		if !attributeOf(c.before, name).RawEquals(attributeOf(c.after, name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// empty says whether a plan is one to do nothing, as terraform-plugin-testing
// sees it.
func (p *Plan) empty() bool {
	for _, c := range p.changes {
		if c.action != nothing {
			return false
		}
	}
	for _, o := range p.outputs {
		if !o.show().Actions.NoOp() {
			return false
		}
	}
	return true
}
