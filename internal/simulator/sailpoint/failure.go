package sailpoint

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/simulator"
)

// failure is a request that the API refuses.
type failure struct {
	status int
	text   string
}

func (f *failure) Error() string { return fmt.Sprintf("%d: %s", f.status, f.text) }

func invalid(format string, arguments ...any) *failure {
	return &failure{status: http.StatusBadRequest, text: fmt.Sprintf(format, arguments...)}
}

func required(field string) *failure {
	return invalid("Required field %q was missing or empty.", field)
}

func missing(id string) *failure {
	return &failure{status: http.StatusNotFound, text: fmt.Sprintf("Referenced Governance Group %s was not found.", id)}
}

// statusErrors are the application's code and text for each status.
var statusErrors = map[int]struct{ code, text string }{
	http.StatusBadRequest:           {"400.1 Bad Request Content", "The request was syntactically correct but its content is semantically invalid."},
	http.StatusForbidden:            {"403 Forbidden", "The server understood the request but refuses to authorize it."},
	http.StatusNotFound:             {"404 Not found", "The requested resource was not found."},
	http.StatusUnsupportedMediaType: {"415 Unsupported media type", "The content type of the request is not supported."},
	http.StatusInternalServerError:  {"500.0 Internal Fault", "An internal fault occurred."},
}

// refuse makes an error response. Token check, gateway and application have
// different shapes, which the status tells apart.
func refuse(err error) *simulator.Response {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{status: http.StatusInternalServerError, text: err.Error()}
	}
	switch f.status {
	case http.StatusUnauthorized:
		return newResponse(f.status, map[string]any{"error": cmp.Or(f.text, "JWT validation failed: JWT is expired")})
	case http.StatusTooManyRequests:
		return newResponse(f.status, map[string]any{"message": " Rate Limit Exceeded "})
	}
	said, known := statusErrors[f.status]
	if !known {
		said.code, said.text = fmt.Sprintf("%d %s", f.status, http.StatusText(f.status)), http.StatusText(f.status)
	}
	// A tenant describes the problem in messages, as recorded for a new group
	// without an owner.
	message := map[string]any{"locale": "en-US", "localeOrigin": "DEFAULT", "text": cmp.Or(f.text, said.text)}
	return newResponse(f.status, map[string]any{
		"detailCode": said.code, "trackingId": newID(), "messages": []any{message},
	})
}

// refuseFor makes the error response that a fault asks for.
func refuseFor(f simulator.Fault) *simulator.Response { return refuse(&failure{status: f.Status}) }

// unrouted is the gateway's response to a path that no service has.
func unrouted() *simulator.Response {
	return newResponse(http.StatusNotFound, map[string]any{"message": "no Route matched with those values"})
}
