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
	// parallelism is how many things are done at once; 0 is Terraform's default.
	parallelism int
	stop        stop
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
	values := map[string]cty.Value{}
	for name, v := range variables {
		text, err := v.MarshalJSON()
		if err != nil {
			return err
		}
		ty, err := ctyjson.ImpliedType(text)
		if err != nil {
			return fmt.Errorf("variable %s: %w", name, err)
		}
		if values[name], err = ctyjson.Unmarshal(text, ty); err != nil {
			return fmt.Errorf("variable %s: %w", name, err)
		}
	}
	t.configure(map[string]string{fileName: source}, values)
	return nil
}

func (t *Terraform) configure(sources map[string]string, variables map[string]cty.Value) {
	t.variables = variables
	if t.config, t.problems = parse(sources); !t.problems.HasErrors() {
		t.config.link()
	}
}

// copied is another directory with the same state.
func (t *Terraform) copied() *Terraform {
	other := New(t.name, t.factory)
	other.config, other.problems, other.variables, other.known = t.config, t.problems, t.variables, t.known
	other.state = t.state.clone()
	return other
}

// taint marks objects to be replaced.
func (t *Terraform) taint(addresses ...string) error { return t.mark(true, addresses...) }

func (t *Terraform) mark(tainted bool, addresses ...string) error {
	for _, text := range addresses {
		a, err := parseAddress(text)
		if err != nil {
			return err
		}
		o, exists := t.state.get(place{address: a})
		if !exists {
			return fmt.Errorf("there is no %s in the state", text)
		}
		o.tainted = tainted
		t.state.put(place{address: a}, o)
	}
	return nil
}
