package governancegroup_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	address = "katapult_sailpoint_governance_group.auditors"
	creates = "POST /workgroups"
	reads   = "GET /workgroups/{id}"
	lists   = "GET /workgroups"
	patches = "PATCH /workgroups/{id}"
	deletes = "POST /workgroups/bulk-delete"
)

// Two identities that every simulated tenant has.
const (
	support = "2c9180a46faadee4016fb4e018c20639"
	michael = "2c7180a46faadee4016fb4e018c20642"
)

func auditors(arguments ...string) string {
	return "resource \"katapult_sailpoint_governance_group\" \"auditors\" {\n" + strings.Join(arguments, "\n") + "\n}\n"
}

var minimal = auditors(`name = "Auditors"`, `owner_id = "`+support+`"`)

func only(t *testing.T, w *acctest.SailPoint) string {
	t.Helper()
	groups := w.Groups()
	if len(groups) != 1 {
		t.Fatalf("there are %d groups, not one", len(groups))
	}
	id, _ := groups[0]["id"].(string)
	return id
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	sameID := func() statecheck.StateCheck { return same.AddStateValue(address, tfjsonpath.New("id")) }
	w.Run(
		resource.TestStep{
			Config: minimal,
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(),
				acctest.Has(address, "name", knownvalue.StringExact("Auditors")),
				acctest.Has(address, "description", knownvalue.StringExact("")),
				acctest.Has(address, "owner_id", knownvalue.StringExact(support)),
				acctest.Has(address, "owner_name", knownvalue.StringExact("Support")),
				acctest.Has(address, "owner_email", knownvalue.StringExact("support@example.com")),
				acctest.Has(address, "created", knownvalue.StringRegexp(regexp.MustCompile(`Z$`))),
				acctest.Has(address, "modified", knownvalue.StringRegexp(regexp.MustCompile(`Z$`))),
			},
		},
		resource.TestStep{
			Config:            auditors(`name = "Revisors"`, `owner_id = "`+support+`"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "name", knownvalue.StringExact("Revisors"))},
		},
		resource.TestStep{
			Config:            auditors(`name = "Revisors"`, `owner_id = "`+support+`"`, `description = "They look."`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "description", knownvalue.StringExact("They look."))},
		},
		resource.TestStep{
			Config:           auditors(`name = "Revisors"`, `owner_id = "`+michael+`"`, `description = "They look."`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				sameID(), acctest.Has(address, "owner_id", knownvalue.StringExact(michael)), acctest.Has(address, "owner_name", knownvalue.StringExact("Michael Michaels")),
			},
		},
		resource.TestStep{ // cleared
			Config:            auditors(`name = "Revisors"`, `owner_id = "`+michael+`"`),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{sameID(), acctest.Has(address, "description", knownvalue.StringExact(""))},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
	var patched []string
	for _, r := range w.Requests() {
		if r.Operation == patches {
			patched = append(patched, string(r.Body))
		}
	}
	want := []string{
		`[{"op":"replace","path":"/name","value":"Revisors"}]`,
		`[{"op":"replace","path":"/description","value":"They look."}]`,
		`[{"op":"replace","path":"/owner","value":{"type":"IDENTITY","id":"` + michael + `"}}]`,
		`[{"op":"replace","path":"/description","value":""}]`,
	}
	if strings.Join(patched, "\n") != strings.Join(want, "\n") {
		t.Errorf("patches were\n%s\nwant\n%s", strings.Join(patched, "\n"), strings.Join(want, "\n"))
	}
}

// What SailPoint counts and notes by itself must neither be planned nor make
// what depends on it unknown.
func TestWhatChangesByItselfIsNeverPlanned(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	edit := func() {
		id := only(t, w)
		w.AddMember(id, michael)
		w.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
		w.Change(id, map[string]any{"modified": "2030-01-01T00:00:00Z"})
	}
	w.Run(
		resource.TestStep{Config: minimal},
		resource.TestStep{PreConfig: edit, Config: minimal, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{
			PreConfig: func() { w.Connect(only(t, w)) },
			Config:    auditors(`name = "Revisors"`, `owner_id = "`+support+`"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(address, tfjsonpath.New("owner_name"), knownvalue.StringExact("Support")),
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("modified")),
			}},
		},
	)
}

// A count that changes between plan and apply would break the plan's promise.
func TestWhatChangesDuringApplyBreaksNoPromise(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	shell := w.Shell(minimal)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "Auditors", "Revisors", 1))
	if output, err := shell.Run("plan", "-out=plan", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.AddMember(only(t, w), michael)
	w.Change(only(t, w), map[string]any{"owner": map[string]any{"id": support, "name": "First Line"}})
	if output, err := shell.Run("apply", "-no-color", "plan"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Run(
		resource.TestStep{Config: minimal},
		resource.TestStep{Config: auditors(`name = "Auditors"`, `owner_id = "`+support+`"`, "timeouts {\n  delete = \"3m\"\n}")},
	)
	if n := w.Count(patches); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Run(
		resource.TestStep{Config: minimal},
		resource.TestStep{
			PreConfig:        func() { w.Remove(only(t, w)) },
			Config:           minimal,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Run(
		resource.TestStep{Config: minimal},
		resource.TestStep{
			PreConfig: func() {
				w.Change(only(t, w), map[string]any{"name": "X", "description": "Y", "owner": map[string]any{"id": michael}})
			},
			Config:            minimal,
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("Auditors")), acctest.Has(address, "owner_id", knownvalue.StringExact(support))},
		},
	)
}

func TestDeletedBetweenPlanAndDestroyIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	shell := w.Shell(minimal)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.Remove(only(t, w))
	if output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestGroupInUseStaysAndTheErrorSaysWhatUsesIt(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	config := auditors(`name = "Auditors"`, `owner_id = "`+support+`"`, "timeouts {\n  delete = \"1s\"\n}")
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				w.Connect(only(t, w), map[string]any{
					"object": map[string]any{"type": "ROLE", "id": "2c918086", "name": "Ledger reader"}, "connectionType": "AccessRequestReviewer",
				})
			},
			Config: config, Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_sailpoint_governance_group`, `Deleting "Auditors" \([0-9a-f-]{36}\) failed`,
				`in use by ROLE "Ledger reader" \(2c918086, as AccessRequestReviewer\)`, `delete timeout of 1s`,
				`Unable to delete Governance Group`, `still in the state`),
		},
		resource.TestStep{
			PreConfig:        func() { w.Connect(only(t, w)) },
			Config:           config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

// What used the group goes in the same run, and SailPoint notices late.
func TestGroupThatWasInUseAMomentAgoIsDeleted(t *testing.T) {
	t.Parallel()
	clock := simulator.NewManualClock(time.Now())
	w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.Clock, o.ConnectionLag = clock, time.Minute }, governancegroup.Object)
	w.Observe(func(e sailpoint.Exchange) {
		if e.Operation == deletes { // the lag is over when it has been met once
			clock.Advance(2 * time.Minute)
		}
	})
	w.Run(
		resource.TestStep{Config: minimal},
		resource.TestStep{
			PreConfig: func() {
				w.Connect(only(t, w), map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
				w.Connect(only(t, w))
			},
			Config: minimal, Destroy: true,
		},
	)
	if n := w.Count(deletes); n != 2 {
		t.Errorf("%d requests, want one that finds it in use and one that does not", n)
	}
}

func TestBlankNameIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Run(resource.TestStep{
		Config: auditors(`name = " "`, `owner_id = "x"`), PlanOnly: true, ExpectError: acctest.Matches(`must not be blank`),
	})
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests for a configuration that cannot work", n)
	}
}

func TestEveryVersionOfTheAPIWorks(t *testing.T) {
	t.Parallel()
	for version, path := range map[string]string{
		"v1": "/workgroups/v1", "v2024": "/v2024/workgroups", "v2025": "/v2025/workgroups", "v2026": "/v2026/workgroups", "beta": "/beta/workgroups",
	} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			w.Run(resource.TestStep{Config: w.ProviderBlock(`api_version = "`+version+`"`) + minimal})
			for _, r := range w.Requests() {
				if !strings.HasPrefix(r.Path, path) && r.Path != "/oauth/token" {
					t.Error(r.Path)
				}
				if r.Header.Get("X-Sailpoint-Experimental") != "true" && r.Path != "/oauth/token" {
					t.Error("the header for experimental operations is missing")
				}
			}
		})
	}
}
