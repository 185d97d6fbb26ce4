package sailpoint_test

import (
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestTokenExpires(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{TokenLife: time.Minute})
	granted := c.logIn()
	equal(t, "type", granted.text("token_type"), "bearer")
	equal(t, "life", granted.body.(object)["expires_in"], any(60.0))
	equal(t, "parts of the token", strings.Count(c.token, "."), 2)
	c.call(200, "GET ", nil)
	c.clock.Advance(59 * time.Second)
	c.call(200, "GET ", nil)
	c.clock.Advance(time.Second)
	equal(t, "expired", c.call(401, "GET ", nil).raw, `{"error":"JWT validation failed: JWT is expired"}`)
	c.logIn()
	c.call(200, "GET ", nil)
	c.RevokeTokens()
	equal(t, "revoked", strings.Contains(c.call(401, "GET ", nil).text("error"), "JWT"), true)
	c.token = ""
	equal(t, "none", strings.Contains(c.call(401, "GET ", nil).text("error"), "JWT"), true)
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{ClientID: "me", ClientSecret: "mine"})
	c.token = ""
	form := func(grant, id, secret string) url.Values {
		return url.Values{"grant_type": {grant}, "client_id": {id}, "client_secret": {secret}}
	}
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		code   string
	}{
		{"right", form("client_credentials", "me", "mine"), 200, ""},
		{"wrong secret", form("client_credentials", "me", "sim-secret"), 401, "invalid_client"},
		{"wrong client", form("client_credentials", "sim-client", "mine"), 401, "invalid_client"},
		{"other grant", form("password", "me", "mine"), 400, "unsupported_grant_type"},
		{"nothing", url.Values{}, 400, "invalid_request"},
	} {
		r := c.authorize(test.form)
		equal(t, test.name, r.status, test.status)
		equal(t, test.name, r.text("error"), test.code)
		equal(t, test.name+" describes itself", r.text("error_description") != "", test.status != 200)
	}
	query, err := c.send("POST", "/oauth/token?"+form("client_credentials", "me", "mine").Encode(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "in the query", query.status, 200)
	parts := "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\nme\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\nmine\r\n--x--\r\n"
	multipart, err := c.send("POST", "/oauth/token", "multipart/form-data; boundary=x", parts)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "in parts", multipart.status, 200)
}

func TestScopes(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{Scopes: []string{"idn:workgroup:manage"}})
	id := c.groups("web")[0]
	c.call(200, "GET /"+id, nil)
	c.call(207, "POST /bulk-delete", object{"ids": []string{"x"}})
	c.refused(403, "refuses to authorize", "POST /"+id+"/members/bulk-add", []object{})
}

func TestVersions(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	id := c.groups("web")[0]
	for _, path := range []string{"/workgroups/v1", "/v2024/workgroups", "/v2025/workgroups", "/v2026/workgroups", "/beta/workgroups"} {
		c.call(200, "GET "+path, nil)
		c.call(200, "GET "+path+"/"+id, nil)
		c.call(200, "GET "+path+"/"+id+"/members", nil)
		c.call(207, "POST "+path+"/bulk-delete", object{"ids": []string{"x"}})
	}
	for _, request := range c.Requests()[1:] {
		if !strings.Contains(request.Operation, " /workgroups") || strings.Contains(request.Operation, "v2026") {
			t.Errorf("operation of %s: %q", request.Path, request.Operation)
		}
	}
	for _, path := range []string{"/workgroups", "/v2/workgroups", "/v3/workgroups", "/workgroups/v2", "/workgroups/v1/" + id + "/owners"} {
		r, err := c.send("GET", path, "", "")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, path, r.status, 404)
		equal(t, path+" was not the application", r.text("detailCode"), "")
	}
}

func TestRateLimitSlides(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{RateLimit: 2})
	c.call(200, "GET ", nil)
	c.clock.Advance(3500 * time.Millisecond)
	c.call(200, "GET ", nil)
	refused := c.call(429, "GET ", nil)
	equal(t, "body", refused.raw, `{"message":" Rate Limit Exceeded "}`)
	equal(t, "wait", refused.header.Get("Retry-After"), "7")
	c.call(200, "GET /v2026/workgroups", nil)
	c.logIn()
	c.call(429, "GET ", nil)
	c.clock.Advance(6500 * time.Millisecond)
	c.call(200, "GET ", nil)
	equal(t, "wait again", c.call(429, "GET ", nil).header.Get("Retry-After"), "4")
}

func TestNoRateLimit(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{RateLimit: -1})
	for range 150 {
		c.call(200, "GET ", nil)
	}
}

func TestFaultsAreUsedUpInOrder(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	const list = "GET /workgroups"
	c.Inject(sailpoint.Fault{Operation: list, Skip: 1, Times: 2, Status: 500})
	c.Inject(sailpoint.Fault{Operation: list, Status: 429, RetryAfter: 3})
	got := []int{}
	for range 5 {
		r, err := c.try("GET ", nil)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.status)
		c.call(404, "GET /x", nil)
	}
	if want := []int{429, 500, 500, 200, 200}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFaultForms(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	c.Inject(sailpoint.Fault{Status: 401})
	c.Inject(sailpoint.Fault{Status: 403})
	c.Inject(sailpoint.Fault{Status: 429, RetryAfter: 3})
	c.Inject(sailpoint.Fault{Status: 500})
	c.Inject(sailpoint.Fault{Status: 502, Body: "<h1>Bad gateway</h1>", ContentType: "text/html"})
	c.Inject(sailpoint.Fault{Operation: "POST /oauth/token", Status: 400, Body: `{"error":"invalid_grant"}`})
	equal(t, "token", c.call(401, "GET ", nil).raw, `{"error":"JWT validation failed: JWT is expired"}`)
	equal(t, "application", c.call(403, "GET ", nil).text("detailCode"), "403 Forbidden")
	equal(t, "gateway", c.call(429, "GET ", nil).header.Get("Retry-After"), "3")
	equal(t, "fault", c.call(500, "GET ", nil).text("messages", 0, "text"), "An internal fault occurred.")
	proxy := c.call(502, "GET ", nil)
	equal(t, "proxy", proxy.raw+proxy.header.Get("Content-Type"), "<h1>Bad gateway</h1>text/html")
	equal(t, "grant", c.logIn().text("error"), "invalid_grant")
	c.logIn()
	c.call(200, "GET ", nil)
}

func TestEffectOfFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		fault  sailpoint.Fault
		groups int
		cut    bool
		status int
	}{
		{"status", sailpoint.Fault{Status: 500}, 0, false, 500},
		{"status after the effect", sailpoint.Fault{Status: 500, AfterEffect: true}, 1, false, 500},
		{"drop before", sailpoint.Fault{DropBefore: true}, 0, true, 0},
		{"drop after", sailpoint.Fault{DropAfter: true}, 1, true, 0},
		{"truncate", sailpoint.Fault{Truncate: true}, 1, true, 200},
		{"latency", sailpoint.Fault{Latency: time.Microsecond}, 1, false, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := open(t, sailpoint.Options{})
			c.ResetRequests()
			c.Inject(test.fault.On("POST /workgroups"))
			_, err := c.try("POST ", object{"name": "web", "owner": object{"type": "IDENTITY", "id": c.owner}})
			equal(t, "cut", err != nil, test.cut)
			if test.cut && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("unexpected error: %s", err)
			}
			equal(t, "groups", len(c.Groups()), test.groups)
			requests := c.Requests()
			equal(t, "requests", len(requests), 1)
			equal(t, "status", requests[0].Status, test.status)
			equal(t, "operation", requests[0].Operation, "POST /workgroups")
			equal(t, "authorization", requests[0].Header.Get("Authorization"), "")
		})
	}
}

func TestFaultThatCannotHappenPanics(t *testing.T) {
	t.Parallel()
	for _, fault := range []sailpoint.Fault{{Operation: "POST /workgroups/v1"}, {Body: "x"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("accepted: %+v", fault)
				}
			}()
			open(t, sailpoint.Options{}).Inject(fault)
		}()
	}
}
