package addresslist_test

import (
	"fmt"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/addresslist"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "katapult_address_list.offices"
	kind    = "address_list"
	creates = "POST /organizations/organization/address_lists"
	lists   = "GET /organizations/organization/address_lists"
	reads   = "GET /address_lists/address_list"
	updates = "PATCH /address_lists/address_list"
	deletes = "DELETE /address_lists/address_list"
	checks  = "GET /organizations/organization/available_networks"
)

func offices(arguments string) string {
	return fmt.Sprintf("resource \"katapult_address_list\" \"offices\" {\n%s\n}\n", arguments)
}

func TestNameChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	has := func(name string) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")),
			acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^adlst_\w{16}$`))),
			acctest.Has(address, "name", knownvalue.StringExact(name)),
		}
	}
	w.Run(
		resource.TestStep{Config: offices(`name = "offices"`), ConfigStateChecks: has("offices")},
		resource.TestStep{
			Config:            offices(`name = "renamed"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has("renamed"),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

// The official provider forgot the ID in the plan of a change, and everything that names
// the list changed with it.
func TestRenamedListKeepsItsIDInThePlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	dependent := "resource \"terraform_data\" \"rule\" {\n  input = katapult_address_list.offices.id\n}\n"
	w.Run(
		resource.TestStep{Config: offices(`name = "offices"`) + dependent},
		resource.TestStep{
			Config:           offices(`name = "renamed"`) + dependent,
			ConfigPlanChecks: acctest.Plans("terraform_data.rule", plancheck.ResourceActionNoop),
		},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.Run(
		resource.TestStep{Config: offices(`name = "offices"`)},
		resource.TestStep{Config: offices("name = \"offices\"\ntimeouts {\n  create = \"3m\"\n}")},
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
			w := acctest.New(t, addresslist.Object)
			id := w.AddAddressList("made in the console", "203.0.113.7")
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + offices(`name = "made in the console"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"adlst_doesnotexist00":  `Cannot import non-existent remote object`,
		"adlste_doesnotexist00": `"adlste_doesnotexist00" is not of the form ID, such as adlst_…`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, addresslist.Object).Run(resource.TestStep{
				Config:   fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + offices(`name = "x"`),
				PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.Run(
		resource.TestStep{Config: offices(`name = "offices"`)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.AddAddressList("another")); w.Remove(ownList(w)) },
			Config:           offices(`name = "offices"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

// ownList is the only list that is not one of Katapult.
func ownList(w *acctest.World) string {
	for _, l := range w.Objects(kind) {
		if id, isText := l["id"].(string); isText && l["global"] == false {
			return id
		}
	}
	return ""
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	config := offices(`name = "offices"`)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:         func() { w.Change(ownList(w), map[string]any{"name": "edited"}) },
			Config:            config,
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("offices"))},
		},
	)
}

func TestBlankNameIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.Run(resource.TestStep{Config: offices(`name = " "`), PlanOnly: true, ExpectError: acctest.Matches(`name = " "`, `must not be blank`)})
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests for a configuration that cannot work", n)
	}
}

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusalsAreShownAtTheirArgumentAndLeaveNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.Inject(refusal(creates, "Name has already been taken"))
	w.Run(
		resource.TestStep{
			Config:      offices(`name = "offices"`),
			ExpectError: acctest.Matches(`Cannot create katapult_address_list`, `name = "offices"`, `Creating "offices" failed`, `Name has already been taken`),
		},
		resource.TestStep{Config: offices(`name = "offices"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(refusal(updates, "Name has already been taken")) },
			Config:      offices(`name = "taken"`),
			ExpectError: acctest.Matches(`Cannot update katapult_address_list`, `name = "taken"`, `Updating "offices" \(adlst_\w+\) failed`),
		},
		resource.TestStep{Config: offices(`name = "offices"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestCreateWhoseAnswerIsLostMakesOneList(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, addresslist.Object)
			other := w.AddAddressList("offices")
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: offices(`name = "offices"`)},
				resource.TestStep{Config: offices(`name = "offices"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the list that was there before is gone")
			}
		})
	}
}

func TestListsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = simulator.NewManualClock(time.Now()) }, addresslist.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddAddressList("offices") })
		}
	})
	output, err := w.Shell(offices(`name = "offices"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_address_list`, `2 identical objects have appeared since`, theirs,
		`import {`, `to = katapult_address_list\.NAME`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostListThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(offices(`name = "offices"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating "offices" failed: the address list may have been created`, `Searching for it failed`,
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
			w := acctest.New(t, addresslist.Object)
			w.Run(
				resource.TestStep{Config: offices(`name = "offices"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: offices(`name = "offices"`), Destroy: true},
			)
		})
	}
}

func TestPlanOfManyListsTakesOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	shell := w.Shell("resource \"katapult_address_list\" \"l\" {\n  count = 50\n  name = \"l-${count.index}\"\n}\n")
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(reads) != 3 || w.Count(lists) != 1 || len(w.Requests()) != 4+w.Count(checks) {
		t.Errorf("planning 50 lists took %d requests", len(w.Requests()))
	}
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, addresslist.Object)
	id := w.AddAddressList("offices", "203.0.113.7")
	shell := w.Shell(offices(`name = "offices"`))
	shell.WriteState("katapult_address_list", "offices", fmt.Sprintf(`{"id": %q, "name": "offices"}`, id))
	for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	}
}
