package katapult_test

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	listGroups  = "GET /organizations/organization/virtual_machine_groups"
	createGroup = "POST /organizations/organization/virtual_machine_groups"
	getGroup    = "GET /virtual_machine_groups/virtual_machine_group"
	updateGroup = "PATCH /virtual_machine_groups/virtual_machine_group"
	deleteGroup = "DELETE /virtual_machine_groups/virtual_machine_group"
)

func TestSuccessCarriesTheHeadersOfTheAPI(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	first := c.ok("GET /zones", nil)
	again := c.ok("GET /zones", nil)
	equal(t, "content type", first.header.Get("Content-Type"), "application/json")
	equal(t, "cache control", first.header.Get("Cache-Control"), "max-age=0, private, must-revalidate")
	equal(t, "date", first.header.Get("Date"), "Mon, 04 May 2026 12:00:10 GMT")
	equal(t, "schema", first.header.Get("X-Api-Schema"), "")
	if tag := first.header.Get("Etag"); !regexp.MustCompile(`^W/"[0-9a-f]{32}"$`).MatchString(tag) {
		t.Errorf("entity tag: %q", tag)
	}
	equal(t, "entity tag of the same body", again.header.Get("Etag"), first.header.Get("Etag"))
	if a, b := first.header.Get("X-Request-Id"), again.header.Get("X-Request-Id"); a == b || len(a) != 36 {
		t.Errorf("request IDs %q and %q", a, b)
	}
}

func TestErrorIsWrappedAndMarked(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	r := c.refused(404, "virtual_machine_group_not_found", getGroup, object{"virtual_machine_group": id("vmgrp_none")})
	equal(t, "body", r.raw, `{"error":{"code":"virtual_machine_group_not_found","description":"No virtual machine group was `+
		`found matching any of the criteria provided in the arguments","detail":{}}}`)
	equal(t, "schema", r.header.Get("X-Api-Schema"), "json-error")
	equal(t, "cache control", r.header.Get("Cache-Control"), "no-cache")
	equal(t, "entity tag", r.header.Get("Etag"), "")
	equal(t, "permitted", r.header.Get("X-Ratelimit-Permitted"), "1000")
	equal(t, "remaining", r.header.Get("X-Ratelimit-Remaining"), "999")
}

func TestTokens(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Organizations: []string{"acme", "globex"}})
	c.AddToken(katapult.Token{Value: "reader", Scopes: []string{"virtual_machine_groups:read"}})
	c.AddToken(katapult.Token{Value: "elsewhere", Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	c.AddToken(katapult.Token{Value: "here", Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	c.AddToken(katapult.Token{Value: "globex", Organizations: []string{"globex"}})
	group := c.newGroup()

	c.token = ""
	c.refused(400, "missing_api_token", "GET /zones", nil)
	c.token = "wrong"
	c.refused(403, "invalid_api_token", "GET /zones", nil)
	c.token = "reader"
	c.ok(listGroups, object{"organization": acme})
	c.ok("GET /zones", nil)
	denied := c.refused(403, "scope_not_granted", deleteGroup, object{"virtual_machine_group": id(group)})
	equal(t, "scopes", denied.text("error", "detail", "scopes", 0), "virtual_machine_groups")
	c.token = "elsewhere"
	equal(t, "address", c.refused(403, "unauthorized_network_for_api_token", "GET /zones", nil).
		text("error", "detail", "ip_address"), "127.0.0.1")
	c.token = "here"
	c.ok("GET /zones", nil)
	c.token = "globex"
	c.refused(404, "organization_not_found", listGroups, object{"organization": acme})
	c.refused(404, "virtual_machine_group_not_found", getGroup, object{"virtual_machine_group": id(group)})
	c.ok(listGroups, object{"organization": object{"sub_domain": "globex"}})
}

func TestRateLimitIsAFixedMinuteOfTheClock(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{RateLimit: 3})
	c.AddToken(katapult.Token{Value: "other"})
	c.ok("GET /zones", nil)
	c.call("GET /nowhere", nil)
	last := c.ok("GET /zones", nil)
	equal(t, "remaining", last.header.Get("X-Ratelimit-Remaining"), "0")
	over := c.refused(429, "rate_limit_reached", "GET /zones", nil)
	equal(t, "permitted", over.get("error", "detail", "total_permitted"), any(3.0))
	equal(t, "remaining", over.header.Get("X-Ratelimit-Remaining"), "0")

	c.token = "other"
	equal(t, "another token's remaining", c.ok("GET /zones", nil).header.Get("X-Ratelimit-Remaining"), "2")
	c.token = katapult.DefaultToken
	c.clock.Advance(49 * time.Second)
	c.refused(429, "rate_limit_reached", "GET /zones", nil)
	c.clock.Advance(time.Second)
	equal(t, "remaining in the next minute", c.ok("GET /zones", nil).header.Get("X-Ratelimit-Remaining"), "2")
}

func TestRateLimitOfShorterWindows(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{RateLimit: 1, RateWindow: 2 * time.Second})
	c.ok("GET /zones", nil)
	c.clock.Advance(time.Second)
	c.refused(429, "rate_limit_reached", "GET /zones", nil)
	c.clock.Advance(time.Second)
	c.ok("GET /zones", nil)
}

func TestObjectMayBeNamedInQueryBodyOrPath(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.newGroup()
	base := c.server.URL + "/core/v1/virtual_machine_groups/"
	query := "?virtual_machine_group%5Bid%5D="
	for _, target := range []string{
		"virtual_machine_group" + query + group, "_" + query + group, ":virtual_machine_group" + query + group,
		"x" + query + group, group,
	} {
		if r, err := c.send(http.MethodGet, base+target, nil); err != nil || r.status != 200 {
			t.Errorf("GET %s: %v %v", target, r, err)
		}
	}
	rename := `{"properties":{"name":"app"}}`
	if r, err := c.send(http.MethodPatch, base+"_"+query+group, strings.NewReader(rename)); err != nil || r.status != 200 {
		t.Errorf("PATCH with the lookup in the query: %v %v", r, err)
	}
	both := `{"virtual_machine_group":{"id":"` + group + `"},"properties":{"name":"db"}}`
	if r, err := c.send(http.MethodPatch, base+"_"+query+"vmgrp_other", strings.NewReader(both)); err != nil || r.status != 200 {
		t.Errorf("the body does not win over the query: %v %v", r, err)
	}
	if r, err := c.send(http.MethodDelete, base+group, nil); err != nil || r.text("virtual_machine_group", "name") != "db" {
		t.Errorf("DELETE with the ID in the path: %v %v", r, err)
	}
}

func TestLookupMistakes(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.refused(404, "virtual_machine_group_not_found", getGroup, object{"virtual_machine_group": id("")})
	c.refused(404, "virtual_machine_group_not_found", getGroup, object{"virtual_machine_group": id("nonsense")})
	c.refused(404, "virtual_machine_group_not_found", getGroup,
		object{"virtual_machine_group": id(c.OrganizationID("acme"))})
	c.refused(404, "organization_not_found", listGroups, object{"organization": object{"sub_domain": "nobody"}})
	c.refused(400, "missing_required_argument", deleteGroup, nil)
	c.refused(400, "missing_required_argument", "GET /virtual_machine_groups/_", nil)
	c.refused(400, "missing_required_argument", "GET /virtual_machine_groups/:id", nil)
	for issue, lookup := range map[string]object{
		"missing_lookup_value":    {},
		"ambiguous_lookup_values": {"id": c.OrganizationID("acme"), "sub_domain": "acme"},
	} {
		r := c.refused(400, "invalid_argument", createGroup, object{"organization": lookup, "properties": object{"name": "web"}})
		equal(t, "issue", r.text("error", "detail", "issue"), issue)
		equal(t, "path", r.text("error", "detail", "path", 0), "organization")
	}
}

func TestFrameworkErrors(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.refused(404, "route_not_found", "GET /nowhere", nil)
	c.refused(404, "route_not_found", "PUT /zones", nil)
	c.refused(400, "missing_required_argument", createGroup, object{"organization": acme})
	r := c.refused(400, "invalid_argument", createGroup, object{"organization": acme, "properties": object{"name": 5}})
	equal(t, "issue", r.text("error", "detail", "issue"), "invalid_scalar")
	equal(t, "path", r.text("error", "detail", "path", 1), "name")
	for _, body := range []string{"{", "[]", "{} {}"} {
		r, err := c.send(http.MethodPost, c.server.URL+"/core/v1/organizations/organization/virtual_machine_groups",
			strings.NewReader(body))
		if err != nil || r.status != 400 || r.get("error", "code") != "invalid_json_body" {
			t.Errorf("body %q: %v %v", body, r, err)
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	const list = "GET /organizations/organization/virtual_networks"
	empty := c.ok(list, object{"organization": acme})
	equal(t, "total pages of nothing", empty.get("pagination", "total_pages"), any(0.0))
	for range 31 {
		c.ok("POST /organizations/organization/virtual_networks", object{
			"organization": acme, "data_center": object{"permalink": "uk-lon-01"}, "properties": object{"name": "back"},
		})
	}
	equal(t, "rows by default", len(c.ok(list, object{"organization": acme}).list("virtual_networks")), 30)
	second := c.ok(list, object{"organization": acme, "page": "2"})
	equal(t, "rows of the second page", len(second.list("virtual_networks")), 1)
	equal(t, "page", second.get("pagination", "current_page"), any(2.0))
	equal(t, "pages", second.get("pagination", "total_pages"), any(2.0))
	equal(t, "total", second.get("pagination", "total"), any(31.0))
	equal(t, "rows beyond the end", len(c.ok(list, object{"organization": acme, "page": "9"}).list("virtual_networks")), 0)
	equal(t, "rows of 200", len(c.ok(list, object{"organization": acme, "per_page": "200"}).list("virtual_networks")), 31)
	c.refused(400, "invalid_argument", list, object{"organization": acme, "per_page": "201"})
	c.refused(400, "invalid_argument", list, object{"organization": acme, "page": "0"})
}
