package apitoken_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/apitoken"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestTokenForTheRunWorksAndIsDeletedAfterIt(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	during := 0
	errs := w.OpenThenClose("katapult_api_token", map[string]any{"name": "run", "scopes": []string{"tags"}, "ttl": "30m"}, func(token map[string]string) {
		during = len(w.Objects(kind))
		if token["secret"] == "" || token["id"] == "" || token["expires_at"] == "" {
			t.Errorf("%v", token)
		}
	})
	if left := len(w.Objects(kind)); len(errs) > 0 || during != 1 || left != 0 {
		t.Errorf("%q, %d tokens during the run and %d after it", errs, during, left)
	}
}

func TestTokenThatOthersHaveDeletedIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	if errs := w.OpenThenClose("katapult_api_token", map[string]any{"name": "run", "scopes": []string{"tags"}}, func(token map[string]string) { w.Remove(token["id"]) }); len(errs) > 0 {
		t.Errorf("%q", errs)
	}
}

func TestTokenForTheRunThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(*katapult.Options) {}, apitoken.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: regenerates, Status: 403, Code: "permission_denied"})
	errs := w.OpenThenClose("katapult_api_token", map[string]any{"name": "run", "scopes": []string{"tags"}}, func(map[string]string) { t.Error("it was opened") })
	if len(errs) != 1 || !acctest.Matches(`Cannot open ephemeral resource katapult_api_token`, `403 permission_denied`).MatchString(errs[0]) {
		t.Errorf("%q", errs)
	}
	if left := w.Objects(kind); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestTokenThatCannotBeDeletedIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Inject(simulator.Fault{Operation: deletes, Status: 403, Code: "permission_denied"})
	errs := w.OpenThenClose("katapult_api_token", map[string]any{"name": "run", "scopes": []string{"tags"}}, func(map[string]string) {})
	if len(errs) != 1 || !acctest.Matches(`Cannot close ephemeral resource katapult_api_token`, `API token tok_\w+ is left over until it expires`, `403 permission_denied`).MatchString(errs[0]) {
		t.Errorf("%q", errs)
	}
}
