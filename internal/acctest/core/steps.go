package core

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// Play plays steps as resource.UnitTest does, and destroys everything at the
// end. name is the provider's.
func Play(t *testing.T, name string, factory Factory, steps []resource.TestStep) {
	t.Helper()
	s := &stage{t: t, ctx: t.Context(), terraform: New(name, factory)}
	if err := s.terraform.Configure("", nil); err != nil {
		t.Fatal(err)
	}
	defer s.end()
	for i, step := range steps {
		s.play(i+1, len(steps), step)
	}
}

// stage is where the steps of a test are played.
type stage struct {
	t         *testing.T
	ctx       context.Context
	terraform *Terraform
	// config is that of the last step that had one.
	config string
}

// end destroys what is left, as it was configured last.
func (s *stage) end() {
	s.t.Helper()
	if !s.managesAnything() {
		return
	}
	s.ctx = context.WithoutCancel(s.ctx)
	plan, err := s.terraform.Plan(s.ctx, Planning{Destroy: true, NoRefresh: true})
	if err == nil {
		err = s.terraform.Apply(s.ctx, plan)
	}
	if err != nil {
		s.t.Fatalf("Error running post-test destroy, there may be dangling resources: %s", err)
	}
}

func (s *stage) managesAnything() bool { return len(s.terraform.state.places()) > 0 }

// supported are the fields of a step that are played; others fail the test.
var supported = map[string]bool{
	"PreConfig": true, "Config": true, "ConfigVariables": true, "Check": true, "Destroy": true, "ExpectNonEmptyPlan": true, "ExpectError": true,
	"ConfigPlanChecks": true, "ConfigStateChecks": true, "RefreshPlanChecks": true, "PlanOnly": true, "RefreshState": true, "SkipFunc": true, "Taint": true,
	"PreventPostDestroyRefresh": true, "PostApplyFunc": true, "ImportPlanChecks": true, "ImportState": true, "ImportStateKind": true,
	"ImportStateId": true, "ImportStateIdPrefix": true, "ImportStateIdFunc": true, "ImportStateCheck": true, "ImportStateVerify": true,
	"ImportStateVerifyIgnore": true, "ImportStateVerifyIdentifierAttribute": true, "ImportStatePersist": true, "ImportStateConfigExact": true, "ResourceName": true,
}

// play plays one step, and fails the test unless it ends as expected.
func (s *stage) play(number, of int, step resource.TestStep) {
	s.t.Helper()
	fields := reflect.ValueOf(step)
	for i := range fields.NumField() {
		if name := fields.Type().Field(i).Name; !supported[name] && !fields.Field(i).IsZero() {
			s.t.Fatalf("Step %d/%d has %s, which is not supported by the in-process driver: play it by the CLI, with RunCLI in the place of Run", number, of, name)
		}
	}
	if step.PreConfig != nil {
		step.PreConfig()
	}
	if step.SkipFunc != nil {
		skip, err := step.SkipFunc()
		if err != nil {
			s.t.Fatalf("Error calling TestStep SkipFunc: %s", err)
		}
		if skip {
			return
		}
	}
	if len(step.Taint) > 0 && step.Config != "" && !step.Destroy {
		if err := s.terraform.taint(step.Taint...); err != nil {
			s.t.Fatalf("TestStep %d/%d error tainting resources: %s", number, of, err)
		}
	}
	s.judge(number, of, step, s.result(step))
}

// result is the error of a step.
func (s *stage) result(step resource.TestStep) error {
	switch {
	case step.ImportState:
		return s.importState(step)
	case step.RefreshState:
		return s.refresh(step)
	case step.Config != "":
		s.config = step.Config
		return s.configured(step)
	}
	s.t.Fatal("unsupported test mode: a step needs Config, ImportState or RefreshState")
	return nil
}

// judge compares the error of a step with what the step expects.
func (s *stage) judge(number, of int, step resource.TestStep, err error) {
	s.t.Helper()
	switch {
	case step.ExpectError == nil && err != nil:
		s.t.Fatalf("Step %d/%d error: %s", number, of, err)
	case step.ExpectError != nil && err == nil:
		s.t.Fatalf("Step %d/%d, expected an error but got none", number, of)
	case step.ExpectError != nil && !step.ExpectError.MatchString(err.Error()):
		s.t.Fatalf("Step %d/%d, expected an error with pattern (%s), no match on: %s", number, of, step.ExpectError, err)
	}
}

// configured plays a step that has a configuration: plan, apply, checks, and
// two more plans that have to be empty.
func (s *stage) configured(step resource.TestStep) error {
	if err := s.terraform.Configure(step.Config, step.ConfigVariables); err != nil {
		return err
	}
	if !step.PlanOnly {
		if err := s.applied(step); err != nil {
			return err
		}
	}
	prefix := "post-apply "
	if step.PlanOnly {
		prefix = ""
	}
	plan, err := s.terraform.Plan(s.ctx, Planning{NoRefresh: true, Destroy: step.Destroy})
	if err != nil {
		return fmt.Errorf("Error running %snon-refresh plan: %w", prefix, err)
	}
	if err := s.checkPlan(plan, step.ConfigPlanChecks.PostApplyPreRefresh); err != nil {
		return fmt.Errorf("Post-apply, pre-refresh plan check(s) failed:\n%w", err) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	if !plan.empty() && !step.ExpectNonEmptyPlan {
		return notEmpty(step, "non-refresh", plan)
	}
	plan, err = s.terraform.Plan(s.ctx, Planning{Destroy: step.Destroy, NoRefresh: step.Destroy && step.PreventPostDestroyRefresh})
	if err != nil {
		return fmt.Errorf("Error running %srefresh plan: %w", prefix, err)
	}
	if err := s.checkPlan(plan, step.ConfigPlanChecks.PostApplyPostRefresh); err != nil {
		return fmt.Errorf("Post-apply refresh plan check(s) failed:\n%w", err) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	switch {
	case !plan.empty() && !step.ExpectNonEmptyPlan:
		return notEmpty(step, "refresh", plan)
	case plan.empty() && step.ExpectNonEmptyPlan:
		return errors.New("Expected a non-empty plan, but got an empty refresh plan") //nolint:staticcheck // as terraform-plugin-testing words it
	}
	if step.PostApplyFunc != nil {
		step.PostApplyFunc()
	}
	return nil
}

func notEmpty(step resource.TestStep, which string, plan *Plan) error {
	if step.PlanOnly {
		return fmt.Errorf("The %s plan was not empty.\nstdout\n\n%s", which, plan.text()) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	return fmt.Errorf("After applying this test step, the %s plan was not empty.\nstdout\n\n%s", which, plan.text()) //nolint:staticcheck // as terraform-plugin-testing words it
}

// applied plans and applies, and runs the checks of plan and state.
func (s *stage) applied(step resource.TestStep) error {
	plan, err := s.terraform.Plan(s.ctx, Planning{Destroy: step.Destroy})
	if err != nil {
		return fmt.Errorf("Error running pre-apply plan: %w", err)
	}
	if err := s.checkPlan(plan, step.ConfigPlanChecks.PreApply); err != nil {
		return fmt.Errorf("Pre-apply plan check(s) failed:\n%w", err) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	var before *terraform.State
	if step.Check != nil && step.Destroy {
		if err := s.terraform.Refresh(s.ctx); err != nil {
			return fmt.Errorf("Error running pre-apply refresh: %w", err)
		}
		if before, err = s.legacyState(); err != nil {
			return err
		}
		if plan, err = s.terraform.Plan(s.ctx, Planning{Destroy: true}); err != nil {
			return err
		}
	}
	if err := s.terraform.Apply(s.ctx, plan); err != nil {
		what := "apply"
		if step.Destroy {
			what = "destroy"
		}
		return fmt.Errorf("Error running %s: %w", what, err)
	}
	if step.Check != nil {
		if err := s.check(step, before); err != nil {
			return fmt.Errorf("Check failed: %w", err) //nolint:staticcheck // as terraform-plugin-testing words it
		}
	}
	return s.checkState(step.ConfigStateChecks)
}

// check runs the check function, on the state of before a destroy.
func (s *stage) check(step resource.TestStep, before *terraform.State) error {
	if step.Destroy {
		return step.Check(before)
	}
	state, err := s.legacyState()
	if err != nil {
		return err
	}
	return step.Check(state)
}

func (s *stage) legacyState() (*terraform.State, error) {
	shown, err := s.terraform.State(s.ctx)
	if err != nil {
		return nil, err
	}
	return legacy(shown), nil
}

func (s *stage) checkPlan(plan *Plan, checks []plancheck.PlanCheck) error {
	if len(checks) == 0 {
		return nil
	}
	shown, err := plan.Show()
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range checks {
		response := plancheck.CheckPlanResponse{}
		c.CheckPlan(s.ctx, plancheck.CheckPlanRequest{Plan: shown}, &response)
		failed = append(failed, response.Error)
	}
	return errors.Join(failed...)
}

func (s *stage) checkState(checks []statecheck.StateCheck) error {
	if len(checks) == 0 {
		return nil
	}
	shown, err := s.terraform.State(s.ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range checks {
		response := statecheck.CheckStateResponse{}
		c.CheckState(s.ctx, statecheck.CheckStateRequest{State: shown}, &response)
		failed = append(failed, response.Error)
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("Post-apply refresh state check(s) failed:\n%w", err) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	return nil
}

// refresh plays a step that reads everything, and plans.
func (s *stage) refresh(step resource.TestStep) error {
	if err := s.terraform.Refresh(s.ctx); err != nil {
		return err
	}
	if step.Check != nil {
		if err := s.check(step, nil); err != nil {
			return err
		}
	}
	plan, err := s.terraform.Plan(s.ctx, Planning{})
	if err != nil {
		return fmt.Errorf("Error running post-apply plan: %w", err)
	}
	if err := s.checkPlan(plan, step.RefreshPlanChecks.PostRefresh); err != nil {
		return fmt.Errorf("Post-refresh plan checks(s) failed:\n%w", err) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	if !plan.empty() && !step.ExpectNonEmptyPlan {
		return fmt.Errorf("After refreshing state during this test step, a followup plan was not empty.\nstdout:\n\n%s", plan.text()) //nolint:staticcheck // as terraform-plugin-testing words it
	}
	return nil
}
