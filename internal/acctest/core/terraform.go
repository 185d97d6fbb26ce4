// Package core does in process what Terraform does with a provider: it speaks
// the same protocol in the same order, checks what Terraform checks, and plays
// the steps of terraform-plugin-testing in milliseconds.
//
// It knows what tests of a single provider need. Modules, provisioners, several
// blocks of one provider, and values that are marked as sensitive it does not;
// a test that has them is told to be played by the CLI.
package core

import (
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// Factory makes a provider, as if its process were started.
type Factory func() (tfprotov6.ProviderServer, error)

// Terraform is a directory with a configuration and a state, in which commands
// are run one after the other.
type Terraform struct {
	// name is the provider's, as in its block and before its types.
	name      string
	factory   Factory
	config    *configuration
	problems  Diagnostics
	variables map[string]cty.Value
	state     *State
	// known has the schemas, which no walk changes.
	known *client
}

// New is an empty directory for a provider, which every walk starts afresh.
func New(name string, factory Factory) *Terraform {
	return &Terraform{name: name, factory: factory, state: newState()}
}

// Configure replaces the configuration, and the values of its variables. What
// is wrong with it is the error of the next command.
func (t *Terraform) Configure(source string, variables config.Variables) error {
	t.config, t.problems = parse(source)
	t.variables = map[string]cty.Value{}
	for name, v := range variables {
		text, err := v.MarshalJSON()
		if err != nil {
			return err
		}
		ty, err := ctyjson.ImpliedType(text)
		if err != nil {
			return fmt.Errorf("variable %s: %w", name, err)
		}
		if t.variables[name], err = ctyjson.Unmarshal(text, ty); err != nil {
			return fmt.Errorf("variable %s: %w", name, err)
		}
	}
	if !t.problems.HasErrors() {
		t.config.link()
	}
	return nil
}

// copied is another directory with the same state.
func (t *Terraform) copied() *Terraform {
	other := *t
	other.state = &State{objects: maps.Clone(t.state.objects), outputs: maps.Clone(t.state.outputs)}
	return &other
}

// Taint marks objects to be replaced.
func (t *Terraform) taint(addresses ...string) error {
	for _, text := range addresses {
		a, err := parseAddress(text)
		if err != nil {
			return err
		}
		o, exists := t.state.get(place{address: a})
		if !exists {
			return fmt.Errorf("there is no %s to be tainted", text)
		}
		o.tainted = true
		t.state.put(place{address: a}, o)
	}
	return nil
}
