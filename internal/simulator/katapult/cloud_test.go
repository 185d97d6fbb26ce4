package katapult_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	contract "terraform-provider-katapult/internal/contract/katapult"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

// noon is when tests begin, far from the end of a minute.
var noon = time.Date(2026, time.May, 4, 12, 0, 10, 0, time.UTC)

// cloud is a simulator behind HTTP, with what tests do to it.
type cloud struct {
	*katapult.Simulator
	t      *testing.T
	clock  *simulator.ManualClock
	server *httptest.Server
	token  string
}

// open starts a simulator. Every exchange is checked against the contract.
func open(t *testing.T, options katapult.Options) *cloud {
	t.Helper()
	c := &cloud{t: t, clock: simulator.NewManualClock(noon), token: katapult.DefaultToken}
	if options.Clock == nil {
		options.Clock = c.clock
	}
	c.Simulator = katapult.New(options)
	if document := contract.Open(t); document != nil {
		c.Observe(func(e simulator.Exchange) {
			if e.Injected {
				return
			}
			if err := document.Check(e.Method, e.Path, e.Query, e.Body, e.Status, e.ResponseBody); err != nil {
				t.Errorf("not as in the contract: %s\n%s", err, e.ResponseBody)
			}
		})
	}
	c.server = httptest.NewServer(c)
	t.Cleanup(c.server.Close)
	return c
}

// response is what a client receives.
type response struct {
	t      *testing.T
	status int
	header http.Header
	raw    string
	body   any
}

// object is what tests write as arguments.
type object = map[string]any

// try makes a request to an operation. Arguments are the query of a GET,
// otherwise the body.
func (c *cloud) try(operation string, arguments object) (*response, error) {
	c.t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	target := c.server.URL + "/core/v1" + path
	var body io.Reader
	if method == http.MethodGet {
		query := url.Values{}
		for name, value := range arguments {
			if lookup, nested := value.(object); nested {
				for key, inner := range lookup {
					query.Set(name+"["+key+"]", inner.(string))
				}
				continue
			}
			query.Set(name, value.(string))
		}
		if len(query) > 0 {
			target += "?" + query.Encode()
		}
	} else if arguments != nil {
		encoded, err := json.Marshal(arguments)
		if err != nil {
			c.t.Fatal(err)
		}
		body = bytes.NewReader(encoded)
	}
	return c.send(method, target, body)
}

func (c *cloud) send(method, target string, body io.Reader) (*response, error) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, target, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
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
	r := &response{t: c.t, status: received.StatusCode, header: received.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &r.body)
	return r, nil
}

// call makes a request and expects a response.
func (c *cloud) call(operation string, arguments object) *response {
	c.t.Helper()
	r, err := c.try(operation, arguments)
	if err != nil {
		c.t.Fatalf("%s: %s", operation, err)
	}
	return r
}

// ok makes a request and expects success.
func (c *cloud) ok(operation string, arguments object) *response {
	c.t.Helper()
	r := c.call(operation, arguments)
	if r.status/100 != 2 {
		c.t.Fatalf("%s: %d %s", operation, r.status, r.raw)
	}
	return r
}

// refused makes a request and expects an error.
func (c *cloud) refused(status int, code, operation string, arguments object) *response {
	c.t.Helper()
	r := c.call(operation, arguments)
	if r.status != status || r.get("error", "code") != code {
		c.t.Fatalf("%s: got %d %s, want %d %s", operation, r.status, r.raw, status, code)
	}
	return r
}

// get is the value in the body at keys and indices.
func (r *response) get(path ...any) any {
	r.t.Helper()
	value := r.body
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := value.(object)
			value = o[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				r.t.Fatalf("nothing at %v in %s", path, r.raw)
			}
			value = list[step]
		}
	}
	return value
}

func (r *response) text(path ...any) string {
	r.t.Helper()
	value, isText := r.get(path...).(string)
	if !isText {
		r.t.Fatalf("no text at %v in %s", path, r.raw)
	}
	return value
}

func (r *response) list(path ...any) []any {
	r.t.Helper()
	value, isList := r.get(path...).([]any)
	if !isList {
		r.t.Fatalf("no list at %v in %s", path, r.raw)
	}
	return value
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

var acme = object{"sub_domain": "acme"}

func id(value string) object { return object{"id": value} }

// newGroup creates a group over the API.
func (c *cloud) newGroup() string {
	c.t.Helper()
	return c.ok("POST /organizations/organization/virtual_machine_groups",
		object{"organization": acme, "properties": object{"name": "web"}}).text("virtual_machine_group", "id")
}
