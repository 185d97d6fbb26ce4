package sailpoint_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	contract "terraform-provider-katapult/internal/contract/sailpoint"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// tenant is a simulator behind HTTP, with what tests do to it.
type tenant struct {
	*sailpoint.Simulator
	t      *testing.T
	clock  *simulator.ManualClock
	server *httptest.Server
	owner  string
	token  string
}

type object = map[string]any

// open starts a simulator and gets a token. Every exchange is checked against
// the contract.
func open(t *testing.T, options sailpoint.Options) *tenant {
	t.Helper()
	c := &tenant{t: t, clock: simulator.NewManualClock(time.Date(2026, time.May, 4, 12, 0, 0, 0, time.UTC))}
	options.Clock = c.clock
	c.Simulator = sailpoint.New(options)
	c.owner = c.AddIdentity("Ada Brook", "ada.brook@example.com")
	if document := contract.Open(t); document != nil {
		c.Observe(func(e sailpoint.Exchange) {
			if e.Injected || e.Operation == "" {
				return
			}
			err := document.Check(e.Method, e.Path, e.Query, e.Header.Get("Content-Type"), e.Body, e.Status, e.ResponseBody)
			if err != nil {
				t.Errorf("not as in the contract: %s\n%s", err, e.ResponseBody)
			}
		})
	}
	c.server = httptest.NewServer(c)
	t.Cleanup(c.server.Close)
	c.logIn()
	return c
}

func (c *tenant) logIn() *response {
	c.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"sim-client"}, "client_secret": {"sim-secret"}}
	r := c.authorize(form)
	c.token, _ = r.body.(object)["access_token"].(string)
	return r
}

func (c *tenant) authorize(form url.Values) *response {
	c.t.Helper()
	r, err := c.send("POST", "/oauth/token", "application/x-www-form-urlencoded", form.Encode())
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// response is what a client receives.
type response struct {
	status int
	header http.Header
	raw    string
	body   any
}

// text is at a place of the body such as "messages", 0, "text".
func (r *response) text(place ...any) string {
	value := r.body
	for _, step := range place {
		switch step := step.(type) {
		case string:
			fields, _ := value.(object)
			value = fields[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return ""
			}
			value = list[step]
		}
	}
	text, _ := value.(string)
	return text
}

// list are the values of a field in the elements of the body.
func (r *response) list(field string) string {
	texts := []string{}
	elements, _ := r.body.([]any)
	for _, element := range elements {
		texts = append(texts, fmt.Sprint(element.(object)[field]))
	}
	return strings.Join(texts, " ")
}

// try makes a request to a path of the current version, such as
// "GET /{id}?count=true", or of another one, with its body as JSON.
func (c *tenant) try(operation string, body any) (*response, error) {
	c.t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	if !strings.Contains(path, "/workgroups") {
		path = "/workgroups/v1" + path
	}
	contentType, encoded := "", ""
	if body != nil {
		contentType = "application/json"
		if method == http.MethodPatch {
			contentType = "application/json-patch+json"
		}
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		encoded = string(text)
	}
	return c.send(method, path, contentType, encoded)
}

func (c *tenant) send(method, path, contentType, body string) (*response, error) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	received, err := c.server.Client().Do(request)
	if err != nil {
		return nil, err
	}
	defer received.Body.Close()
	raw, err := io.ReadAll(received.Body)
	if err != nil {
		return nil, err
	}
	r := &response{status: received.StatusCode, header: received.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &r.body)
	return r, nil
}

// call makes a request and expects a status.
func (c *tenant) call(status int, operation string, body any) *response {
	c.t.Helper()
	r, err := c.try(operation, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if r.status != status {
		c.t.Fatalf("%s: got status %d, want %d: %s", operation, r.status, status, r.raw)
	}
	return r
}

// refused makes a request and expects an error of the application.
func (c *tenant) refused(status int, says, operation string, body any) {
	c.t.Helper()
	r := c.call(status, operation, body)
	if text := r.text("messages", 0, "text"); !strings.Contains(text, says) {
		c.t.Errorf("%s: says %q, want %q", operation, text, says)
	}
	if r.text("trackingId") == "" || !strings.HasPrefix(r.text("detailCode"), "4") {
		c.t.Errorf("%s: lacks a tracking ID or code: %s", operation, r.raw)
	}
}

// groups makes governance groups.
func (c *tenant) groups(names ...string) []string {
	ids := []string{}
	for _, name := range names {
		ids = append(ids, c.AddGroup(name, c.owner))
	}
	return ids
}

// filtered is a request for the groups that a filter selects.
func filtered(filter, more string) string {
	return "GET ?" + more + "filters=" + url.QueryEscape(filter)
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
