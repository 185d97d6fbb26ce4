package core

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// importState plays a step that imports what an earlier step made, into a
// directory of its own unless it is to stay.
func (s *stage) importState(step resource.TestStep) error {
	before, err := s.legacyState()
	if err != nil {
		return err
	}
	id, err := s.importID(step, before)
	if err != nil {
		s.t.Fatal(err)
	}
	config := step.Config
	if config == "" {
		config = s.config
	}
	if config == "" {
		s.t.Fatal("Cannot import state with no specified config")
	}
	if step.ImportStateKind != resource.ImportCommandWithID {
		return s.importBlock(step, config, id)
	}
	into := s.terraform
	if !step.ImportStatePersist {
		into = New(s.terraform.name, s.terraform.factory)
	}
	if err := into.Configure(config, step.ConfigVariables); err != nil {
		return err
	}
	if err := into.Import(s.ctx, step.ResourceName, id); err != nil {
		return err
	}
	shown, err := into.State(s.ctx)
	if err != nil {
		return err
	}
	after := legacy(shown)
	if step.ImportStateCheck != nil {
		var all []*terraform.InstanceState
		for name, r := range after.RootModule().Resources {
			if !strings.HasPrefix(name, "data.") {
				r.Primary.Ephemeral.Type = r.Type
				all = append(all, r.Primary)
			}
		}
		if err := step.ImportStateCheck(all); err != nil {
			s.t.Fatal(err)
		}
	}
	if !step.ImportStateVerify {
		return nil
	}
	return s.verify(step, before, after)
}

func (s *stage) importID(step resource.TestStep, state *terraform.State) (string, error) {
	id := step.ImportStateId
	if step.ImportStateIdFunc != nil {
		var err error
		if id, err = step.ImportStateIdFunc(state); err != nil {
			return "", err
		}
	}
	if id == "" {
		r := state.RootModule().Resources[step.ResourceName]
		if r == nil {
			return "", fmt.Errorf("Resource specified by ResourceName couldn't be found: %s", step.ResourceName) //nolint:staticcheck // as terraform-plugin-testing words it
		}
		id = r.Primary.ID
	}
	return step.ImportStateIdPrefix + id, nil
}

// verify compares what was imported with what was created.
func (s *stage) verify(step resource.TestStep, before, after *terraform.State) error {
	identifier := step.ImportStateVerifyIdentifierAttribute
	if identifier == "" {
		identifier = "id"
	}
	for name, r := range after.RootModule().Resources {
		if strings.HasPrefix(name, "data.") {
			continue
		}
		id, exists := r.Primary.Attributes[identifier]
		if !exists {
			s.t.Fatalf("ImportStateVerify: New resource missing identifier attribute %q, ensure attribute value is properly set or use ImportStateVerifyIdentifierAttribute to choose different attribute", identifier)
		}
		var old *terraform.ResourceState
		for oldName, o := range before.RootModule().Resources {
			if !strings.HasPrefix(oldName, "data.") && o.Type == r.Type && o.Primary.Attributes[identifier] == id {
				old = o
			}
		}
		if old == nil {
			s.t.Fatalf("Failed state verification, resource with ID %s not found", id)
		}
		expected, actual := importable(old, step), importable(r, step)
		if !maps.Equal(expected, actual) {
			return fmt.Errorf("ImportStateVerify attributes not equivalent. Difference is shown below. The - symbol indicates attributes missing after import.\n\n%s", cmp.Diff(expected, actual))
		}
	}
	return nil
}

// importable are the attributes that an import has to bring back: neither empty
// collections nor timeouts.
func importable(r *terraform.ResourceState, step resource.TestStep) map[string]string {
	all := map[string]string{}
attributes:
	for name, v := range r.Primary.Attributes {
		if v == "0" && (strings.HasSuffix(name, ".#") || strings.HasSuffix(name, ".%")) || name == "%" || name == "timeouts" || strings.HasPrefix(name, "timeouts.") {
			continue
		}
		for _, ignored := range step.ImportStateVerifyIgnore {
			if strings.HasPrefix(name, ignored) {
				continue attributes
			}
		}
		all[name] = v
	}
	return all
}

// importBlock plans the import with a block, of what is forgotten before.
func (s *stage) importBlock(step resource.TestStep, config, id string) error {
	if step.ImportStatePersist || step.ImportStateVerify {
		return errors.New("ImportStatePersist and ImportStateVerify are not supported with plannable import blocks")
	}
	a, err := parseAddress(step.ResourceName)
	if err != nil {
		return err
	}
	shown, err := s.terraform.State(s.ctx)
	if err != nil {
		return err
	}
	byIdentity := step.ImportStateKind == resource.ImportBlockWithResourceIdentity
	identity := identityIn(shown.Values, step.ResourceName)
	if byIdentity && len(identity) == 0 {
		return fmt.Errorf("importing resource %s: expected prior state to have resource identity values, got none", step.ResourceName)
	}
	if !step.ImportStateConfigExact {
		config += fmt.Sprintf("\nimport {\n  to = %s\n", step.ResourceName)
		if byIdentity {
			config += "  identity = {\n" + written(identity) + "  }\n}\n"
		} else {
			config += fmt.Sprintf("  id = %q\n}\n", id)
		}
	}
	into := s.terraform.copied()
	into.state.remove(place{address: a})
	if err := into.Configure(config, step.ConfigVariables); err != nil {
		return err
	}
	plan, err := into.Plan(s.ctx, Planning{})
	if err != nil {
		return fmt.Errorf("generating plan with import config: %w", err)
	}
	return s.checkImport(step, plan, identity, byIdentity)
}

func (s *stage) checkImport(step resource.TestStep, plan *Plan, identity map[string]any, byIdentity bool) error {
	shown, err := plan.Show()
	if err != nil {
		return err
	}
	var found *tfjson.ResourceChange
	for _, c := range shown.ResourceChanges {
		if c.Address == step.ResourceName {
			found = c
		}
	}
	switch {
	case found == nil:
		return fmt.Errorf("importing resource %s: expected a resource change, got no changes", step.ResourceName)
	case found.Change.Importing == nil:
		return fmt.Errorf("importing resource %s: expected an import operation, got %q action with plan \nstdout:\n\n%s", found.Address, found.Change.Actions, plan.text())
	case !step.ExpectNonEmptyPlan && !found.Change.Actions.NoOp():
		return fmt.Errorf("importing resource %s: expected a no-op import operation, got %q action with plan \nstdout:\n\n%s", found.Address, found.Change.Actions, plan.text())
	}
	if err := s.checkPlan(plan, step.ImportPlanChecks.PreApply); err != nil {
		return err
	}
	if now := identityIn(shown.PlannedValues, step.ResourceName); byIdentity && !cmp.Equal(identity, now) {
		return fmt.Errorf("importing resource %s: expected identity values %v, got %v", step.ResourceName, identity, now)
	}
	return nil
}

func identityIn(values *tfjson.StateValues, address string) map[string]any {
	if values != nil {
		for _, r := range values.RootModule.Resources {
			if r.Address == address {
				return r.IdentityValues
			}
		}
	}
	return nil
}

// written is an identity as a configuration has it.
func written(identity map[string]any) string {
	var text strings.Builder
	for name, v := range identity {
		switch v := v.(type) {
		case nil:
		case string:
			fmt.Fprintf(&text, "    %s = %q\n", name, v)
		default:
			fmt.Fprintf(&text, "    %s = %v\n", name, v)
		}
	}
	return text.String()
}
