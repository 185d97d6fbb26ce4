package apitoken_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/apitoken"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address     = "katapult_api_token.ci"
	kind        = "api_token"
	creates     = "POST /organizations/organization/api_tokens"
	lists       = "GET /organizations/organization/api_tokens"
	updates     = "PATCH /api_tokens/api_token"
	deletes     = "DELETE /api_tokens/api_token"
	regenerates = "POST /api_tokens/api_token/regenerate_secret"
	whoami      = "GET /users/current"

	minimal = `scopes = ["tags:read"]`
	full    = "scopes = [\"tags:read\", \"tags\"]\nauthorized_ip_addresses = [\"192.0.2.7\", \"198.51.100.0/24\"]\nexpires_at = \"2090-01-31T13:00:00+01:00\""
)

func ci(arguments string) string {
	return named("ci", arguments)
}

func named(name, arguments string) string {
	return fmt.Sprintf("resource \"katapult_api_token\" \"ci\" {\nname = %q\n%s\n}\n", name, arguments)
}

func importing(id string) string {
	return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
}

func step(config string, action plancheck.ResourceActionType, checks ...statecheck.StateCheck) resource.TestStep {
	return resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, action), ConfigStateChecks: checks}
}

func TestEveryAttributeChangesInPlaceAndKeepsTheSecret(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	same, sameSecret := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesSame())
	has := func(name string, scopes, addresses int, expires knownvalue.Check) []statecheck.StateCheck {
		networks := knownvalue.Check(knownvalue.SetSizeExact(addresses))
		if addresses == 0 {
			networks = knownvalue.Null()
		}
		return []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")), sameSecret.AddStateValue(address, tfjsonpath.New("secret")),
			acctest.Has(address, "name", knownvalue.StringExact(name)), acctest.Has(address, "scopes", knownvalue.SetSizeExact(scopes)),
			acctest.Has(address, "authorized_ip_addresses", networks), acctest.Has(address, "expires_at", expires),
			acctest.Has(address, "rate_limit", knownvalue.Int64Exact(1000)), acctest.Has(address, "organization_id", knownvalue.StringExact(w.OrganizationID("acme"))),
		}
	}
	at := knownvalue.StringExact("2090-01-31T13:00:00+01:00")
	w.Run(
		resource.TestStep{Config: ci(minimal), ConfigStateChecks: has("ci", 1, 0, knownvalue.Null())},
		step(named("renamed", minimal), plancheck.ResourceActionUpdate, has("renamed", 1, 0, knownvalue.Null())...),
		step(ci(full), plancheck.ResourceActionUpdate, has("ci", 2, 2, at)...),
		step(ci(strings.Replace(full, "13:00:00+01:00", "12:00:00Z", 1)), plancheck.ResourceActionNoop, has("ci", 2, 2, at)...),
		step(ci("scopes = [\"tags\"]\nexpires_at = \"2091-01-31T13:00:00Z\""), plancheck.ResourceActionUpdate, has("ci", 1, 0, knownvalue.StringExact("2091-01-31T13:00:00Z"))...),
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"secret"}},
		step(ci(`scopes = ["tags"]`), plancheck.ResourceActionReplace, acctest.Has(address, "expires_at", knownvalue.Null())),
	)
	if n := w.Count(whoami); n > 0 {
		t.Errorf("%d requests for a user, whose tokens the secret tells from this one", n)
	}
}

// The old secret ends, and everything else stays.
func TestSecretVersionMakesANewSecretInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	same, differ := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesDiffer())
	checks := func() []statecheck.StateCheck {
		return []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("id")), differ.AddStateValue(address, tfjsonpath.New("secret"))}
	}
	w.Run(
		resource.TestStep{Config: ci(minimal), ConfigStateChecks: checks()},
		step(ci(minimal+"\nsecret_version = \"1\""), plancheck.ResourceActionUpdate, checks()...),
		step(named("renamed", minimal+"\nsecret_version = \"2\""), plancheck.ResourceActionUpdate, checks()...),
		step(named("renamed", minimal), plancheck.ResourceActionUpdate, same.AddStateValue(address, tfjsonpath.New("id"))),
	)
	if w.Count(regenerates) != 2 || w.Count(updates) != 1 {
		t.Errorf("%d new secrets and %d changes", w.Count(regenerates), w.Count(updates))
	}
}

func TestImportHasNoSecretUntilItsVersionIsSet(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]func(id string) string{"by ID": func(id string) string { return id }, "by name": func(string) string { return "ci" }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, apitoken.Object)
			id := w.AddAPIToken("ci", "tags:read")
			w.Run(
				step(importing(by(id))+ci(minimal), plancheck.ResourceActionNoop, acctest.Has(address, "secret", knownvalue.Null())),
				step(ci(minimal), plancheck.ResourceActionNoop, acctest.Has(address, "secret", knownvalue.Null())),
				step(named("renamed", minimal), plancheck.ResourceActionUpdate, acctest.Has(address, "secret", knownvalue.Null())),
				step(named("renamed", minimal+"\nsecret_version = \"1\""), plancheck.ResourceActionUpdate, acctest.Has(address, "secret", knownvalue.NotNull())),
			)
		})
	}
}

func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	id := w.AddAPIToken("ci", "tags:read")
	w.RunFrom(tfversion.Version1_12_0, step(fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id)+ci(minimal), plancheck.ResourceActionNoop))
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{"tok_aaaaaaaaaaaaaaaa": `Cannot import non-existent remote object`, "nobody": `no object has this name; there are none at all`} {
		acctest.New(t, apitoken.Object).Run(resource.TestStep{Config: importing(id) + ci(minimal), PlanOnly: true, ExpectError: acctest.Matches(says)})
	}
}

func TestListedTokensAreImportedWithoutAnEdit(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.AddAPIToken("ci", "tags:read")
	id := w.AddAPIToken("deploy", "tags", "disks")
	w.Change(id, map[string]any{"expires_at": 3800000000, "authorized_ip_addresses": []any{"192.0.2.0/24"}})
	w.ImportsListed("katapult_api_token", nil)
	if ids := w.ListIdentities("katapult_api_token", map[string]string{"name_prefix": "dep"}); len(ids) != 1 || ids[0] != id {
		t.Errorf("listed %v", ids)
	}
}

func TestDataSourceListsTokensWithoutSecrets(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Reads("katapult_api_tokens", map[string]string{"api_tokens.#": "0"}, ``)
	id := w.AddAPIToken("ci", "tags:read")
	w.AddAPIToken("deploy", "tags")
	w.Reads("katapult_api_tokens", map[string]string{
		"api_tokens.#": "1", "api_tokens.0.id": id, "api_tokens.0.name": "ci", "api_tokens.0.scopes.#": "1", "api_tokens.0.expires_at": acctest.Null,
		"api_tokens.0.authorized_ip_addresses.#": acctest.Null, "api_tokens.0.rate_limit": "1000",
	}, `name_prefix = "c"`)
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Run(
		resource.TestStep{Config: ci(minimal)},
		resource.TestStep{PreConfig: func() { w.Remove(w.Only(kind)) }, Config: ci(minimal), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Run(
		resource.TestStep{Config: ci(minimal)},
		resource.TestStep{
			PreConfig: func() {
				w.Change(w.Only(kind), map[string]any{"name": "edited", "scopes": []any{"disks"}, "authorized_ip_addresses": []any{"192.0.2.7"}})
			},
			Config: ci(minimal), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "name", knownvalue.StringExact("ci")), acctest.Has(address, "authorized_ip_addresses", knownvalue.Null())},
		},
	)
}

func TestBadArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for arguments, says := range map[string][]string{
		`scopes = []`: {`scopes = \[\]`, `at least 1`},
		minimal + "\nauthorized_ip_addresses = [\"here\"]":    {`"here" is neither an IP address nor a network`},
		minimal + "\nexpires_at = \"tomorrow\"":               {`Invalid time`, `"tomorrow" is no time in RFC 3339`},
		minimal + "\nexpires_at = \"2020-01-01T00:00:00Z\"":   {`expires_at = "2020`, `2020-01-01T00:00:00Z has passed`},
		minimal + "\nsecret_version = \" \"":                  {`must not be blank`},
		minimal + "\nauthorized_ip_addresses = [\"::1/129\"]": {`neither an IP address nor a network`},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, apitoken.Object)
			w.Run(resource.TestStep{Config: ci(arguments), PlanOnly: true, ExpectError: acctest.Matches(says...)})
			if n := w.Count(creates); n > 0 {
				t.Errorf("%d tokens were made", n)
			}
		})
	}
}

// Nothing accepts an expired token, whether the API still lists it or not.
func TestExpiredTokenIsWarnedOfAndReplacedByALaterOne(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	config := func(at string) string {
		return "variable \"at\" {\n  default = \"" + at + "\"\n}\n" + ci(minimal+"\nexpires_at = var.at")
	}
	id := w.AddAPIToken("ci", "tags:read")
	past := time.Now().Add(-time.Hour)
	w.Change(id, map[string]any{"expires_at": int(past.Unix())})
	shell := w.Shell(config(past.UTC().Format(time.RFC3339)))
	state, _ := json.Marshal(map[string]any{"id": id, "name": "ci", "scopes": []string{"tags:read"}, "expires_at": past.UTC().Format(time.RFC3339), "secret": "x", "rate_limit": 1000, "organization_id": w.OrganizationID("acme")})
	shell.WriteState("katapult_api_token", "ci", string(state))
	output, err := shell.Run("plan", "-no-color")
	if err != nil || !acctest.Matches(`API token has expired`, `"ci" \(`+id+`\) has expired at`, `Set a later expires_at`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	output, err = shell.Run("plan", "-no-color", "-var=at=2090-01-01T00:00:00Z")
	if err != nil || !acctest.Matches(`It is replaced`).MatchString(output) || !strings.Contains(output, "1 to add, 0 to change, 1 to destroy") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPlanOfManyTokensTakesOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	shell := w.Shell("resource \"katapult_api_token\" \"ci\" {\n  count = 20\n  name = \"ci-${count.index}\"\n  scopes = [\"tags\"]\n}\n")
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(creates) != 20 || w.Count(lists) != 0 {
		t.Errorf("%d creations and %d lists", w.Count(creates), w.Count(lists))
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(lists) != 1 || len(w.Requests()) != 2 {
		t.Errorf("planning 20 tokens took %d lists of %d requests", w.Count(lists), len(w.Requests()))
	}
}

// own makes the provider's token one that Terraform manages, and returns its state.
func own(t *testing.T, w *acctest.World, secret string) *acctest.Shell {
	t.Helper()
	id := w.AddAPIToken("ci", "tags", "api_tokens")
	alice := w.AddUser("Alice", "Archer")
	w.AddToken(katapult.Token{Value: acctest.Token, ID: id, User: alice})
	shell := w.Shell("variable \"more\" {\n  default = null\n}\nvariable \"scopes\" {\n  default = \"tags,api_tokens\"\n}\n" +
		named("ci", "scopes = split(\",\", var.scopes)\nsecret_version = var.more"))
	state, _ := json.Marshal(map[string]any{"id": id, "name": "ci", "scopes": []string{"tags", "api_tokens"}, "secret": secret, "rate_limit": 1000, "organization_id": w.OrganizationID("acme")})
	shell.WriteState("katapult_api_token", "ci", string(state))
	return shell
}

// Its secret tells that it is in use, or the API if there is no secret.
func TestTokenInUseIsNotTakenFromUnderTheProvidersFeet(t *testing.T) {
	t.Parallel()
	for name, secret := range map[string]string{"by its secret": acctest.Token, "by its user": ""} {
		for arguments, says := range map[string]string{
			"-destroy": "it would be deleted", "-var=more=1": "its secret would end", "-var=scopes=api_tokens": "it would lose scopes",
		} {
			t.Run(name+" "+arguments, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, apitoken.Object)
				shell := own(t, w, secret)
				output, err := shell.Run("apply", "-auto-approve", "-no-color", arguments)
				if err == nil || !acctest.Matches(`"ci" \(tok_`, `this is the API token that the provider uses, and `+says, `do it with another token`).MatchString(output) {
					t.Errorf("%v\n%s", err, output)
				}
				if n := w.Count(deletes) + w.Count(regenerates) + w.Count(updates); n > 0 {
					t.Errorf("%d changes of the token in use", n)
				}
			})
		}
	}
}

func TestTokenInUseIsWidened(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	if output, err := own(t, w, acctest.Token).Run("apply", "-auto-approve", "-no-color", "-var=scopes=tags,api_tokens,disks"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestCreateWhoseResponseIsLostMakesOneTokenWithASecret(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, apitoken.Object)
			other := w.AddAPIToken("ci", "tags:read")
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: ci(minimal), ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "secret", knownvalue.NotNull())}},
				step(ci(minimal), plancheck.ResourceActionNoop),
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the token that was there before is gone")
			}
		})
	}
}

// Found without its secret, the token stays in the state, tainted.
func TestTokenWhoseSecretIsLostIsReplaced(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: regenerates, Status: 403, Code: "permission_denied"})
	w.Run(
		resource.TestStep{Config: ci(minimal), ExpectError: acctest.Matches(`Cannot create katapult_api_token`, `"ci" \(tok_`, `403 permission_denied`)},
		step(ci(minimal), plancheck.ResourceActionReplace, acctest.Has(address, "secret", knownvalue.NotNull())),
	)
}

func TestRefusalIsShownAtItsArgument(t *testing.T) {
	t.Parallel()
	for sentence, at := range map[string]string{"Name has already been taken": `name = "ci"`, "Scopes are unknown": `scopes = \["tags:read"\]`} {
		w := acctest.New(t, apitoken.Object)
		w.Inject(simulator.Fault{Operation: creates, Status: 422, Code: "validation_error", Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}}})
		w.Run(resource.TestStep{Config: ci(minimal), ExpectError: acctest.Matches(`Cannot create katapult_api_token`, at, sentence)})
	}
}

func TestNewSecretWhoseResponseIsLostIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, apitoken.Object)
	w.Run(
		resource.TestStep{Config: ci(minimal)},
		resource.TestStep{
			PreConfig: func() { w.Inject(simulator.Fault{Operation: regenerates, DropAfter: true}) },
			Config:    ci(minimal + "\nsecret_version = \"1\""), ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "secret", knownvalue.NotNull())},
		},
	)
	if n := w.Count(regenerates); n != 2 {
		t.Errorf("%d new secrets", n)
	}
}
