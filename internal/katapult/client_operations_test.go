package katapult

import (
	"maps"
	"slices"
	"testing"

	contract "terraform-provider-katapult/internal/contract/katapult"
)

// operationsNotBuiltYet are those that no type of the provider reaches. The list only
// shrinks.
var operationsNotBuiltYet = []string{
	"DELETE /address_list_entries/address_list_entry",
	"GET /address_list_entries/address_list_entry",
	"PATCH /address_list_entries/address_list_entry",
	"GET /address_lists",
	"DELETE /address_lists/address_list",
	"GET /address_lists/address_list",
	"PATCH /address_lists/address_list",
	"GET /address_lists/address_list/entries",
	"POST /address_lists/address_list/entries",
	"POST /address_lists/address_list/entries/bulk",
	"DELETE /api_tokens/api_token",
	"PATCH /api_tokens/api_token",
	"POST /api_tokens/api_token/regenerate_secret",
	"GET /certificates/certificate",
	"GET /countries",
	"GET /countries/country",
	"GET /countries/country/country_states",
	"GET /country_states/country_state",
	"GET /currencies",
	"GET /currencies/currency",
	"DELETE /dns_records/dns_record",
	"GET /dns_records/dns_record",
	"PATCH /dns_records/dns_record",
	"DELETE /dns_zones/dns_zone",
	"GET /dns_zones/dns_zone",
	"PATCH /dns_zones/dns_zone",
	"GET /dns_zones/dns_zone/records",
	"POST /dns_zones/dns_zone/records",
	"POST /dns_zones/dns_zone/verify",
	"DELETE /file_storage_volumes/file_storage_volume",
	"GET /file_storage_volumes/file_storage_volume",
	"PATCH /file_storage_volumes/file_storage_volume",
	"POST /invalidate_linked_web_session",
	"DELETE /load_balancers/load_balancer",
	"GET /load_balancers/load_balancer",
	"PATCH /load_balancers/load_balancer",
	"GET /load_balancers/load_balancer/rules",
	"POST /load_balancers/load_balancer/rules",
	"DELETE /load_balancers/rules/load_balancer_rule",
	"GET /load_balancers/rules/load_balancer_rule",
	"PATCH /load_balancers/rules/load_balancer_rule",
	"DELETE /managed_organizations/organization",
	"DELETE /object_storage/access_keys/access_key",
	"GET /object_storage/access_keys/access_key",
	"PATCH /object_storage/access_keys/access_key",
	"POST /object_storage/access_keys/access_key/generate_credentials",
	"DELETE /object_storage/object_storage_cluster/buckets/bucket",
	"GET /object_storage/object_storage_cluster/buckets/bucket",
	"PATCH /object_storage/object_storage_cluster/buckets/bucket",
	"GET /object_storage/object_storage_cluster/buckets/bucket/object",
	"POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url",
	"POST /object_storage/object_storage_cluster/buckets/bucket/revoke_presigned_urls",
	"GET /organizations",
	"GET /organizations/organization/address_lists",
	"POST /organizations/organization/address_lists",
	"GET /organizations/organization/api_tokens",
	"POST /organizations/organization/api_tokens",
	"GET /organizations/organization/certificates",
	"GET /organizations/organization/dns_zones",
	"POST /organizations/organization/dns_zones",
	"GET /organizations/organization/dns_zones/nameservers",
	"GET /organizations/organization/file_storage_volumes",
	"POST /organizations/organization/file_storage_volumes",
	"GET /organizations/organization/load_balancers",
	"POST /organizations/organization/load_balancers",
	"GET /organizations/organization/managed",
	"POST /organizations/organization/managed",
	"GET /organizations/organization/object_storage/access_keys",
	"DELETE /organizations/organization/object_storage/object_storage_cluster",
	"GET /organizations/organization/object_storage/object_storage_cluster",
	"POST /organizations/organization/object_storage/object_storage_cluster",
	"POST /organizations/organization/object_storage/object_storage_cluster/access_keys",
	"POST /organizations/organization/object_storage/object_storage_cluster/buckets",
	"GET /organizations/organization/policy",
	"GET /organizations/organization/policy_limits",
	"GET /organizations/organization/prices",
	"GET /organizations/organization/security_groups",
	"POST /organizations/organization/security_groups",
	"GET /organizations/organization/ssh_keys",
	"POST /organizations/organization/ssh_keys",
	"GET /organizations/organization/users_with_access",
	"DELETE /security_groups/rules/security_group_rule",
	"GET /security_groups/rules/security_group_rule",
	"PATCH /security_groups/rules/security_group_rule",
	"DELETE /security_groups/security_group",
	"GET /security_groups/security_group",
	"PATCH /security_groups/security_group",
	"GET /security_groups/security_group/rules",
	"POST /security_groups/security_group/rules",
	"DELETE /ssh_keys/ssh_key",
	"GET /users/current",
	"POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_new_ip",
}

// operationsNotNeeded are those that no type has to reach, each with its reason.
var operationsNotNeeded = map[string]string{
	"GET /data_centers/data_center/gpu_types":                 "the list of all types says in which data centres there are GPUs of each",
	"POST /organizations/organization/virtual_machines/build": "build_from_spec does all that it does, and more",
}

// TestEveryOperationIsReached: what the API can do can be done with a type of the
// provider. A method of the client says in its comment which operations it sends, and
// types reach those methods that they name.
func TestEveryOperationIsReached(t *testing.T) {
	t.Parallel()
	c := contract.Open(t)
	if c == nil {
		t.Skip("there is no contract")
	}
	all := c.Operations()
	if len(all) < 180 {
		t.Fatalf("the contract has no more than %d operations", len(all))
	}
	methods := clientMethods(t)
	reached := map[string]bool{}
	for name := range reachedMethods(t, methods) {
		for _, operation := range methods[name].operations {
			if !slices.Contains(all, operation) {
				t.Errorf("%s says that it sends %s, which the contract does not have", name, operation)
			}
			reached[operation] = true
		}
	}
	for _, operation := range all {
		expected := !slices.Contains(operationsNotBuiltYet, operation) && operationsNotNeeded[operation] == ""
		switch {
		case expected && !reached[operation]:
			t.Errorf("no type reaches %s", operation)
		case !expected && reached[operation]:
			t.Errorf("a type reaches %s: take it off the list", operation)
		}
	}
	for _, operation := range slices.Concat(operationsNotBuiltYet, slices.Collect(maps.Keys(operationsNotNeeded))) {
		if !slices.Contains(all, operation) {
			t.Errorf("the contract has no %s", operation)
		}
	}
}
