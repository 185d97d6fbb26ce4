package currentuser_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/currentuser"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const current = "katapult_current_user"

func TestTokenOfAUser(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Organizations = []string{"acme"} }, currentuser.Object)
	alice := w.AddUser("Alice", "Archer")
	w.AddToken(katapult.Token{Value: acctest.Token, ID: "tok_1", User: alice})
	w.Reads(current, map[string]string{
		"associated": "true", "id": alice, "first_name": "Alice", "last_name": "Archer", "api_token_id": "tok_1",
		"organizations.#": "1", "organizations.0.sub_domain": "acme", "organizations.0.id": w.OrganizationID("acme"),
	}, ``)
}

func TestTokenOfAnOrganizationBelongsToNobody(t *testing.T) {
	t.Parallel()
	acctest.New(t, currentuser.Object).Reads(current, map[string]string{
		"associated": "false", "id": acctest.Null, "first_name": acctest.Null, "api_token_id": acctest.Null, "organizations.#": "0",
	}, ``)
}
