package katapult_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/contract"
	"terraform-provider-katapult/internal/contract/katapult"
)

func open(t *testing.T) *katapult.Contract {
	t.Helper()
	contract.Require(t, "katapult/core-openapi.json")
	return katapult.Open(t)
}

const (
	groupPath  = "/core/v1/virtual_machine_groups/virtual_machine_group"
	groupsPath = "/core/v1/organizations/organization/virtual_machine_groups"
	group      = `{"id":"vmgrp_1","name":"web","segregate":true,"auto_segregate":false,"created_at":1}`
)

func TestCheck(t *testing.T) {
	t.Parallel()
	c := open(t)
	for _, test := range []struct {
		name, method, path, query, body string
		status                          int
		response                        string
		complaint                       string
	}{
		{"read", "GET", groupPath, "virtual_machine_group[id]=x", "", 200, `{"virtual_machine_group":` + group + `}`, ""},
		{"any placeholder", "GET", "/core/v1/virtual_machine_groups/vmgrp_1", "", "", 200, `{"virtual_machine_group":` + group + `}`, ""},
		{"delete by path", "DELETE", "/core/v1/virtual_machine_groups/vmgrp_1", "", "", 200, `{"virtual_machine_group":` + group + `}`, ""},
		{"delete by query", "DELETE", groupPath, "virtual_machine_group[id]=x", "", 200, `{"virtual_machine_group":` + group + `}`, ""},
		{
			"wrapped error", "DELETE", groupPath, "virtual_machine_group[id]=x", "", 409,
			`{"error":{"code":"deletion_restricted","description":"no","detail":{"errors":["x"]}}}`, "",
		},
		{
			"bare error", "DELETE", groupPath, "virtual_machine_group[id]=x", "", 409,
			`{"code":"deletion_restricted","description":"no","detail":{"errors":["x"]}}`, "",
		},
		{"framework error", "DELETE", groupPath, "", "", 400, `{"error":{"code":"missing_required_argument"}}`, ""},
		{"newer operation", "DELETE", "/core/v1/certificates/certificate", "certificate[id]=x", "", 200, `{"certificate":{"id":"x","anything":1}}`, ""},
		{"object instead of a list", "GET", "/core/v1/certificates/certificate", "certificate[id]=x", "", 200, `{"certificate":{"id":"x","issuer":"custom"}}`, ""},
		{"object of another kind", "GET", "/core/v1/certificates/certificate", "certificate[id]=x", "", 200, `{"certificate":{"id":"x","issuer":"none"}}`, `value is not one of the allowed values`},
		{"unknown route", "GET", "/core/v1/nowhere", "", "", 404, `{"error":{"code":"route_not_found"}}`, ""},

		{"no lookup", "DELETE", groupPath, "", "", 200, `{"virtual_machine_group":` + group + `}`, `"virtual_machine_group" is missing`},
		{"unknown operation", "GET", "/core/v1/nowhere", "", "", 200, `{}`, "no such operation"},
		{"wrong method", "PUT", groupPath, "", "", 200, `{}`, "no such operation"},
		{"undeclared parameter", "GET", groupPath, "group=x", "", 200, `{"virtual_machine_group":` + group + `}`, `undeclared parameter "group"`},
		{
			"page that is no number", "GET", "/core/v1/organizations/organization/virtual_networks", "page=x", "", 200,
			`{"virtual_networks":[]}`, "not an integer",
		},
		{
			"undeclared argument", "POST", groupsPath, "", `{"organization":{"id":"x"},"properties":{"naem":"x"}}`, 200,
			`{"virtual_machine_group":` + group + `}`, `"naem" is unsupported`,
		},
		{
			"wrong type", "POST", groupsPath, "", `{"organization":{"id":"x"},"properties":{"name":1}}`, 200,
			`{"virtual_machine_group":` + group + `}`, "/properties/name",
		},
		{"undeclared field", "GET", groupPath, "", "", 200, `{"virtual_machine_group":{"id":"x","colour":"red"}}`, `"colour" is unsupported`},
		{"wrong type of field", "GET", groupPath, "", "", 200, `{"virtual_machine_group":{"id":1}}`, `Error at "/id"`},
		{"null field", "GET", groupPath, "", "", 200, `{"virtual_machine_group":{"id":null}}`, "not nullable"},
		{"undeclared status", "GET", groupPath, "", "", 201, `{"virtual_machine_group":` + group + `}`, "undeclared status 201"},
		{"code of older documentation", "POST", "/core/v1/organizations/organization/disks", "", `{"organization":{"id":"x"},"properties":{"name":"x"}}`, 404, `{"error":{"code":"data_center_not_found"}}`, ""},
		{"undeclared code", "GET", groupPath, "", "", 404, `{"error":{"code":"disk_not_found","description":"","detail":{}}}`, "/code"},
		{"plain text", "GET", "/core/v1/virtual_machine/authorized_keys", "", "", 200, "ssh-ed25519 AAAA jo", ""},
		{"plain text with a parameter", "GET", "/core/v1/virtual_machine/authorized_keys", "x=y", "", 200, "", `undeclared parameter "x"`},
		{"no JSON", "GET", groupPath, "", "", 200, `<html>`, "not JSON"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(test.query)
			if err != nil {
				t.Fatal(err)
			}
			err = c.Check(test.method, test.path, query, []byte(test.body), test.status, []byte(test.response))
			switch {
			case test.complaint == "" && err != nil:
				t.Error(err)
			case test.complaint != "" && (err == nil || !strings.Contains(err.Error(), test.complaint)):
				t.Errorf("got %v, want %q", err, test.complaint)
			}
		})
	}
}

// covered are prefixes of the operations whose differences from the contract
// are known.
var covered = []string{
	"/address_lists", "/address_list_entries", "/data_centers", "/disks", "/networks", "/organizations/organization/available_networks",
	"/organizations/organization/address_lists", "/organizations/organization/disk_io_profiles", "/organizations/organization/disks",
	"/organizations/organization/ip_addresses", "/organizations/organization/network_speed_profiles",
	"/organizations/organization/virtual_machine_groups", "/organizations/organization/virtual_networks",
	"/organizations/organization/tags", "/ip_addresses", "/tags", "/tasks", "/trash_objects", "/virtual_machine_groups", "/virtual_machine_network_interfaces",
	"/virtual_networks", "/virtual_machines/virtual_machine",
}

// TestRecordingsKeepTheContract shows that no difference is unknown. Otherwise
// the simulator would have to keep to what the real API does not.
func TestRecordingsKeepTheContract(t *testing.T) {
	t.Parallel()
	c := open(t)
	files, err := filepath.Glob(filepath.Join(contract.Require(t, "katapult/recordings"), "v?__*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var recording struct {
			Interactions []struct {
				Op, Method, Path string
				Query            map[string]any
				RequestBody      json.RawMessage `json:"request_body"`
				Status           int
				ResponseBody     json.RawMessage `json:"response_body"`
			}
		}
		if err := json.Unmarshal(raw, &recording); err != nil {
			t.Fatal(err)
		}
		for _, i := range recording.Interactions {
			_, path, _ := strings.Cut(i.Op, " ")
			isCovered := false
			for _, beginning := range covered {
				isCovered = isCovered || path == beginning || strings.HasPrefix(path, beginning+"/")
			}
			if !isCovered {
				continue
			}
			query := url.Values{}
			for name, value := range i.Query {
				if text, isText := value.(string); isText {
					query.Set(name, text)
				}
			}
			body := i.RequestBody
			if string(body) == "null" {
				body = nil
			}
			if err := c.Check(i.Method, i.Path, query, body, i.Status, i.ResponseBody); err != nil {
				t.Errorf("%s: %s", filepath.Base(file), err)
			}
		}
	}
}
