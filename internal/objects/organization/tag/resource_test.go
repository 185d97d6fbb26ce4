package tag_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/tag"
)

const (
	address = "katapult_tag.web"
	kind    = "tag"
	creates = "POST /organizations/organization/tags"
	lists   = "GET /organizations/organization/tags"
	reads   = "GET /tags/tag"
	updates = "PATCH /tags/tag"
	deletes = "DELETE /tags/tag"
	checks  = "GET /organizations/organization/available_networks"
)

func web(arguments string) string {
	return fmt.Sprintf("resource \"katapult_tag\" \"web\" {\n%s\n}\n", arguments)
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	has := func(name, color string) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")),
			acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^tag_\w{16}$`))),
			acctest.Has(address, "name", knownvalue.StringExact(name)),
			acctest.Has(address, "color", knownvalue.StringExact(color)),
		}
	}
	w.Run(
		resource.TestStep{Config: web("name = \"web\"\ncolor = \"pastel_teal\""), ConfigStateChecks: has("web", "pastel_teal")},
		resource.TestStep{
			Config:            web("name = \"renamed\"\ncolor = \"pastel_teal\""),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("renamed", "pastel_teal"),
		},
		resource.TestStep{
			Config:            web("name = \"renamed\"\ncolor = \"yellow\""),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("renamed", "yellow"),
		},
		resource.TestStep{ // cleared: the tag keeps its colour
			Config:            web(`name = "renamed"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: has("renamed", "yellow"),
		},
		resource.TestStep{
			Config:            web(`name = "again"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("again", "yellow"),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

func TestColourThatTheAPIChoseIsKept(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	color := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("color"))}
	}
	w.Run(
		resource.TestStep{Config: web(`name = "web"`), ConfigStateChecks: color()},
		resource.TestStep{Config: web(`name = "www"`), ConfigStateChecks: color()},
	)
	for _, r := range w.Requests() {
		if r.Operation == creates && regexp.MustCompile(`color`).Match(r.Body) {
			t.Errorf("the creation names a colour: %s", r.Body)
		}
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{Config: web("name = \"web\"\ntimeouts {\n  create = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestImportByIDPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	id := w.AddTag("made in the console", "red")
	w.Run(resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	id := w.AddTag("made in the console", "red")
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfAnotherKindSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	acctest.New(t, tag.Object).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"vm_doesnotexist00\"\n}\n" + web(`name = "x"`), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot import katapult_tag`, `"vm_doesnotexist00" is not of the form ID, such as tag_…`),
	})
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	acctest.New(t, tag.Object).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"tag_doesnotexist00\"\n}\n" + web(`name = "x"`), PlanOnly: true,
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           web(`name = "web"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	config := web("name = \"web\"\ncolor = \"red\"")
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:         func() { w.Change(w.Only(kind), map[string]any{"name": "edited", "color": "green"}) },
			Config:            config,
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("web")), acctest.Has(address, "color", knownvalue.StringExact("red"))},
		},
	)
}

// A colour that is not managed is read, and stays as others have set it.
func TestUnmanagedColourFollowsTheAPI(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:         func() { w.Change(w.Only(kind), map[string]any{"color": "black"}) },
			Config:            web(`name = "web"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "color", knownvalue.StringExact("black"))},
		},
	)
}

func TestBlankArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{`name = ""`, `name = "  "`, "name = \"web\"\ncolor = \"\""} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, tag.Object)
			w.Run(resource.TestStep{Config: web(arguments), PlanOnly: true, ExpectError: acctest.Matches(` = "\s*"`, `must not be blank`)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestCreateIsOneRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	w.Run(resource.TestStep{
		Config: "resource \"katapult_tag\" \"web\" {\n  count = 20\n  name = \"web-${count.index}\"\n}\n",
		Check: func(*terraform.State) error { // before the step's second plan reads anything
			made := made(w)
			if made[creates] != 20 || len(made) != 2 || made[checks] == 0 {
				return fmt.Errorf("applying 20 tags took %v", made)
			}
			return nil
		},
	})
}

func TestPlanOfManyTagsTakesOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	shell := w.Shell("resource \"katapult_tag\" \"web\" {\n  count = 50\n  name = \"web-${count.index}\"\n}\n")
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if made := made(w); made[reads] != 3 || made[lists] != 1 || len(made) != 3 {
		t.Errorf("planning 50 tags took %v", made)
	}
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, tag.Object)
	id := w.AddTag("web", "pastel_brown")
	shell := w.Shell(web(`name = "web"`))
	shell.WriteState("katapult_tag", "web", fmt.Sprintf(`{"id": %q, "name": "web", "color": "pastel_brown"}`, id))
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
