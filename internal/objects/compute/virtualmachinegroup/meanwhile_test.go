package virtualmachinegroup_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
)

// TestChangeByOthersBetweenPlanAndApply: a saved plan meets a group that is no
// longer as it was.
func TestChangeByOthersBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	const update, destroy = "-var=name=renamed", "-destroy"
	deleted := func(w *acctest.World) { w.Remove(w.Only(kind)) }
	edited := func(w *acctest.World) {
		w.Change(w.Only(kind), map[string]any{"name": "edited", "segregate": false})
	}
	for name, test := range map[string]struct {
		argument string
		happens  func(w *acctest.World)
		says     []string // of an error
		left     int
	}{
		"deleted before an update": {update, deleted, []string{
			`Cannot update katapult_virtual_machine_group`, `Updating "web" \(vmgrp_\w+\) failed`, `404 virtual_machine_group_not_found`,
			`deleted after the plan was made`, `Plan again`,
		}, 1},
		"edited before an update":  {update, edited, nil, 1},
		"deleted before a destroy": {destroy, deleted, nil, 0},
		"edited before a destroy":  {destroy, edited, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualmachinegroup.Object)
			shell := w.Shell("variable \"name\" {\n  default = \"web\"\n}\n" + web("name = var.name"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { test.happens(w) }, test.argument)
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if test.argument == update {
				if output, err := shell.Run("apply", "-auto-approve", "-no-color", update); err != nil || test.says == nil && !strings.Contains(output, "No changes") {
					t.Errorf("%v\n%s", err, output)
				}
			}
			if n := len(w.Objects(kind)); n != test.left {
				t.Errorf("%d groups are left", n)
			}
		})
	}
}
