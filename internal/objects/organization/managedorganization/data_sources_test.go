package managedorganization_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/managedorganization"
)

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	w.Reads("katapult_managed_organizations", map[string]string{"organizations.#": "0"}, ``)
	first, second := w.AddManagedOrganization("shop"), w.AddManagedOrganization("blog")
	w.Change(second, map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "web"}}, "suspended": true})
	w.Reads("katapult_managed_organizations", map[string]string{
		"organizations.#": "2", "organizations.0.id": first, "organizations.0.name": "shop", "organizations.0.sub_domain": "shop",
		"organizations.0.infrastructure_domain": "shop.katapult.cloud", "organizations.0.created_at": "2024-03-01T09:00:00Z", "organizations.1.id": second,
	}, ``)
	w.Reads("katapult_managed_organizations", map[string]string{"organizations.#": "1", "organizations.0.id": second}, `name_prefix = "bl"`, `annotation = "team=web"`)
	w.Refuses("katapult_managed_organizations", `annotation = "team"`, `annotation = "team"`, `not of the form KEY=VALUE`)
}

func TestQueryListsWholeOrganizations(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, managedorganization.Object)
	id := w.AddManagedOrganization("shop")
	w.AddManagedOrganization("blog")
	got := w.List("katapult_managed_organization", map[string]string{"name_prefix": "sh"}, 0)
	if len(got) != 1 || got[0].Identity["id"] != id || got[0].Resource["activated_at"] != "2024-03-01T09:00:00Z" {
		t.Errorf("%+v", got)
	}
	w.ImportsListed("katapult_managed_organization", nil)
}
