package governancegroup_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// TestChangeByOthersBetweenPlanAndApply: a saved plan meets a group that is no
// longer as it was.
func TestChangeByOthersBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	const update, destroy = "-var=description=They look.", "-destroy"
	deleted := func(w *acctest.SailPoint, id string) { w.Remove(id) }
	edited := func(w *acctest.SailPoint, id string) {
		w.Change(id, map[string]any{"name": "Edited", "owner": map[string]any{"id": michael}})
	}
	for name, test := range map[string]struct {
		argument string
		happens  func(w *acctest.SailPoint, id string)
		says     []string // of an error
		left     int
	}{
		"deleted before an update": {update, deleted, []string{
			`Cannot update katapult_sailpoint_governance_group`, `Updating "Auditors" \([0-9a-f-]{36}\) failed`, `answered 404`,
			`deleted after the plan was made`, `Plan again`,
		}, 1},
		"edited before an update":  {update, edited, nil, 1},
		"deleted before a destroy": {destroy, deleted, nil, 0},
		"edited before a destroy":  {destroy, edited, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			shell := w.Shell("variable \"description\" {\n  default = \"\"\n}\n" +
				auditors(`name = "Auditors"`, `owner_id = "`+support+`"`, `description = var.description`))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { test.happens(w, only(t, w)) }, test.argument)
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if test.argument == update { // what others changed is changed back by the next plan
				if output, err := shell.Run("apply", "-auto-approve", "-no-color", update); err != nil || strings.Contains(output, "No changes") {
					t.Errorf("%v\n%s", err, output)
				}
				if g, _ := w.Group(only(t, w)); g["name"] != "Auditors" || g["description"] != "They look." {
					t.Errorf("%v", g)
				}
			}
			if n := len(w.Groups()); n != test.left {
				t.Errorf("%d groups are left", n)
			}
		})
	}
}

func TestGroupThatOthersDeleteWhileItIsTriedAgainIsGone(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	shell := w.Shell(minimal)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	id := only(t, w)
	w.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
	var refused atomic.Bool
	w.Observe(func(e sailpoint.Exchange) {
		if e.Operation == deletes && refused.CompareAndSwap(false, true) {
			w.Remove(id)
		}
	})
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil || w.Count(deletes) != 2 {
		t.Errorf("%d requests: %v\n%s", w.Count(deletes), err, output)
	}
}
