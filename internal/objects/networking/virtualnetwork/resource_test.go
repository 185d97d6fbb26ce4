package virtualnetwork_test

import (
	"fmt"
	"regexp"
	"strings"
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
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
)

const (
	address = "katapult_virtual_network.backend"
	kind    = "virtual_network"
	creates = "POST /organizations/organization/virtual_networks"
	reads   = "GET /virtual_networks/virtual_network"
	updates = "PATCH /virtual_networks/virtual_network"
	deletes = "DELETE /virtual_networks/virtual_network"
	checks  = "GET /organizations/organization/available_networks"
)

func backend(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_virtual_network\" \"backend\" {\n%s\n}\n", strings.Join(arguments, "\n"))
}

// inCenter is a configuration whose provider has a data centre.
func inCenter(w *acctest.World, dataCenter string, arguments ...string) string {
	return w.ProviderBlock(fmt.Sprintf("data_center = %q", dataCenter)) + backend(arguments...)
}

func TestNameChangesInPlaceAndTheDataCenterReplaces(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	has := func(name, center string) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^vnet_\w{16}$`))),
			acctest.Has(address, "name", knownvalue.StringExact(name)),
			acctest.Has(address, "data_center_id", knownvalue.StringExact(center)),
		}
	}
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	london := fmt.Sprintf("data_center_id = %q", inLondon)
	w.Run(
		resource.TestStep{Config: backend(`name = "backend"`, london), ConfigStateChecks: append(has("backend", inLondon), sameID())},
		resource.TestStep{
			Config:            backend(`name = "renamed"`, london),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(has("renamed", inLondon), sameID()),
		},
		resource.TestStep{ // cleared: it stays where it is
			Config:            inCenter(w, "nl-ams-01", `name = "renamed"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: append(has("renamed", inLondon), sameID()),
		},
		resource.TestStep{
			Config:            backend(`name = "renamed"`, fmt.Sprintf("data_center_id = %q", inAmsterdam)),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: has("renamed", inAmsterdam),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

func TestDataCenterDefaultsToTheProviders(t *testing.T) {
	t.Parallel()
	for written, id := range map[string]string{"uk-lon-01": inLondon, "nl-ams-01": inAmsterdam, inAmsterdam: inAmsterdam} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			w.Run(resource.TestStep{
				Config:            inCenter(w, written, `name = "backend"`),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "data_center_id", knownvalue.StringExact(id))},
			})
		})
	}
}

func TestMissingDataCenterIsSaidWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.Run(resource.TestStep{
		Config: backend(`name = "backend"`), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot plan katapult_virtual_network`, `no default data centre is configured`, `set data_center in the provider block`),
	})
}

func TestBlankArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{`name = ""`, `name = "  "`, "name = \"backend\"\ndata_center_id = \"\""} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			w.Run(resource.TestStep{Config: backend(arguments), PlanOnly: true, ExpectError: acctest.Matches(` = "\s*"`, `must not be blank`)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.Run(
		resource.TestStep{Config: inCenter(w, "uk-lon-01", `name = "backend"`)},
		resource.TestStep{Config: inCenter(w, "uk-lon-01", `name = "backend"`, "timeouts {\n  delete = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by identity": "identity = { id = %q }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualnetwork.Object)
			id := w.AddVirtualNetwork("made in the console", "nl-ams-01")
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + backend(`name = "made in the console"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"vnet_doesnotexist00": `Cannot import non-existent remote object`,
		"netw_doesnotexist00": `"netw_doesnotexist00" is not of the form ID, such as vnet_…`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, virtualnetwork.Object).Run(resource.TestStep{
				Config:   fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + backend(`name = "x"`, `data_center_id = "dc_x"`),
				PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	config := inCenter(w, "uk-lon-01", `name = "backend"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	config := inCenter(w, "uk-lon-01", `name = "backend"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:         func() { w.Change(w.Only(kind), map[string]any{"name": "edited"}) },
			Config:            config,
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("backend"))},
		},
	)
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

// The list tells which networks there were before, should the response be lost.
func TestCreateIsAListAndARequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.Run(resource.TestStep{
		Config: w.ProviderBlock(`data_center = "uk-lon-01"`) + "resource \"katapult_virtual_network\" \"n\" {\n  count = 20\n  name = \"n-${count.index}\"\n}\n",
		Check: func(*terraform.State) error { // before the step's second plan reads anything
			if made := made(w); made[creates] != 20 || made[lists] != 20 || len(made) != 3 || made[checks] == 0 {
				return fmt.Errorf("applying 20 networks took %v", made)
			}
			return nil
		},
	})
}

func TestPlanOfManyNetworksTakesOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	shell := w.Shell(w.ProviderBlock(`data_center = "uk-lon-01"`) + "resource \"katapult_virtual_network\" \"n\" {\n  count = 50\n  name = \"n-${count.index}\"\n}\n")
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if made := made(w); made[reads] != 3 || made[lists] != 1 || len(made) != 3 {
		t.Errorf("planning 50 networks took %v", made)
	}
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	id := w.AddVirtualNetwork("backend", "uk-lon-01")
	shell := w.Shell(inCenter(w, "uk-lon-01", `name = "backend"`))
	shell.WriteState("katapult_virtual_network", "backend", fmt.Sprintf(`{"id": %q, "name": "backend", "data_center_id": %q}`, id, inLondon))
	for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

func TestQueryListsByPrefixAndDataCenter(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	b, db, a := w.AddVirtualNetwork("web-b", "uk-lon-01"), w.AddVirtualNetwork("db", "uk-lon-01"), w.AddVirtualNetwork("web-a", "nl-ams-01")
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":            {nil, 0, []string{b, db, a}},
		"by prefix":      {map[string]string{"name_prefix": "web-"}, 0, []string{b, a}},
		"by data centre": {map[string]string{"data_center": "uk-lon-01"}, 0, []string{b, db}},
		"by both":        {map[string]string{"name_prefix": "web-", "data_center": inAmsterdam}, 0, []string{a}},
		"limited":        {nil, 2, []string{b, db}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_virtual_network", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["name"] != r.Name || r.Resource["data_center_id"] == "" {
					t.Errorf("%+v", r)
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestListedNetworksAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualnetwork.Object)
	w.AddVirtualNetwork("back${end}", "uk-lon-01")
	w.AddVirtualNetwork("backend", "nl-ams-01")
	w.ImportsListed("katapult_virtual_network", nil)
}
