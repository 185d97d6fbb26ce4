package organizationpolicy_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/organizationpolicy"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	policy = "katapult_organization_policy"
	limits = "katapult_organization_policy_limits"
)

func two(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Organizations = []string{"acme", "acme-lab"} }, organizationpolicy.Object)
	w.Change(w.OrganizationID("acme-lab"), map[string]any{"managed": true})
	return w
}

func TestReadsWhatThereMayBeAndIs(t *testing.T) {
	t.Parallel()
	w := two(t)
	w.AddVirtualNetwork("backend", "uk-lon-01")
	w.Change(w.OrganizationID("acme"), map[string]any{"reasons": []any{"An invoice is overdue"}})
	w.Reads(policy, map[string]string{
		"organization": "acme", "id": "acme", "type": "auto", "name": "Standard",
		"limits.virtual_networks.limit": "10", "limits.virtual_networks.current": "1", "limits.virtual_networks.remaining": "9", "limits.virtual_networks.unit": acctest.Null,
		"limits.network_speed.limit": "10", "limits.network_speed.current": acctest.Null, "limits.network_speed.remaining": acctest.Null, "limits.network_speed.unit": "Gbps",
		"limits.%": "14", "uninvoiced_balance.limit": "250", "uninvoiced_balance.current": "12.5", "uninvoiced_balance.currency": "GBP",
		"features.zone_selection": "true", "features.suspension": "true", "features.restricted_traffic_types": "false",
		"reasons_for_disallowing_resource_creation.#": "1", "reasons_for_disallowing_resource_creation.0": "An invoice is overdue",
	}, ``, `organization = "acme"`)
}

func TestNothingSpeaksAgainstCreation(t *testing.T) {
	t.Parallel()
	two(t).Reads(policy, map[string]string{"reasons_for_disallowing_resource_creation.#": "0"}, ``)
}

func TestReadsLimitsAlsoOfManagedOrganizations(t *testing.T) {
	t.Parallel()
	w := two(t)
	for name, argument := range map[string]string{"acme": ``, "acme-lab": `organization = "acme-lab"`} {
		w.Reads(limits, map[string]string{
			"organization": name, "limits.maximum_disk_size.value": "500", "limits.maximum_disk_size.unlimited": "false",
			"limits.maximum_isos.value": acctest.Null, "limits.maximum_isos.unlimited": "true",
			"limits.minimum_disk_size.value": "10", "limits.minimum_disk_size.unlimited": "false", "limits.maximum_uninvoiced_balance.value": "250.5",
			"permissions.%": "3", "permissions.allow_suspension": "true", "permissions.allow_restricted_traffic_types": "false",
		}, argument)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := two(t)
	w.Refuses(policy, `organization = "acme-lab"`, `organization = "acme-lab"`, `organization "acme-lab"`, `400 policy_not_available_for_managed_organizations`,
		`set organization to that one`, `katapult_organization_policy_limits works for both`)
	for _, source := range []string{policy, limits} {
		w.Refuses(source, `organization = "none"`, `organization = "none"`, `404 organization_not_found`)
	}
}

func TestBalanceIsNotShown(t *testing.T) {
	t.Parallel()
	shell := two(t).CLIShell("data \"katapult_organization_policy\" \"own\" {}\nresource \"terraform_data\" \"copy\" {\n  input = data.katapult_organization_policy.own.uninvoiced_balance\n}\n")
	output, err := shell.Run("plan", "-no-color")
	if err != nil || strings.Contains(output, "12.5") || !strings.Contains(output, "sensitive") {
		t.Errorf("%v\n%s", err, output)
	}
}
