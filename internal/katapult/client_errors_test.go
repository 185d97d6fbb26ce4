package katapult_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/rest"
)

// clientWithResponse returns a client of a server with the same response to every
// request.
func clientWithResponse(t *testing.T, status int, fromAPI bool, body string) *katapult.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if fromAPI {
			w.Header().Set("X-Api-Schema", "json-error")
		}
		w.Header().Set("X-Request-Id", "req-1")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return katapult.New(katapult.Options{
		URL: server.URL, Token: "t", Organization: "acme", MaxRetries: 1,
		Backoff: func(int) time.Duration { return 0 }, ReleaseGrace: time.Nanosecond,
	})
}

func TestErrorSaysWhatTheAPISaid(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		says   []string
	}{
		"missing_api_token": {
			400, `{"error":{"code":"missing_api_token","description":"No API token was provided","detail":{}}}`,
			[]string{"No API token was provided.", "400 missing_api_token", "request req-1"},
		},
		"invalid_api_token": {
			403, `{"error":{"code":"invalid_api_token","description":"Bad token","detail":{"details":"It has expired"}}}`,
			[]string{"Bad token. It has expired.", "403 invalid_api_token"},
		},
		"unauthorized_network_for_api_token": {
			403, `{"error":{"code":"unauthorized_network_for_api_token","description":"Not from here","detail":{"ip_address":"203.0.113.9"}}}`,
			[]string{"from 203.0.113.9"},
		},
		"invalid_capabilities_token": {
			403, `{"error":{"code":"invalid_capabilities_token","description":"Wrong kind","detail":{}}}`,
			[]string{"Wrong kind."},
		},
		"scope_not_granted": {
			403, `{"error":{"code":"scope_not_granted","description":"No","detail":{"scopes":["disks","disks:read"]}}}`,
			[]string{"disks, disks:read"},
		},
		"permission_denied, details null": {
			403, `{"error":{"code":"permission_denied","description":"No","detail":{"details":null}}}`,
			[]string{"403 permission_denied"},
		},
		"deletion_restricted": {
			409, `{"error":{"code":"deletion_restricted","description":"No","detail":{"errors":["One is in use","Two as well."]}}}`,
			[]string{"One is in use. Two as well. ("},
		},
		"a text where a list is declared": {
			400, `{"error":{"code":"invalid_spec_xml","description":"No","detail":{"errors":"line 3"}}}`,
			[]string{"line 3."},
		},
		"the bare form of the documentation": {
			409, `{"code":"deletion_restricted","description":"No","detail":{"errors":["One is in use"]}}`,
			[]string{"One is in use.", "deletion_restricted"},
		},
		"a detail of an unknown shape": {
			422, `{"error":{"code":"validation_error","description":"No","detail":[1,2]}}`,
			[]string{"422 validation_error"},
		},
		"a page of a proxy": {
			407, "<html><body>\n<h1>Proxy login</h1></body></html>",
			[]string{"not one of the Katapult API", "Proxy login", "407"},
		},
		"an empty body": {404, "", []string{"an empty body", "404"}},
		"object_in_trash": {
			406, `{"error":{"code":"object_in_trash","description":"In the trash","detail":{"trash_object":{"id":"trsh_1","object_id":"vm_1","object_type":"VirtualMachine","keep_until":1777882444}}}}`,
			[]string{"VirtualMachine vm_1", "trsh_1", "2026-05-04T08:14:04Z"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := clientWithResponse(t, test.status, true, test.body).VirtualMachineGroups.Delete(t.Context(), "vmgrp_1")
			for _, part := range append(test.says, "DELETE /virtual_machine_groups/virtual_machine_group") {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
		})
	}
}

// A proxy with a rate limit does not know the API's codes.
func TestRateLimitIsWaitedOutWhateverImposesIt(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"error":{"code":"rate_limit_reached","description":"Too many","detail":{}}}`,
		`{"error":{"code":"slow_down","description":"Too many","detail":{}}}`,
		"<html><body>Too Many Requests</body></html>",
		"",
	} {
		requests := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if requests++; requests < 5 {
				w.WriteHeader(http.StatusTooManyRequests)
				_, _ = w.Write([]byte(body))
				return
			}
			_, _ = w.Write([]byte(`{"virtual_machine_group":{"id":"vmgrp_1"}}`))
		}))
		t.Cleanup(server.Close)
		client := katapult.New(katapult.Options{URL: server.URL, Backoff: func(int) time.Duration { return 0 }})
		err := client.VirtualMachineGroups.Delete(t.Context(), "vmgrp_1")
		if err != nil || requests != 5 {
			t.Errorf("%q: after %d requests: %v", body, requests, err)
		}
	}
}

func TestOnlyTheThingItselfBeingGoneIsNotFound(t *testing.T) {
	t.Parallel()
	body := func(code string) string {
		return `{"error":{"code":"` + code + `","description":"None was found","detail":{}}}`
	}
	tests := map[string]struct {
		status  int
		fromAPI bool
		body    string
		gone    bool
	}{
		"the group":                {404, true, body("virtual_machine_group_not_found"), true},
		"what has no trash":        {406, true, body("object_in_trash"), false},
		"the organization":         {404, true, body("organization_not_found"), false},
		"the route":                {404, true, body("route_not_found"), false},
		"a page of a proxy":        {404, false, "<html>not here</html>", false},
		"not marked by the API":    {404, false, body("virtual_machine_group_not_found"), false},
		"a refused token":          {403, true, body("invalid_api_token"), false},
		"nothing that can be read": {404, true, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := clientWithResponse(t, test.status, test.fromAPI, test.body).VirtualMachineGroups.Get(t.Context(), "vmgrp_1")
			if err == nil || errors.Is(err, katapult.ErrNotFound) != test.gone {
				t.Errorf("gone: %t, want %t: %v", !test.gone, test.gone, err)
			}
		})
	}
}

func TestMissingOrganizationIsNeverAMissingObject(t *testing.T) {
	t.Parallel()
	c := clientWithResponse(t, 404, true, `{"error":{"code":"organization_not_found","description":"None","detail":{}}}`)
	if _, err := c.VirtualMachineGroups.List(t.Context()); !errors.Is(err, katapult.OrganizationNotFound) || errors.Is(err, katapult.ErrNotFound) {
		t.Error(err)
	}
}

func TestServerErrorLeavesOpenWhetherAPostTookEffect(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"of a gateway":   "<html>bad gateway</html>",
		"within the API": `{"error":{"code":"unhandled_exception","description":"Oops","detail":{}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := clientWithResponse(t, 500, true, body).VirtualMachineGroups.Create(t.Context(), katapult.VirtualMachineGroupArguments{})
			if ambiguous := (*rest.UnknownOutcomeError)(nil); !errors.As(err, &ambiguous) {
				t.Error(err)
			}
		})
	}
}

func TestOnlyWhatIsNamedInTheTrashCanBeBroughtBack(t *testing.T) {
	t.Parallel()
	const entry = `{"id":"trsh_1","object_id":"vm_1","object_type":"VirtualMachine","keep_until":1777882444}`
	for name, test := range map[string]struct{ code, entry, id string }{
		"in the trash":    {"object_in_trash", entry, "vm_1"},
		"unnamed":         {"object_in_trash", `null`, ""},
		"without its ID":  {"object_in_trash", `{"id":"trsh_1"}`, ""},
		"of another code": {"permission_denied", entry, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"error":{"code":"` + test.code + `","detail":{"trash_object":` + test.entry + `}}}`
			_, err := clientWithResponse(t, 406, true, body).VirtualMachines.Get(t.Context(), "vm_1")
			var recoverable rest.Recoverable
			if !errors.As(err, &recoverable) {
				t.Fatal(err)
			}
			id, how := recoverable.Recovery()
			if says := strings.Contains(how, "trsh_1 and kept until 2026-05-04T08:14:04Z") && strings.Contains(how, "katapult_trash_object_restore"); id != test.id || says != (test.id != "") {
				t.Errorf("%q: %s", id, how)
			}
		})
	}
}
