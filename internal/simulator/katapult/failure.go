package katapult

import (
	"fmt"
	"net/http"
	"strings"
)

// failure is an error answer of the API.
type failure struct {
	status      int
	code        string
	description string
	detail      any
}

func (f *failure) Error() string { return fmt.Sprintf("%d %s: %s", f.status, f.code, f.description) }

// descriptions are the API's own sentences for its error codes.
var descriptions = map[string]string{
	"deletion_restricted":                                "Object cannot be deleted",
	"deletion_steps_not_satisfied":                       "Not all deletion steps have been satisfied, ensure all steps are satisfied before attempting deletion",
	"invalid_api_token":                                  "The API token provided was not valid (it may not exist or have expired)",
	"invalid_capabilities_token":                         "The capabilities token provided was not valid (either not valid, expired or not signed by the correct key)",
	"invalid_ip":                                         "This IP address is not valid for this network interface.",
	"ip_already_allocated":                               "This IP address has already been allocated to another resource",
	"missing_api_token":                                  "No API token was provided in the Authorization header. Ensure a token is provided prefixed with Bearer",
	"no_allocation":                                      "This IP address is not currently allocated to any object, and cannot be unallocated.",
	"no_available_addresses":                             "Our pool of addresses for that version seems to have run dry. If this issue continues, please contact support.",
	"no_interface_available":                             "This virtual machine does not have a network interface that is compatible with the provided IP address",
	"object_in_trash":                                    "The object found is in the trash and therefore cannot be manipulated through the API. It should be restored in order to run this operation.",
	"organization_not_activated":                         "An organization was found from the arguments provided but it wasn't activated yet",
	"organization_suspended":                             "An organization was found from the arguments provided but it was suspended",
	"permission_denied":                                  "The authenticated identity is not permitted to perform this action",
	"rate_limit_reached":                                 "You have reached the rate limit for this type of request",
	"scope_not_granted":                                  "The scope required for this endpoint has not been granted to the authenticating identity",
	"service_unavailable":                                "The service is currently unavailable, please try again later",
	"speed_profile_already_assigned":                     "This network speed profile is already assigned to this virtual machine network interface.",
	"task_queueing_error":                                "This error means that a background task that was needed to complete your request could not be queued",
	"unable_to_assign":                                   "The disk can not be assigned to the virtual machine.",
	"unable_to_unassign":                                 "The disk can not be unassigned from the virtual machine.",
	"unassigned_disk":                                    "Disk is not assigned to a virtual machine.",
	"unauthorized_network_for_api_token":                 "Network is not allowed to access the API with this API token",
	"validation_error":                                   "A validation error occurred with the object that was being created/updated/deleted",
	"virtual_machine_network_interface_already_attached": "The virtual machine network interface is already attached to the virtual machine",
	"virtual_machine_network_interface_already_detached": "The virtual machine network interface is already detached from the virtual machine",
	"ip_address_not_found":                               "No IP addresses were found matching any of the criteria provided in the arguments",
	"virtual_machine_network_interface_not_found":        "No network interface was found matching any of the criteria provided in the arguments",
	"disk_io_profile_not_found":                          "No disk IO profile was found matching any of the criteria provided in the arguments",
	"interface_not_found":                                "An interface could not be found for the specified network",
}

func describe(code string) string {
	if text, known := descriptions[code]; known {
		return text
	}
	if thing, isNotFound := strings.CutSuffix(code, "_not_found"); isNotFound {
		return "No " + strings.ReplaceAll(thing, "_", " ") + " was found matching any of the criteria provided in the arguments"
	}
	return strings.ReplaceAll(code, "_", " ")
}

// fail makes an error answer with the API's own words. Without a detail the
// API answers an empty object.
func fail(status int, code string, detail map[string]any) *failure {
	if detail == nil {
		detail = map[string]any{}
	}
	return &failure{status: status, code: code, description: describe(code), detail: detail}
}

func notFound(kind string) *failure { return fail(http.StatusNotFound, kind+"_not_found", nil) }

// invalid is the refusal of an object's content, in sentences for people.
func invalid(sentences ...string) *failure {
	return fail(http.StatusUnprocessableEntity, "validation_error", map[string]any{"errors": sentences})
}

// The following errors come from the framework beneath the API. Its
// documentation does not list them.

func missingArgument(path []string) *failure {
	name := path[len(path)-1]
	return &failure{
		status:      http.StatusBadRequest,
		code:        "missing_required_argument",
		description: fmt.Sprintf("The '%s' argument is required but has not been provided", name),
		detail:      map[string]any{"path": path, "argument": argumentDetail(name)},
	}
}

func invalidArgument(path []string, issue string, problems ...string) *failure {
	name := path[len(path)-1]
	if problems == nil {
		problems = []string{}
	}
	return &failure{
		status:      http.StatusBadRequest,
		code:        "invalid_argument",
		description: fmt.Sprintf("The '%s' argument is invalid", name),
		detail:      map[string]any{"path": path, "issue": issue, "errors": problems, "argument": argumentDetail(name)},
	}
}

func argumentDetail(name string) map[string]any {
	return map[string]any{"id": name, "name": name, "description": nil}
}
