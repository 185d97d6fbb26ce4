package organization_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/organization"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	one  = "katapult_organization"
	many = "katapult_organizations"
)

func two(t *testing.T) *acctest.World {
	t.Helper()
	return acctest.NewWith(t, func(o *katapult.Options) { o.Organizations = []string{"acme", "globex"} }, organization.Object)
}

func TestFindsByEveryKeyAndByDefaultTheProviders(t *testing.T) {
	t.Parallel()
	w := two(t)
	for subDomain, arguments := range map[string][]string{
		"acme":   {``, `sub_domain = "acme"`, `id = "` + w.OrganizationID("acme") + `"`, `name = "acme"`},
		"globex": {`sub_domain = "globex"`, `id = "` + w.OrganizationID("globex") + `"`, `name = "globex"`},
	} {
		w.Reads(one, map[string]string{
			"id": w.OrganizationID(subDomain), "name": subDomain, "sub_domain": subDomain, "infrastructure_domain": subDomain + ".katapult.cloud",
			"created_at": "2024-03-01T09:00:00Z", "activated_at": "2024-03-01T09:00:00Z", "suspended": "false", "managed": "false", "currency": "GBP",
			"billing.name": subDomain + " Ltd", "billing.address.#": "4", "billing.address.0": "1 Example Street", "billing.postcode": "EC1A 1AA",
			"billing.country_name": "United Kingdom", "billing.country_state_name": acctest.Null, "billing.vat_number": acctest.Null,
		}, arguments...)
	}
}

func TestWithoutACountryOrAnAddress(t *testing.T) {
	t.Parallel()
	w := two(t)
	w.Change(w.OrganizationID("acme"), map[string]any{"address2": nil, "address3": "", "address4": nil, "country": nil, "billing_name": nil, "vat_number": "GB1"})
	w.Reads(one, map[string]string{
		"billing.address.#": "1", "billing.country_id": acctest.Null, "billing.name": acctest.Null, "billing.vat_number": "GB1",
	}, ``)
}

func TestBillingIsNotShown(t *testing.T) {
	t.Parallel()
	shell := two(t).CLIShell("data \"katapult_organization\" \"own\" {}\nresource \"terraform_data\" \"copy\" {\n  input = data.katapult_organization.own.billing\n}\n")
	output, err := shell.Run("plan", "-no-color")
	if err != nil || strings.Contains(output, "Example Street") || !strings.Contains(output, "sensitive") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := two(t)
	w.Change(w.OrganizationID("globex"), map[string]any{"suspended": true})
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":         {`id = "org_none"`, []string{`id = "org_none"`, `organization_not_found`}},
		"no such sub-domain": {`sub_domain = "none"`, []string{`sub_domain = "none"`, `organization_not_found`}},
		"no such name":       {`name = "none"`, []string{`name = "none"`, `no object has this name; there are: acme, globex`}},
		"suspended":          {`sub_domain = "globex"`, []string{`sub_domain = "globex"`, `403 organization_suspended`, `has to be reinstated`}},
		"two keys":           {"id = \"a\"\nname = \"b\"", []string{`cannot be configured together: \[id,sub_domain,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(one, test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := two(t)
	w.Change(w.OrganizationID("globex"), map[string]any{"suspended": true, "activated_at": nil, "managed": true})
	w.Reads(many, map[string]string{
		"organizations.#": "2", "organizations.0.sub_domain": "acme", "organizations.1.suspended": "true",
		"organizations.1.managed": "true", "organizations.1.activated_at": acctest.Null,
	}, ``)
	w.Reads(many, map[string]string{"organizations.#": "1"}, `name_prefix = "glo"`)
}
