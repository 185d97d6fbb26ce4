package sailpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// cannedResponse responds the same way to every request. The login is only included if
// login is set.
type cannedResponse struct {
	tenant

	status int
	header map[string]string
	body   string
	login  bool
}

func (s cannedResponse) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == sailpoint.TokenPath && !s.login {
		return s.tenant.RoundTrip(r)
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, value := range s.header {
		header.Set(name, value)
	}
	return &http.Response{StatusCode: s.status, Header: header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

// call returns the error of a call that gets the response.
func (s cannedResponse) call(t *testing.T, call func(ctx context.Context, c *sailpoint.Client) error) (err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s.tenant = tenant{simulator.New(simulator.Options{})}
		err = call(t.Context(), s.client(func(o *sailpoint.Options) { o.Transport = s }))
	})
	return err
}

func read(ctx context.Context, c *sailpoint.Client) error {
	_, err := c.GovernanceGroups.Get(ctx, "g1")
	return err
}

func TestErrorHasATrackingID(t *testing.T) {
	t.Parallel()
	header := map[string]string{"SLPT-Request-ID": "slpt-7"}
	for name, test := range map[string]struct {
		response cannedResponse
		want     string
	}{
		"by its tracking ID":        {cannedResponse{status: 403, header: header, body: `{"detailCode":"403 Forbidden","trackingId":"track-3"}`}, "tracking ID track-3)"},
		"by the request, of an API": {cannedResponse{status: 403, header: header, body: `{"detailCode":"403 Forbidden"}`}, "tracking ID slpt-7)"},
		"by the request, of a page": {cannedResponse{status: 502, header: header, body: `<html>`}, "tracking ID slpt-7)"},
		"by the request, of logins": {cannedResponse{status: 400, header: header, body: `{"error":"invalid_client"}`, login: true}, "tracking ID slpt-7)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := test.response.call(t, read); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Error(err)
			}
		})
	}
}

// leakySecrets are texts that no API should put into a response.
var leakySecrets = map[string]string{
	"a setting":  "It was password=hunter2hunter2 in there",
	"a header":   "It was Authorization: Bearer hunter2hunter2 in there",
	"an object":  `It was {"password":"hunter2hunter2"}`,
	"an address": "It was https://me:hunter2hunter2@acme.example in there",
	"the secret": "It was " + simulator.DefaultClientSecret + " in there",
	"too much":   "It was " + strings.Repeat("long ", 1<<14),
}

func TestErrorsAreShortAndHaveNoSecrets(t *testing.T) {
	t.Parallel()
	add := func(ctx context.Context, c *sailpoint.Client) error {
		return c.GovernanceGroups.AddMembers(ctx, "g1", []string{"m1"})
	}
	remove := func(ctx context.Context, c *sailpoint.Client) error { return c.GovernanceGroups.Delete(ctx, "g1") }
	for name, test := range map[string]struct {
		status int
		header string
		body   string
		login  bool
		call   func(ctx context.Context, c *sailpoint.Client) error
	}{
		"message":              {status: 400, body: `{"detailCode":"400 x","messages":[{"locale":"en","text":%s}]}`},
		"cause":                {status: 400, body: `{"detailCode":"400 x","messages":[],"causes":[{"text":%s}]}`},
		"code":                 {status: 400, body: `{"detailCode":%s}`},
		"tracking ID":          {status: 400, body: `{"detailCode":"400 x","trackingId":%s}`},
		"error":                {status: 401, body: `{"error":%s}`},
		"error as an object":   {status: 401, body: `{"error":{"code":5,"text":[%s]}}`},
		"message of gateway":   {status: 403, body: `{"message":%s}`},
		"page":                 {status: 403, body: `<h1>%s</h1>`},
		"description":          {status: 400, body: `{"error":"invalid_client","error_description":%s}`, login: true},
		"request":              {status: 400, header: "SLPT-Request-ID"},
		"redirect":             {status: 400, header: "Location"},
		"redirect of logins":   {status: 302, header: "Location", login: true},
		"response to adding":   {status: 207, body: `[{"id":"m1","status":400,"description":%s}]`, call: add},
		"status of adding":     {status: 207, body: `[{"id":"m1","status":%s}]`, call: add},
		"response to deleting": {status: 207, body: `[{"id":"g1","status":418,"description":%s}]`, call: remove},
		"another ID":           {status: 200, body: `{"id":%s}`},
	} {
		for kind, echo := range leakySecrets {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				written, _ := json.Marshal(echo)
				response, header := cannedResponse{status: test.status, login: test.login}, map[string]string{}
				if test.header != "" {
					header[test.header] = echo
				} else {
					response.body = fmt.Sprintf(test.body, written)
				}
				response.header = header
				call := test.call
				if call == nil {
					call = read
				}
				err := response.call(t, call)
				if err == nil || !strings.Contains(err.Error(), "It was ") || len(err.Error()) > 1_500 {
					t.Fatalf("%.3000s", fmt.Sprint(err))
				}
				if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), simulator.DefaultClientSecret) {
					t.Error(err)
				}
			})
		}
	}
}

func TestRedirectIsNamedWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	for name, login := range map[string]bool{"of the API": false, "of the login": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const elsewhere = "https://me:hunter2@elsewhere.example/" + simulator.DefaultClientSecret + "/in?code=hunter2#hunter2"
			err := cannedResponse{status: 302, header: map[string]string{"Location": elsewhere}, login: login}.call(t, read)
			if err == nil || !strings.Contains(err.Error(), "a redirect to https://[REDACTED]@elsewhere.example/[REDACTED]/in…, which is not followed") {
				t.Error(err)
			}
		})
	}
}

func TestManyMessagesAreCounted(t *testing.T) {
	t.Parallel()
	var messages []map[string]string
	for i := range 10_000 {
		messages = append(messages, map[string]string{"text": fmt.Sprintf("Field %d is missing", i)})
	}
	body, _ := json.Marshal(map[string]any{"detailCode": "400 x", "messages": messages})
	err := cannedResponse{status: 400, body: string(body)}.call(t, read)
	if err == nil || strings.Count(err.Error(), "is missing.") != 20 || !strings.Contains(err.Error(), "9980 more omitted.") {
		t.Error(err)
	}
}

// Values that are no texts are quoted as JSON.
func TestErrorsOfOtherShapesAreReadable(t *testing.T) {
	t.Parallel()
	err := cannedResponse{status: 400, body: `{"error":{"code":7,"password":"hunter2"},"message":null,"errorMessage":true,"detailMessage":"No"}`}.call(t, read)
	if want := `{"code":7,"password":"[REDACTED]"}. true. No. (GET /workgroups/v1/g1 answered 400)`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestConnectionsAreNamedBrieflyAndWithoutSecrets(t *testing.T) {
	t.Parallel()
	for kind, echo := range leakySecrets {
		var c sailpoint.Connection
		c.Object.Name = echo
		if text := c.String(); len(text) > 1_500 || strings.Contains(text, "hunter2") {
			t.Errorf("%s: %.3000s", kind, text)
		}
	}
}
