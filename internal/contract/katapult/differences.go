package katapult

import (
	"slices"
	"strings"
)

// frameworkErrors come from the framework beneath the API (krystal/apia), on any
// operation. The contract lacks them. Whoever provokes one sends an invalid
// request on purpose, so the request is not checked.
var frameworkErrors = map[string]int{
	"generic_runtime_error":     400,
	"invalid_argument":          400,
	"invalid_json_body":         400,
	"missing_required_argument": 400,
	"route_not_found":           404,
	"unhandled_exception":       500,
}

// newerOperations are those of the real API that the contract lacks: it is that of version
// 2.68. Version 3.18 was recorded with them, but for reset_token. What they are sent, and
// what they answer, is not checked.
var newerOperations = []string{
	"POST /organizations/organization/certificates",
	"DELETE /certificates/certificate",
	"POST /certificates/certificate/issue",
	"POST /certificates/certificate/reset_token",
}

// IsNewer reports whether the real API is known to have an operation that the contract
// lacks.
func IsNewer(operation string) bool { return slices.Contains(newerOperations, operation) }

// notLists are members that the contract declares as lists, and that are recorded as what
// it declares their elements to be.
var notLists = map[string][]string{
	"GET /certificates/certificate": {"certificate"},
}

// nullArguments may be null although the contract does not say so. Recorded:
// {"properties":{"group":null}} takes a machine out of its group. Not recorded: the API's
// framework tells null from absence for every argument, and a DNS record that has no TTL or
// priority shows null.
var nullArguments = [][]string{
	{"properties", "group"},
	{"properties", "ttl"},
	{"properties", "priority"},
	{"properties", "associations"},  // null for none, in recordings of file storage volumes
	{"properties", "api_reference"}, // null in all recordings of load balancers, and cleared no other way
}

// undeclaredErrors are codes that the contract lacks for a status of an operation. They
// are not recorded either. An update that can break a rule has to fail somehow, and all
// others fail like this; the other codes are in older pages of the documentation, or of the
// system behind the API.
var undeclaredErrors = map[string][]string{
	"PATCH /virtual_machines/virtual_machine 422":       {"validation_error"},
	"PUT /virtual_machines/virtual_machine/package 422": {"validation_error"},
	"POST /dns_zones/dns_zone/verify 409":               {"zone_already_verified"},
	"POST /dns_zones/dns_zone/verify 422":               {"dns_zone_already_verified"},
	"POST /organizations/organization/disks 404":        {"data_center_not_found", "disk_io_profile_not_found"},

	"POST /organizations/organization/load_balancers 404": {"data_center_not_found"},
	"POST /load_balancers/load_balancer/rules 404":        {"certificate_not_found"},
	"PATCH /load_balancers/rules/load_balancer_rule 404":  {"certificate_not_found"},

	"POST /organizations/organization/file_storage_volumes 404": {"data_center_not_found"},
}

// undeclaredFields are in responses of the real API and not in the contract.
// Recordings since 2026-07 show each, except in the list of ip_addresses, which
// shares the schema of the single one.
var undeclaredFields = []string{
	"virtual_machine.suspended",
	"virtual_machine.suspended_at",
	"virtual_machine.organization.uuid",
	"virtual_machine.ip_addresses[].subnet",
	"file_storage_volume.atime_update",
	"file_storage_volume.nfs_all_squash",
	"file_storage_volume.nfs_anon_gid",
	"file_storage_volume.nfs_anon_uid",
	"file_storage_volume.nfs_root_squash",
	"file_storage_volume.technology_generation",
	"ip_address.subnet",
	"ip_addresses[].subnet",
	"object_storage_bucket.custom_domains",
	"object_storage_bucket.cors_origins",
	// Declared is {"resources": …}, and recorded {"type": …, "value": …}. A value is whatever
	// the response about it shows.
	"load_balancer.resources",
	"load_balancers[].resources",
	"virtual_machine_network_interfaces[].ip_addresses[].reverse_dns",
	"virtual_machine_network_interfaces[].ip_addresses[].address_with_mask",
}

// unwrapped returns an error without the object that the real API puts around
// it, in all 498 recorded errors. The contract shows errors bare.
func unwrapped(response any, status int) (any, string) {
	if status < 400 {
		return response, ""
	}
	object, _ := response.(map[string]any)
	if inner, isWrapped := object["error"].(map[string]any); isWrapped && len(object) == 1 {
		object = inner
	}
	code, _ := object["code"].(string)
	return object, code
}

// flattenAllocation turns the allocation of an address from the recorded
// shape {"type":…,"value":{"id":…,"name":…}} into the declared {"id":…,"name":…}.
func flattenAllocation(response any) {
	object, _ := response.(map[string]any)
	allocation, _ := object["allocation"].(map[string]any)
	if _, typed := allocation["type"].(string); typed {
		object["allocation"] = allocation["value"]
	}
}

func remove(value any, path []string) {
	object, isObject := value.(map[string]any)
	if !isObject {
		return
	}
	name, isList := strings.CutSuffix(path[0], "[]")
	switch {
	case len(path) == 1:
		delete(object, name)
	case isList:
		list, _ := object[name].([]any)
		for _, element := range list {
			remove(element, path[1:])
		}
	default:
		remove(object[name], path[1:])
	}
}

func removeNull(object map[string]any, path []string) {
	for ; len(path) > 1; path = slices.Clone(path[1:]) {
		object, _ = object[path[0]].(map[string]any)
	}
	if value, exists := object[path[0]]; exists && value == nil {
		delete(object, path[0])
	}
}
