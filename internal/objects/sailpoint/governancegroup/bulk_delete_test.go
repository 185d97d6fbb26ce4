package governancegroup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	action  = "katapult_sailpoint_governance_groups_bulk_delete"
	unknown = "2b711763-ed35-42a2-a80c-8f1ce0dc4a7f"
)

func createGroups(w *acctest.SailPoint, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = w.AddGroup(fmt.Sprintf("team-%d", i), support)
	}
	return ids
}

func use(w *acctest.SailPoint, id string) {
	w.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
}

// finished checks what an action told.
func finished(t *testing.T, told acctest.Invoked, progress []string, errors, warnings int) {
	t.Helper()
	if !slices.Equal(told.Progress, progress) || len(told.Errors) != errors || len(told.Warnings) != warnings {
		t.Errorf("progress %q, errors %q, warnings %q", told.Progress, told.Errors, told.Warnings)
	}
}

func TestEveryHundredIsOneRequest(t *testing.T) {
	t.Parallel()
	for n, progress := range map[int][]string{
		0:   nil,
		1:   {"1 of 1: 1 deleted"},
		100: {"1 of 1: 100 deleted"},
		101: {"1 of 2: 100 deleted", "2 of 2: 1 deleted"},
		250: {"1 of 3: 100 deleted", "2 of 3: 100 deleted", "3 of 3: 50 deleted"},
	} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			told := w.Invoke(action, map[string]any{"ids": createGroups(w, n)})
			finished(t, told, progress, 0, 0)
			if w.Count(deletes) != len(progress) || len(w.Groups()) > 0 {
				t.Errorf("%d requests, %d groups left", w.Count(deletes), len(w.Groups()))
			}
			if n == 0 && len(w.Requests()) > 0 {
				t.Error("requests for nothing")
			}
		})
	}
}

func TestWhatIsNamedTwiceIsDeletedOnce(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := createGroups(w, 2)
	ids = append(ids, ids[0], strings.ToUpper(strings.ReplaceAll(ids[1], "-", "")))
	finished(t, w.Invoke(action, map[string]any{"ids": ids, "not_found": "error"}), []string{"1 of 1: 2 deleted"}, 0, 0)
}

func TestWhatIsLeftIsAnErrorOrNot(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments        map[string]any
		errors, warnings int
	}{
		"by default":            {nil, 1, 0},
		"in use is a warning":   {map[string]any{"in_use": "warn"}, 0, 1},
		"in use is an error":    {map[string]any{"in_use": "error", "not_found": "ignore"}, 1, 0},
		"not found is an error": {map[string]any{"not_found": "error"}, 2, 0},
		"both":                  {map[string]any{"in_use": "warn", "not_found": "error"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.Shuffle, o.StatusAsText = true, true }, governancegroup.Object)
			ids := createGroups(w, 99)
			use(w, ids[3])
			config := map[string]any{"ids": append(ids, unknown)}
			for name, value := range test.arguments {
				config[name] = value
			}
			told := w.Invoke(action, config)
			finished(t, told, []string{"1 of 1: 98 deleted, 1 in use, 1 not found"}, test.errors, test.warnings)
			if len(w.Groups()) != 1 {
				t.Errorf("%d groups left", len(w.Groups()))
			}
			text := strings.Join(append(told.Errors, told.Warnings...), "\n")
			if !strings.Contains(text, ids[3]+" was not deleted") == (test.errors+test.warnings > 0 && name != "") && !strings.Contains(text, unknown) {
				t.Error(text)
			}
		})
	}
}

func TestFailedRequestDoesNotStopTheNext(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := createGroups(w, 250)
	w.Inject(sailpoint.Fault{Operation: deletes, Skip: 1, Status: 400})
	told := w.Invoke(action, map[string]any{"ids": ids})
	finished(t, told, []string{"1 of 3: 100 deleted", "2 of 3: failed", "3 of 3: 50 deleted"}, 1, 0)
	if len(told.Errors) == 1 && (!strings.Contains(told.Errors[0], "request 2 of 3") || !strings.Contains(told.Errors[0], "tracking ID") || !strings.Contains(told.Errors[0], ids[199])) {
		t.Error(told.Errors[0])
	}
	if len(w.Groups()) != 100 {
		t.Errorf("%d groups left", len(w.Groups()))
	}
}

func TestRefusedCredentialsStopTheRest(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]sailpoint.Fault{
		"401":   {{Operation: deletes, Skip: 1, Status: 401, Times: 2}},
		"403":   {{Operation: deletes, Skip: 1, Status: 403}},
		"login": {{Operation: deletes, Skip: 1, Status: 401}, {Operation: "POST /oauth/token", Skip: 1, Status: 400, Body: `{"error":"invalid_client"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			for _, f := range faults {
				w.Inject(f)
			}
			told := w.Invoke(action, map[string]any{"ids": createGroups(w, 450)})
			finished(t, told, []string{"1 of 5: 100 deleted", "2 of 5: failed"}, 2, 0)
			if len(w.Groups()) != 350 || !strings.Contains(strings.Join(told.Errors, "\n"), "250 more groups were not tried") {
				t.Errorf("%d groups left, %q", len(w.Groups()), told.Errors)
			}
		})
	}
}

func TestLostAnswerIsRepeatedAndCountsAsDeleted(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Inject(sailpoint.Fault{Operation: deletes, DropAfter: true})
	told := w.Invoke(action, map[string]any{"ids": createGroups(w, 3), "not_found": "error"})
	finished(t, told, []string{"1 of 1: 3 deleted"}, 0, 0)
}

// A tenant may know its own spelling alone.
func TestGroupsAreDeletedByAnySpellingOfTheirIDs(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := createGroups(w, 3)
	use(w, ids[2])
	given := []string{ids[0], strings.ToUpper(ids[1]), strings.ReplaceAll(ids[2], "-", "")}
	told := w.Invoke(action, map[string]any{"ids": given, "not_found": "error"})
	finished(t, told, []string{"1 of 1: 2 deleted, 1 in use"}, 1, 0)
	if !slices.Equal(told.At, []string{`AttributeName("ids").ElementKeyInt(2)`}) {
		t.Errorf("%q at %q", told.Errors, told.At)
	}
	if n := len(w.Groups()); n != 1 {
		t.Errorf("%d groups are left", n)
	}
}

func TestErrorIsShownAtTheIDItIsAbout(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := createGroups(w, 3)
	use(w, ids[1])
	told := w.Invoke(action, map[string]any{"ids": ids})
	if !slices.Equal(told.At, []string{`AttributeName("ids").ElementKeyInt(1)`}) || !strings.Contains(told.Errors[0], "katapult_sailpoint_governance_group_connections") {
		t.Errorf("%q at %q", told.Errors, told.At)
	}
}

func TestStrangeArgumentsAreRefused(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]map[string]any{
		"in_use":    {"ids": []string{"x"}, "in_use": "ignore"},
		"not_found": {"ids": []string{"x"}, "not_found": "warn"},
		"ids":       {"ids": []string{" "}},
		"a null":    {"ids": []any{"x", nil}},
		"no ids":    {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			told := w.Invoke(action, config)
			if len(told.Errors) == 0 || len(w.Requests()) > 0 {
				t.Errorf("%d requests, errors %q", len(w.Requests()), told.Errors)
			}
		})
	}
}

// The same by the CLI, where it knows actions.
func TestActionRunsAfterAnApply(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	ids := createGroups(w, 101)
	w.RunCLIFrom(tfversion.Version1_14_0, resource.TestStep{
		Config: fmt.Sprintf(`
action %q "leftovers" {
  config {
    ids = ["%s"]
  }
}

resource "terraform_data" "teardown" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.%s.leftovers]
    }
  }
}
`, action, strings.Join(ids, `", "`), action),
		Check: func(*terraform.State) error {
			if n := w.Count(deletes); n != 2 || len(w.Groups()) > 0 {
				return fmt.Errorf("%d requests, %d groups left", n, len(w.Groups()))
			}
			return nil
		},
	})
}
