package katapult

import (
	"crypto/md5" //nolint:gosec // only the look of the API's entity tags
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// succeed makes the response to a request that was carried out.
func succeed(status int, body any) *simulator.Response {
	if status == 0 {
		status = http.StatusOK
	}
	response := simulator.NewResponse(status, body)
	if text, isText := body.(plainText); isText {
		response.Body = []byte(text)
		response.Header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	response.Header.Set("Etag", fmt.Sprintf(`W/"%x"`, md5.Sum(response.Body))) //nolint:gosec // as above
	response.Header.Set("Cache-Control", "max-age=0, private, must-revalidate")
	return response
}

// plainText is a body that is not JSON.
type plainText string

// refuse makes an error response. bare leaves out the wrapper that the real API
// puts around its errors and its documentation does not show.
func (s *Simulator) refuse(err error, bare bool) *simulator.Response {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{
			status: http.StatusInternalServerError, code: "unhandled_exception",
			description: err.Error(), detail: map[string]any{},
		}
	}
	description := f.description
	if description == "" {
		description = s.describe(f.code)
	}
	var body any = map[string]any{"code": f.code, "description": description, "detail": f.detail}
	if !bare {
		body = map[string]any{"error": body}
	}
	response := simulator.NewResponse(f.status, body)
	response.Header.Set("Cache-Control", "no-cache")
	response.Header.Set("X-Api-Schema", "json-error")
	return response
}

// refuseFor makes the error response that a fault asks for, by default in the
// API's own words.
func (s *Simulator) refuseFor(fault simulator.Fault) *simulator.Response {
	f := fail(fault.Status, fault.Code, nil)
	f.description = fault.Description
	if fault.Detail != nil {
		f.detail = fault.Detail
	}
	return s.refuse(f, fault.Bare)
}

// describe is the API's sentence for an error code.
func (s *Simulator) describe(code string) string {
	if text, known := s.descriptions[code]; known {
		return text
	}
	if thing, isNotFound := strings.CutSuffix(code, "_not_found"); isNotFound {
		return "No " + strings.ReplaceAll(thing, "_", " ") + " was found matching any of the criteria provided in the arguments"
	}
	return strings.ReplaceAll(code, "_", " ")
}

// stamp adds the headers of every response of the API. What a fault has given a content
// type comes from a proxy, and stays as it is.
func (s *Simulator) stamp(response *simulator.Response, now time.Time, remaining int) {
	header := response.Header
	switch {
	case header.Get("Content-Type") == "":
		header.Set("Content-Type", "application/json")
	case response.Injected:
		return
	}
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	header.Set("X-Request-Id", simulator.NewUUID())
	header.Set("X-Ratelimit-Permitted", strconv.Itoa(s.options.RateLimit))
	header.Set("X-Ratelimit-Remaining", strconv.Itoa(max(remaining, 0)))
}
