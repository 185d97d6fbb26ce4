package katapult

import (
	"fmt"
	"net/http"
)

// failure is an error response of the API.
type failure struct {
	status int
	code   string
	// description is by default the API's sentence for the code.
	description string
	detail      any
}

func (f *failure) Error() string { return fmt.Sprintf("%d %s: %s", f.status, f.code, f.description) }

// descriptions are the API's own sentences for error codes that belong to no
// kind.
var descriptions = map[string]string{
	"deletion_restricted":                "Object cannot be deleted",
	"invalid_api_token":                  "The API token provided was not valid (it may not exist or have expired)",
	"invalid_capabilities_token":         "The capabilities token provided was not valid (either not valid, expired or not signed by the correct key)",
	"missing_api_token":                  "No API token was provided in the Authorization header. Ensure a token is provided prefixed with Bearer",
	"permission_denied":                  "The authenticated identity is not permitted to perform this action",
	"rate_limit_reached":                 "You have reached the rate limit for this type of request",
	"scope_not_granted":                  "The scope required for this endpoint has not been granted to the authenticating identity",
	"service_unavailable":                "The service is currently unavailable, please try again later",
	"unauthorized_network_for_api_token": "Network is not allowed to access the API with this API token",
	"validation_error":                   "A validation error occurred with the object that was being created/updated/deleted",
}

// fail makes an error response. Without a detail the API shows an empty object.
func fail(status int, code string, detail map[string]any) *failure {
	if detail == nil {
		detail = map[string]any{}
	}
	return &failure{status: status, code: code, detail: detail}
}

func notFound(kind string) *failure { return fail(http.StatusNotFound, kind+"_not_found", nil) }

// invalid refuses the content of an object, in sentences for people.
func invalid(sentences ...string) *failure {
	return fail(http.StatusUnprocessableEntity, "validation_error", map[string]any{"errors": sentences})
}

// The following errors come from the framework beneath the API, whose
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
