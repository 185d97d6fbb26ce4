package core

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// stateFile is where the state is, beside the configuration.
const stateFile = "terraform.tfstate"

// CommandLine runs the commands of Terraform's command line in a directory, and
// prints what Terraform prints of plans, outcomes and diagnostics. It knows the
// commands and flags that tests use; others are an error.
type CommandLine struct {
	dir       string
	terraform *Terraform
	history   history
	saved     map[string]*Plan
}

// NewCommandLine is the command line in a directory, for a provider.
func NewCommandLine(dir, name string, factory Factory) *CommandLine {
	return &CommandLine{dir: dir, terraform: New(name, factory), saved: map[string]*Plan{}}
}

// exit is the error of a command that ends with a code other than 0.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Interrupt does to the command that runs what Ctrl-C does.
func (c *CommandLine) Interrupt(ctx context.Context) { c.terraform.stop.now(ctx) }

// Run runs a command, and returns all that it prints.
func (c *CommandLine) Run(ctx context.Context, arguments ...string) (string, error) {
	o, err := parseOptions(arguments)
	if err != nil {
		return err.Error(), exit(1)
	}
	c.terraform.stop.reset()
	var out printed
	if err := c.load(o); err != nil {
		out.diagnostics(nil, Diagnostics{failure(err.Error(), "")})
		return out.String(), exit(1)
	}
	ran := c.run(ctx, o, &out)
	if o.command == "apply" || o.command == "destroy" || strings.HasSuffix(o.command, "taint") {
		if err := c.store(); err != nil {
			return out.String(), err
		}
	}
	if c.terraform.stop.stopped() {
		return "\nInterrupt received.\nPlease wait for Terraform to exit or data loss may occur.\nGracefully shutting down...\n\n" + out.String(), exit(1)
	}
	return out.String(), ran
}

func (c *CommandLine) run(ctx context.Context, o options, out *printed) error {
	switch o.command {
	case "plan":
		return c.plan(ctx, o, out)
	case "apply", "destroy":
		return c.apply(ctx, o, out)
	case "untaint", "taint":
		for _, address := range o.arguments {
			if err := c.terraform.mark(o.command == "taint", address); err != nil {
				out.diagnostics(nil, Diagnostics{failure("No such resource instance", "%s.", err)})
				return exit(1)
			}
			fmt.Fprintf(out, "Resource instance %s has been successfully %sed.\n", address, o.command)
		}
		return nil
	}
	for _, at := range c.terraform.state.places() { // "state list" is all that is left
		if at.deposed == "" {
			fmt.Fprintln(out, at.address)
		}
	}
	return nil
}

// load reads the configuration and the state from the directory.
func (c *CommandLine) load(o options) error {
	files, err := filepath.Glob(filepath.Join(c.dir, "*.tf"))
	if err != nil {
		return err
	}
	sources := map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		sources[filepath.Base(file)] = string(content)
	}
	c.terraform.parallelism = o.parallelism
	c.terraform.configure(sources, nil)
	if c.terraform.variables, err = c.terraform.config.values(o.variables); err != nil {
		return err
	}
	state, err := os.ReadFile(filepath.Join(c.dir, stateFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	c.terraform.state, c.history, err = readState(state)
	return err
}

// store writes the state to the directory.
func (c *CommandLine) store() error {
	content, err := c.terraform.state.write(c.history, c.terraform.config.address)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.dir, stateFile), content, 0o600)
}

// values are those of the variables that are set on the command line.
func (c *configuration) values(given map[string]string) (map[string]cty.Value, error) {
	all := map[string]cty.Value{}
	for name, text := range given {
		v := c.variables[name]
		switch {
		case v == nil:
			return nil, fmt.Errorf("Value for undeclared variable: a variable named %q was assigned on the command line", name) //nolint:staticcheck // as Terraform words it
		case v.ty == cty.DynamicPseudoType || v.ty.IsPrimitiveType():
			all[name] = cty.StringVal(text)
			continue
		}
		e, found := hclsyntax.ParseExpression([]byte(text), "<value for var."+name+">", hcl.InitialPos)
		if !found.HasErrors() {
			all[name], found = e.Value(nil)
		}
		if found.HasErrors() {
			return nil, found
		}
	}
	return all, nil
}

// plan is the command of that name.
func (c *CommandLine) plan(ctx context.Context, o options, out *printed) error {
	plan, found := c.terraform.plan(ctx, o.planning())
	if found.HasErrors() {
		out.diagnostics(c.terraform.config, found)
		return exit(1)
	}
	out.plan(plan)
	out.diagnostics(c.terraform.config, found)
	if o.out != "" {
		c.saved[o.out] = plan
		fmt.Fprintf(out, "\nSaved the plan to: %s\n", o.out)
	}
	if o.detailed && plan.changesAnything() {
		return exit(2)
	}
	return nil
}

// apply is "apply", of a saved plan or of one that it makes, and "destroy".
func (c *CommandLine) apply(ctx context.Context, o options, out *printed) error {
	plan, found := c.saved[strings.Join(o.arguments, "")], Diagnostics(nil)
	if plan == nil && len(o.arguments) > 0 {
		fmt.Fprintf(out, "there is no plan %s\n", o.arguments[0])
		return exit(1)
	}
	if plan == nil {
		if plan, found = c.terraform.plan(ctx, o.planning()); found.HasErrors() {
			out.diagnostics(c.terraform.config, found)
			return exit(1)
		}
		out.plan(plan)
	}
	if o.refreshOnly {
		c.terraform.state = plan.state
		out.diagnostics(c.terraform.config, found)
		out.outcome(plan, &applied{})
		return nil
	}
	done, more := c.terraform.apply(ctx, plan)
	// The apply says anew what check blocks assert.
	found = append(found.withoutChecks(), more...)
	out.diagnostics(c.terraform.config, found)
	if found.HasErrors() {
		return exit(1)
	}
	out.outcome(plan, done)
	return nil
}
