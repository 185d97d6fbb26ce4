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

// ErrNotFound says that a governance group does not exist.
var ErrNotFound = rest.ErrNotFound

// requestIDHeader is the response header with SailPoint's ID of the request.
const requestIDHeader = "SLPT-Request-ID"

// Error is an error response of the API, or of a proxy in front of it.
type Error struct {
	Method, Path string
	Status       int
	// DetailCode is SailPoint's code for the error, such as "400.1 Bad Request Content". It
	// is empty unless the service itself wrote the response.
	DetailCode string
	// Messages are the sentences in the response.
	Messages []string
	// TrackingID identifies the error for SailPoint's support. It falls back to the request
	// ID.
	TrackingID string

	notFound  bool
	retryable bool
}

var (
	_ rest.Retryable = (*Error)(nil)
	_ rest.Throttled = (*Error)(nil)
)

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

// Is reports that the error matches ErrNotFound if the group does not exist.
func (e *Error) Is(target error) bool { return target == ErrNotFound && e.notFound }

// Retryable reports that the request was refused without effect and can be retried.
func (e *Error) Retryable() bool { return e.retryable }

// Throttled reports that the rate limit refused the request.
func (e *Error) Throttled() bool { return e.Status == http.StatusTooManyRequests }

// errorBody unites the known shapes of error responses: those of the services, of the
// gateway for tokens and rate limits, of OAuth, and some that others have reported.
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

// localizedText is a message in one language.
type localizedText struct {
	Locale string `json:"locale"`
	Text   string `json:"text"`
}

func newError(response rest.Response) *Error {
	e := &Error{Method: response.Method, Path: response.Path, Status: response.Status}
	var body errorBody
	if err := json.Unmarshal(response.Body, &body); err == nil {
		e.DetailCode, e.Messages = rest.Quote(body.DetailCode), body.sentences()
	}
	e.TrackingID = rest.Quote(cmp.Or(body.TrackingID, response.Header.Get(requestIDHeader)))
	if address := response.Redirect(); address != "" {
		e.Messages = []string{"The response is a redirect to " + address + ", which is not followed"}
	}
	if len(e.Messages) == 0 && e.DetailCode == "" {
		e.Messages = []string{"The response does not come from SailPoint's API: " + rest.Excerpt(response.Body)}
	}
	return e
}

func (b errorBody) sentences() []string {
	all := append(english(b.Messages), english(b.Causes)...)
	for _, value := range []json.RawMessage{b.Error, b.Description, b.Message, b.Formatted, b.Other, b.Detail} {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value) // as JSON
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

// english returns the English texts, or all texts if none is English. SailPoint repeats
// each message in several languages.
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

// decodeError turns a response into an error. After a status of 500 and above the outcome
// is unknown.
func decodeError(response rest.Response) error {
	e := newError(response)
	if e.Status >= http.StatusInternalServerError {
		return &rest.UnknownOutcomeError{Method: e.Method, Path: e.Path, Cause: e}
	}
	return e
}
