package organizationusers_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/organizationusers"
)

const users = "katapult_organization_users"

func TestListsUsersAndLeavesOutThoseThatAreGone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationusers.Object)
	w.Reads(users, map[string]string{"users.#": "0", "organization": "acme"}, ``)
	alice, gone, bob := w.AddUser("Alice", "Archer"), w.AddUser("Eve", "Evans"), w.AddUser("Bob", "Baker")
	w.Change(gone, map[string]any{"deleted": true})
	w.Reads(users, map[string]string{
		"users.#": "2", "users.0.id": alice, "users.0.first_name": "Alice", "users.0.last_name": "Archer", "users.1.id": bob,
	}, ``, `organization = "acme"`, `organization = "`+w.OrganizationID("acme")+`"`)
	w.Refuses(users, `organization = "none"`, `organization = "none"`, `404 organization_not_found`)
}

func TestNamesAreNotShownAndIDsAre(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationusers.Object)
	id := w.AddUser("Alice", "Archer")
	output, err := w.CLIShell("data \"katapult_organization_users\" \"all\" {}\nresource \"terraform_data\" \"copy\" {\n  input = data.katapult_organization_users.all.users\n}\n").Run("plan", "-no-color")
	if err != nil || strings.Contains(output, "Archer") || !strings.Contains(output, id) {
		t.Errorf("%v\n%s", err, output)
	}
}
