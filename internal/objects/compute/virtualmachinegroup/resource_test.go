package virtualmachinegroup_test

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
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/simulator"
)

const (
	address = "katapult_virtual_machine_group.web"
	kind    = "virtual_machine_group"
	creates = "POST /organizations/organization/virtual_machine_groups"
	lists   = "GET /organizations/organization/virtual_machine_groups"
	reads   = "GET /virtual_machine_groups/virtual_machine_group"
	deletes = "DELETE /virtual_machine_groups/virtual_machine_group"
	checks  = "GET /organizations/organization/available_networks"
)

func web(arguments string) string {
	return fmt.Sprintf("resource \"katapult_virtual_machine_group\" \"web\" {\n%s\n}\n", arguments)
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	w.Run(
		resource.TestStep{
			Config: web(`name = "web"`),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(),
				acctest.Has(address, "name", knownvalue.StringExact("web")),
				acctest.Has(address, "segregate", knownvalue.Bool(true)),
				acctest.Has(address, "auto_segregate", knownvalue.Bool(false)),
				acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^vmgrp_\w{16}$`))),
				acctest.Has(address, "created_at", knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`))),
			},
		},
		resource.TestStep{
			Config:            web(`name = "renamed"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "name", knownvalue.StringExact("renamed"))},
		},
		resource.TestStep{
			Config:            web("name = \"renamed\"\nsegregate = false"),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "segregate", knownvalue.Bool(false))},
		},
		resource.TestStep{
			Config:            web("name = \"renamed\"\nsegregate = false\nauto_segregate = true"),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "auto_segregate", knownvalue.Bool(true))},
		},
		resource.TestStep{ // cleared: one goes back to its default, the other stays what the API has
			Config:           web(`name = "renamed"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(), acctest.Has(address, "segregate", knownvalue.Bool(true)), acctest.Has(address, "auto_segregate", knownvalue.Bool(true)),
			},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{Config: web("name = \"web\"\ntimeouts {\n  create = \"3m\"\n}")},
	)
	if n := w.Count("PATCH /virtual_machine_groups/virtual_machine_group"); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestImportByIDPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	id := w.AddGroup("made in the console")
	w.Run(resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	id := w.AddGroup("made in the console")
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + web(`name = "made in the console"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportIDMayHaveWhiteSpaceAroundIt(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	id := w.AddGroup("made in the console")
	w.Run(resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, " "+id+"\n") + web(`name = "made in the console"`),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfAnotherKindSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"ip_doesnotexist00\"\n}\n" + web(`name = "x"`), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot import katapult_virtual_machine_group`, `"ip_doesnotexist00" is not of the form ID, such as vmgrp_…`),
	})
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	acctest.New(t, virtualmachinegroup.Object).Run(resource.TestStep{
		Config: "import {\n  to = " + address + "\n  id = \"vmgrp_doesnotexist00\"\n}\n" + web(`name = "x"`), PlanOnly: true,
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
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
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig:         func() { w.Change(w.Only(kind), map[string]any{"name": "edited", "segregate": false}) },
			Config:            web(`name = "web"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("web")), acctest.Has(address, "segregate", knownvalue.Bool(true))},
		},
	)
}

func TestDeletedBetweenPlanAndDestroyIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(
		resource.TestStep{Config: web(`name = "web"`)},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: deletes, DropAfter: true}) // deleted, and the answer lost
			},
			Config: web(`name = "web"`), Destroy: true,
		},
	)
	if n := w.Count(deletes); n != 2 {
		t.Errorf("%d deletes, want the lost one and its repetition", n)
	}
}

// Another group just like it is there before and stays what it is.
func TestBlankNameIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "  "} {
		t.Run(fmt.Sprintf("%q", name), func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualmachinegroup.Object)
			w.Run(resource.TestStep{
				Config: web(fmt.Sprintf("name = %q", name)), PlanOnly: true,
				ExpectError: acctest.Matches(`name = "\s*"`, `must not be blank`),
			})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestCreateIsOneRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	w.Run(resource.TestStep{
		Config: "resource \"katapult_virtual_machine_group\" \"web\" {\n  count = 20\n  name = \"web-${count.index}\"\n}\n",
		Check: func(*terraform.State) error { // before the step's second plan reads anything
			made := map[string]int{}
			for _, r := range w.Requests() {
				made[r.Operation]++
			}
			if made[creates] != 20 || len(made) != 2 || made[checks] == 0 {
				return fmt.Errorf("applying 20 groups took %v", made)
			}
			return nil
		},
	})
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinegroup.Object)
	id := w.AddGroup("web")
	shell := w.Shell(web(`name = "web"`))
	shell.WriteState("katapult_virtual_machine_group", "web", fmt.Sprintf(`{"id": %q, "name": "web", "segregate": true}`, id))
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
