package trashobject_test

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/trashobject"
	"terraform-provider-katapult/internal/simulator"
)

const (
	restoreType = "katapult_trash_object_restore"
	purgeType   = "katapult_trash_object_purge"
	restores    = "POST /trash_objects/trash_object/restore"
	purges      = "DELETE /trash_objects/trash_object"
)

// trashed is a world with one deleted disk, and another one.
func trashed(t *testing.T) (w *acctest.World, disk, entry string) {
	t.Helper()
	w = acctest.New(t, trashobject.Object)
	disk = w.AddDisk("old")
	entry = w.Trash(disk)
	w.Trash(w.AddDisk("other"))
	return w, disk, entry
}

// left are the objects in the trash.
func left(w *acctest.World) int { return len(w.Objects("trash_object")) }

func TestEitherIDRestoresTheObject(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"id", "object_id"} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			w, disk, entry := trashed(t)
			got := w.Invoke(restoreType, map[string]any{by: map[string]string{"id": entry, "object_id": disk}[by]})
			if want := []string{"Disk " + disk + " (" + entry + ") is restored"}; len(got.Errors) > 0 || !slices.Equal(got.Progress, want) {
				t.Errorf("%q %q", got.Errors, got.Progress)
			}
			if disks := w.Objects("disk"); len(disks) != 1 || disks[0]["id"] != disk || left(w) != 1 {
				t.Errorf("%v, %d in the trash", disks, left(w))
			}
		})
	}
}

func TestEitherIDPurgesTheObject(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"id", "object_id"} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w, disk, entry := trashed(t)
				got := w.Invoke(purgeType, map[string]any{by: map[string]string{"id": entry, "object_id": disk}[by]})
				object := "Disk " + disk + " (" + entry + ")"
				if want := []string{"purging " + object, object + " is purged"}; len(got.Errors) > 0 || !slices.Equal(got.Progress, want) {
					t.Errorf("%q %q", got.Errors, got.Progress)
				}
				if _, exists := w.Object(disk); exists || left(w) != 1 {
					t.Errorf("exists: %t, %d in the trash", exists, left(w))
				}
			})
		})
	}
}

// The purge has taken effect by the time its lost request is sent again.
func TestPurgeWhoseResponseIsLostIsDone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, disk, _ := trashed(t)
		w.Inject(simulator.Fault{Operation: purges, DropAfter: true})
		w.Inject(simulator.Fault{Operation: purges, Times: -1, Status: 404, Code: "trash_object_not_found"})
		if got := w.Invoke(purgeType, map[string]any{"object_id": disk}); len(got.Errors) > 0 || w.Count(purges) != 2 {
			t.Errorf("%q after %d requests", got.Errors, w.Count(purges))
		}
	})
}

func TestActionsFailClearly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		action, fails string
		config        map[string]any
		says          []string
		at            string
	}{
		{restoreType, "", map[string]any{"object_id": "disk_none"}, []string{"trash_object_not_found", "restored or purged"}, `AttributeName("object_id")`},
		{purgeType, "", map[string]any{"id": "trsh_none"}, []string{"trash_object_not_found", "restored or purged"}, `AttributeName("id")`},
		{restoreType, restores, nil, []string{`the restoration of Disk disk_\w+ \(trsh_\w+\) failed`, "permission_denied"}, ""},
		{purgeType, purges, nil, []string{`the purge of Disk disk_\w+ \(trsh_\w+\) failed`, "permission_denied"}, ""},
	} {
		t.Run(test.action+test.fails, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w, disk, _ := trashed(t)
				if test.config == nil {
					test.config = map[string]any{"object_id": disk}
				}
				if test.fails != "" {
					w.Inject(simulator.Fault{Operation: test.fails, Times: -1, Status: 403, Code: "permission_denied"})
				}
				got := w.Invoke(test.action, test.config)
				if len(got.Errors) != 1 || !acctest.Matches(test.says...).MatchString(got.Errors[0]) || strings.Join(got.At, "") != test.at {
					t.Errorf("%q at %q", got.Errors, got.At)
				}
				if left(w) != 2 {
					t.Errorf("%d left in the trash", left(w))
				}
			})
		})
	}
}
