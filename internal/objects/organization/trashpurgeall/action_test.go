package trashpurgeall_test

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/trashpurgeall"
	"terraform-provider-katapult/internal/simulator"
)

const (
	purgeAll      = "katapult_trash_purge_all"
	purges        = "POST /organizations/organization/trash_objects/purge_all"
	organizations = "GET /organizations/organization"
)

// trashed is a world with two deleted disks.
func trashed(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.New(t, trashpurgeall.Object)
	w.Trash(w.AddDisk("old"))
	w.Trash(w.AddDisk("older"))
	return w
}

func TestConfirmedPurgeEmptiesTheTrash(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := trashed(t)
		got := w.Invoke(purgeAll, map[string]any{"confirm": "acme"})
		if want := []string{`purging the trash of "acme"`, `the trash of "acme" is empty`}; len(got.Errors) > 0 || !slices.Equal(got.Progress, want) {
			t.Errorf("%q %q", got.Errors, got.Progress)
		}
		if left := len(w.Objects("trash_object")); left > 0 || w.Count(purges) != 1 || w.Count(organizations) != 0 {
			t.Errorf("%d left, %v", left, w.Requests())
		}
	})
}

func TestNothingIsPurgedUnlessItIsConfirmed(t *testing.T) {
	t.Parallel()
	for confirm, says := range map[string]string{
		"other": `confirm is "other", and the organization is "acme": nothing was purged`,
		"ACME":  `confirm is "ACME", and the organization is "acme": nothing was purged`,
		" ":     `must not be blank`,
	} {
		w := trashed(t)
		got := w.Invoke(purgeAll, map[string]any{"confirm": confirm})
		if len(got.Errors) != 1 || !acctest.Matches(says).MatchString(got.Errors[0]) || strings.Join(got.At, "") != `AttributeName("confirm")` {
			t.Errorf("%q at %q", got.Errors, got.At)
		}
		if left := len(w.Objects("trash_object")); left != 2 || w.Count(purges) != 0 {
			t.Errorf("%q: %d left", confirm, left)
		}
	}
}

func TestRefusedPurgeNamesTheOrganization(t *testing.T) {
	t.Parallel()
	w := trashed(t)
	w.Inject(simulator.Fault{Operation: purges, Times: -1, Status: 403, Code: "permission_denied"})
	got := w.Invoke(purgeAll, map[string]any{"confirm": "acme"})
	if len(got.Errors) != 1 || !acctest.Matches(`the purge of the trash of "acme" failed`, `permission_denied`).MatchString(got.Errors[0]) {
		t.Errorf("%q", got.Errors)
	}
}
