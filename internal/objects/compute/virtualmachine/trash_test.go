package virtualmachine_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
)

// Whether somebody else has put a machine into the trash, or a destroy that was killed,
// nothing tells.
func TestMachineThatOthersPutIntoTheTrashStaysInTheState(t *testing.T) {
	t.Parallel()
	restored := func(t *testing.T, w *acctest.World, shell *acctest.Shell, entry string) {
		t.Helper()
		w.Do("POST", "/trash_objects/trash_object/restore", map[string]any{"trash_object": id(entry)})
		applies(t, shell)
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil || w.Count(builds) != 1 {
			t.Errorf("%d builds, %v\n%s", w.Count(builds), err, output)
		}
	}
	for name, next := range map[string]func(*testing.T, *acctest.World, *acctest.Shell, string){
		"destroyed": func(*testing.T, *acctest.World, *acctest.Shell, string) {},
		"restored":  restored,
		"purged": func(t *testing.T, w *acctest.World, shell *acctest.Shell, entry string) {
			t.Helper()
			trashed, _ := w.Object(entry)
			machine, _ := trashed["object_id"].(string)
			w.Remove(machine)
			applies(t, shell)
		},
		"replaced": func(t *testing.T, w *acctest.World, shell *acctest.Shell, _ string) {
			t.Helper()
			shell.Configure(w.ProviderBlock() + with("disk_template", `"ubuntu-20-04"`))
			applies(t, shell)
			if w.Count(builds) != 2 || len(w.Objects("trash_object")) > 0 {
				t.Errorf("%d builds", w.Count(builds))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w := acctest.New(t, virtualmachine.Object)
				shell := w.Shell(web(basic))
				applies(t, shell)
				entry := w.Trash(w.Only("virtual_machine"))
				output, err := shell.Run("plan", "-no-color")
				if err != nil || strings.Contains(output, "to destroy") && !strings.Contains(output, "0 to destroy") ||
					!acctest.Matches(`Warning: Virtual machine in the trash`, `is in the trash as `+entry+` and kept until \d`, `katapult_trash_object_restore brings it back`).MatchString(output) {
					t.Errorf("%v\n%s", err, output)
				}
				fails(t, shell, []string{`Cannot update katapult_virtual_machine`, `406 object_in_trash`, `katapult_trash_object_restore brings it back`, `apply with -replace`}, "apply")
				if w.Count(builds) != 1 || len(w.Objects("trash_object")) != 1 {
					t.Errorf("%d builds", w.Count(builds))
				}
				next(t, w, shell, entry)
				destroys(t, w, shell)
			})
		})
	}
}
