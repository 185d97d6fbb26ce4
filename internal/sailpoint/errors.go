package sailpoint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// ErrNotFound says that a governance group does not exist, or exists no longer.
var ErrNotFound = rest.ErrNotFound

// Error is an error that the API, or something before it, answered with.
type Error struct {
	Method, Path string
	Status       int
	// DetailCode is SailPoint's name of the error, as in "400.1 Bad Request
	// Content". It is empty unless the answer comes from the service itself.
	DetailCode string
	// Messages are what the answer says, as sentences.
	Messages []string
	// TrackingID is what SailPoint's support asks for: that of the error or,
	// where it has none, of the request.
	TrackingID string

	notFound  bool
	retryable bool
}

func (e *Error) Error() string {
	var text strings.Builder
	for _, m := range e.Messages {
		text.WriteString(strings.TrimSuffix(m, ".") + ". ")
	}
	if len(e.Messages) == 0 {
		text.WriteString("SailPoint gave no description. ")
	}
	fmt.Fprintf(&text, "(%s %s answered %d", e.Method, e.Path, e.Status)
	if e.DetailCode != "" {
		fmt.Fprintf(&text, " %q", e.DetailCode)
	}
	if e.TrackingID != "" {
		text.WriteString(", tracking ID " + e.TrackingID)
	}
	text.WriteString(")")
	return text.String()
}

// Is reports whether the error, for ErrNotFound, means that the group it was
// about is gone.
func (e *Error) Is(target error) bool { return target == ErrNotFound && e.notFound }

// Retryable reports that the request was refused without effect and can be
// sent again.
func (e *Error) Retryable() bool { return e.retryable }

// Throttled reports that the request was refused for now, by the rate limit.
func (e *Error) Throttled() bool { return e.Status == http.StatusTooManyRequests }

// Hint says what can be done about the error, or nothing.
func (e *Error) Hint() string {
	switch {
	case e.Path == TokenPath && e.Status < http.StatusInternalServerError && !e.Throttled():
		return "Check client_id and client_secret in the provider's sailpoint block, or SAIL_CLIENT_ID and SAIL_CLIENT_SECRET: the personal access token may be mistyped, expired, deleted, or made in another tenant than base_url is of."
	case e.Status == http.StatusUnauthorized:
		return "SailPoint refuses a token that it has just issued: check that base_url is the API's address of the tenant that the client belongs to."
	case e.Status == http.StatusForbidden:
		return "Use a personal access token of a user with the level ORG_ADMIN, and with the scopes idn:workgroup:manage, to manage groups, and idn:workgroup:write, to manage members; or with sp:scopes:all."
	case e.Throttled():
		return "Everything that uses this client_id shares 100 requests in 10 seconds for each version of the API. Give other programs a client of their own, or run Terraform again later."
	case e.DetailCode == "" && e.Status < http.StatusInternalServerError:
		return "The answer does not look like one of the governance groups: check base_url, which is like https://acme.api.identitynow.com, and api_version."
	case e.Status >= http.StatusInternalServerError:
		return "Run Terraform again later. If it goes on, give the tracking ID to SailPoint's support."
	}
	return ""
}

// errorBody is what answers with an error are made of, in all their shapes: that
// of the services, the gateway's for tokens and rate, OAuth's, and some that
// others have seen.
type errorBody struct {
	DetailCode string          `json:"detailCode"`
	TrackingID string          `json:"trackingId"`
	Messages   []localizedText `json:"messages"`
	Causes     []localizedText `json:"causes"`

	Error       json.RawMessage `json:"error"`
	Description json.RawMessage `json:"error_description"`
	Message     json.RawMessage `json:"message"`
	Formatted   json.RawMessage `json:"formatted_msg"`
	Other       json.RawMessage `json:"errorMessage"`
	Detail      json.RawMessage `json:"detailMessage"`
}

// localizedText are a sentence in some language.
type localizedText struct {
	Locale string `json:"locale"`
	Text   string `json:"text"`
}

// newError reads the error in an answer.
func newError(response rest.Response) *Error {
	e := &Error{Method: response.Method, Path: response.Path, Status: response.Status}
	var body errorBody
	if err := json.Unmarshal(response.Body, &body); err == nil {
		e.DetailCode, e.Messages = rest.Quote(body.DetailCode), body.sentences()
	}
	e.TrackingID = rest.Quote(cmp.Or(body.TrackingID, response.Header.Get("SLPT-Request-ID")))
	if address := response.Redirect(); address != "" {
		e.Messages = []string{"The answer is a redirect to " + address + ", which is not followed"}
	}
	if len(e.Messages) == 0 && e.DetailCode == "" {
		e.Messages = []string{"The answer is not one of SailPoint's API: " + rest.Excerpt(response.Body)}
	}
	return e
}

func (b errorBody) sentences() []string {
	all := append(english(b.Messages), english(b.Causes)...)
	for _, value := range []json.RawMessage{b.Error, b.Description, b.Message, b.Formatted, b.Other, b.Detail} {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value) // in the form it has
		}
		if text != "" {
			all = append(all, text)
		}
	}
	var unique []string
	for _, sentence := range rest.Quotes(all) {
		if !slices.Contains(unique, sentence) {
			unique = append(unique, sentence)
		}
	}
	return unique
}

// english are the English sentences among those that say the same in several
// languages, or all of them if none is.
func english(all []localizedText) []string {
	var chosen, others []string
	for _, t := range all {
		if t.Locale == "" || strings.HasPrefix(t.Locale, "en") {
			chosen = append(chosen, t.Text)
		} else {
			others = append(others, t.Text)
		}
	}
	if len(chosen) == 0 {
		return others
	}
	return chosen
}

// decodeError is the error in an answer to a call. One of 500 and above leaves
// open whether the call took effect.
func decodeError(response rest.Response) error {
	e := newError(response)
	if e.Status >= http.StatusInternalServerError {
		return &rest.UnknownOutcomeError{Method: e.Method, Path: e.Path, Cause: e}
	}
	return e
}
