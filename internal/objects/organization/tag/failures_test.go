package tag_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/tag"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Inject(refusal(creates, "Name has already been taken"))
	w.Run(
		resource.TestStep{
			Config:      web(`name = "web"`),
			ExpectError: acctest.Matches(`Cannot create katapult_tag`, `name = "web"`, `Creating "web" failed`, `Name has already been taken`, `422 validation_error`),
		},
		resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestRefusedChangeIsShownAtItsArgument(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(refusal(updates, "Name has already been taken")) },
			Config:      web(`name = "db"`),
			ExpectError: acctest.Matches(`Cannot update katapult_tag`, `name = "db"`, `Updating "\w+" \(tag_\w+\) failed`, `Name has already been taken`),
		},
		resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

// Katapult may have got new colours, so it decides.
func TestUnknownColourIsAWarningAndTheAPIRefusesIt(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	shell := w.Shell(web("name = \"web\"\ncolor = \"mauve\""))
	output, err := shell.Run("plan", "-no-color")
	if err != nil || !acctest.Matches(`Warning: Unknown colour`, `color = "mauve"`, `may refuse "mauve"`, `pastel_light_brown`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	output, err = shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Error: Cannot create katapult_tag`, `color = "mauve"`, `invalid_enum_value`, `400 invalid_argument`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if n := len(w.Objects(kind)); n > 0 {
		t.Errorf("%d tags were made", n)
	}
}

func TestCreateWhoseAnswerIsLostMakesOneTag(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := simulator.NewManualClock(time.Now().Add(-time.Hour))
			w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = clock }, tag.Object)
			other := w.AddTag("web", "red")
			clock.Advance(time.Hour)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{Config: web(`name = "web"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the tag that was there before is gone")
			}
		})
	}
}

func TestTagsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = simulator.NewManualClock(time.Now()) }, tag.Object)
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == checks {
			once.Do(func() { theirs = w.AddTag("web", "red") })
		}
	})
	output, err := w.Shell(web(`name = "web"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_tag`, `2 identical objects have appeared since`, theirs,
		`import {`, `to = katapult_tag\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostTagThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(web(`name = "web"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating "web" failed: the tag may have been created`, `Searching for it failed`,
		`403 scope_not_granted`, `If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, tag.Object)
			w.Run(
				resource.TestStep{Config: web(`name = "web"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: web(`name = "web"`), Destroy: true},
			)
		})
	}
}

// A saved plan meets a tag that somebody has deleted since.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy": nil,
		"-var=name=renamed": {
			`Cannot update katapult_tag`, `Updating "web" \(tag_\w+\) failed`, `404 tag_not_found`, `deleted after the plan was made`,
		},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, tag.Object)
			shell := w.Shell("variable \"name\" {\n  default = \"web\"\n}\n" + web("name = var.name"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { w.Remove(w.Only(kind)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
