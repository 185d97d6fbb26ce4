package sailpoint_test

import (
	"net/url"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/contract"
	"terraform-provider-katapult/internal/contract/sailpoint"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	contract.Require(t, "sailpoint/governance-groups.v1.openapi.json")
	c := sailpoint.Open(t)
	const (
		jsonType  = "application/json"
		patchType = "application/json-patch+json"
		refusal   = `{"detailCode":"404 Not found","trackingId":"1","messages":[{"locale":"en-US","localeOrigin":"DEFAULT","text":"x"}]}`
	)
	for _, test := range []struct {
		name, request, contentType, body string
		status                           int
		response, complaint              string
	}{
		{"list", "GET /workgroups/v1?limit=250&count=true&sorters=id", "", "", 200, `[{"id":"1","owner":{"id":"2","displayName":"x"}}]`, ""},
		{"year version", "GET /v2026/workgroups/1", "", "", 200, `{"id":"1"}`, ""},
		{"patch", "PATCH /beta/workgroups/1", patchType, `[{"op":"replace","path":"/owner","value":{"id":"1"}}]`, 200, `{}`, ""},
		{"literal before parameter", "POST /workgroups/v1/bulk-delete", jsonType, `{"ids":["1"]}`, 207, `[{"id":"1","status":204}]`, ""},
		{"status as text", "POST /workgroups/v1/bulk-delete", jsonType, `{"ids":["1"]}`, 207, `[{"id":"1","status":"204"}]`, ""},
		{"delete", "DELETE /workgroups/v1/1", "", "", 204, "", ""},
		{"unknown group", "GET /workgroups/v1/1", "", "", 404, refusal, ""},
		{"refused request", "POST /workgroups/v1", jsonType, `{"colour":"x"}`, 400, refusal, ""},
		{"token", "POST /oauth/token", "", "", 200, `{}`, ""},

		{"unknown operation", "PUT /workgroups/v1/1", "", "", 200, `{}`, "no such operation"},
		{"too long a page", "GET /workgroups/v1/1/members?limit=51", "", "", 200, `[]`, `"limit"`},
		{"undeclared parameter", "GET /workgroups/v1/1?count=true", "", "", 200, `{}`, `undeclared parameter "count"`},
		{"undeclared argument", "POST /workgroups/v1", jsonType, `{"colour":"x"}`, 200, `{}`, "undeclared field /colour"},
		{"read-only argument", "POST /workgroups/v1", jsonType, `{"memberCount":1}`, 200, `{}`, "memberCount"},
		{"bare list of IDs", "POST /workgroups/v1/bulk-delete", jsonType, `["1"]`, 207, `[]`, "object"},
		{"content type", "PATCH /workgroups/v1/1", jsonType, `[]`, 200, `{}`, "undeclared content type"},
		{"body of a delete", "DELETE /workgroups/v1/1", jsonType, `{}`, 204, "", "a body where the contract has none"},
		{"undeclared status", "POST /workgroups/v1", jsonType, `{}`, 201, `{}`, "undeclared status 201"},
		{"undeclared field", "GET /workgroups/v1/1", "", "", 200, `{"owner":{"mail":"x"}}`, "undeclared field /owner/mail"},
		{"item without a status", "POST /workgroups/v1/bulk-delete", jsonType, `{"ids":[]}`, 207, `[{"id":"1"}]`, "status"},
		{"null", "GET /workgroups/v1/1", "", "", 200, `{"description":null}`, "not nullable"},
		{"no JSON", "GET /workgroups/v1/1", "", "", 200, `<html>`, "not JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			method, target, _ := strings.Cut(test.request, " ")
			parsed, err := url.Parse(target)
			if err != nil {
				t.Fatal(err)
			}
			err = c.Check(method, parsed.Path, parsed.Query(), test.contentType, []byte(test.body), test.status, []byte(test.response))
			switch {
			case test.complaint == "" && err != nil:
				t.Error(err)
			case test.complaint != "" && (err == nil || !strings.Contains(err.Error(), test.complaint)):
				t.Errorf("got %v, want %q", err, test.complaint)
			}
		})
	}
}
