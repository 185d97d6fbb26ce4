package dnsrecord_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnsrecord"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
)

const (
	address  = "katapult_dns_record.r"
	typeName = "katapult_dns_record"
	kind     = "dns_record"
	creates  = "POST /dns_zones/dns_zone/records"
	lists    = "GET /dns_zones/dns_zone/records"
	reads    = "GET /dns_records/dns_record"
	updates  = "PATCH /dns_records/dns_record"
	deletes  = "DELETE /dns_records/dns_record"
	zones    = "GET /organizations/organization/dns_zones"
	checks   = "GET /organizations/organization/available_networks"
)

// zoned is a world with the zone example.com.
func zoned(t *testing.T) (w *acctest.World, zone string) {
	t.Helper()
	w = acctest.New(t, dnsrecord.Object, dnszone.Object)
	return w, w.AddDNSZone("example.com")
}

func named(resourceName, zone string, arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_dns_record\" %q {\n  dns_zone_id = %q\n  %s\n}\n", resourceName, zone, strings.Join(arguments, "\n  "))
}

func in(zone string, arguments ...string) string { return named("r", zone, arguments...) }

// a is an A record with a name.
func a(zone, name string, more ...string) string {
	return in(zone, append([]string{fmt.Sprintf("name = %q", name), `type = "A"`, `value = "203.0.113.7"`}, more...)...)
}

func is(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

func isNull(attribute string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.Null())
}

// only returns the only record that the test has made.
func only(t *testing.T, w *acctest.World) map[string]any {
	t.Helper()
	var found []map[string]any
	for _, r := range w.Objects(kind) {
		if r["type"] != "SOA" && (r["type"] != "NS" || r["name"] != nil) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d records, not one: %v", len(found), found)
	}
	return found[0]
}

// properties are those of the last request of an operation.
func properties(t *testing.T, w *acctest.World, operation string) map[string]any {
	t.Helper()
	var body struct{ Properties map[string]any }
	for _, r := range w.Requests() {
		if r.Operation == operation {
			body.Properties = nil
			if err := json.Unmarshal(r.Body, &body); err != nil {
				t.Fatal(err)
			}
		}
	}
	return body.Properties
}

// everyType has the arguments of a record of each type, a change of its content, and what
// the API gets of either. Its content is on one line.
var everyType = map[string]struct{ first, second, sent, changed, zoneFile string }{
	"A":              {`value = "203.0.113.7"`, `value = "203.0.113.8"`, `{"ip_address":"203.0.113.7"}`, `{"ip_address":"203.0.113.8"}`, `203.0.113.7`},
	"AAAA":           {`value = "2001:db8::7"`, `value = "2001:db8::8"`, `{"ip_address":"2001:db8::7"}`, `{"ip_address":"2001:db8::8"}`, `2001:db8::7`},
	"ALIAS":          {`value = "lb.example.net"`, `value = "lb2.example.net"`, `{"hostname":"lb.example.net"}`, `{"hostname":"lb2.example.net"}`, `lb.example.net`},
	"CNAME":          {`value = "lb.example.net"`, `value = "lb2.example.net"`, `{"hostname":"lb.example.net"}`, `{"hostname":"lb2.example.net"}`, `lb.example.net`},
	"NS":             {`value = "ns.example.net"`, `value = "ns2.example.net"`, `{"hostname":"ns.example.net"}`, `{"hostname":"ns2.example.net"}`, `ns.example.net`},
	"PTR":            {`value = "www.example.net"`, `value = "web.example.net"`, `{"hostname":"www.example.net"}`, `{"hostname":"web.example.net"}`, `www.example.net`},
	"MX":             {"priority = 10\nvalue = \"mail.example.net\"", "priority = 10\nvalue = \"mx.example.net\"", `{"hostname":"mail.example.net"}`, `{"hostname":"mx.example.net"}`, `mail.example.net`},
	"TXT":            {`value = "v=spf1 -all"`, `value = "v=spf1 ~all"`, `{"content":"v=spf1 -all"}`, `{"content":"v=spf1 ~all"}`, `"v=spf1 -all"`},
	"IPS":            {`value = "203.0.113.7"`, `value = "203.0.113.8"`, `{"ip_addresses":"203.0.113.7"}`, `{"ip_addresses":"203.0.113.8"}`, `203.0.113.7`},
	"VirtualMachine": {`value = "vm_1"`, `value = "vm_2"`, `{"virtual_machine":"vm_1"}`, `{"virtual_machine":"vm_2"}`, `vm_1`},
	"SRV": {
		"priority = 0\nsrv = { weight = 10, port = 5060, target = \"sip.example.net\" }", "priority = 0\nsrv = { weight = 0, port = 5060, target = \".\" }",
		`{"port":"5060","target":"sip.example.net","weight":"10"}`, `{"port":"5060","target":".","weight":"0"}`, `10 5060 sip.example.net`,
	},
	"CAA": {
		`caa = { tag = "issue", value = "letsencrypt.org" }`, `caa = { flag = 128, tag = "issuewild", value = ";" }`,
		`{"flag":"0","tag":"issue","value":"letsencrypt.org"}`, `{"flag":"128","tag":"issuewild","value":";"}`, `0 issue "letsencrypt.org"`,
	},
	"SSHFP": {
		`sshfp = { algorithm = 4, fingerprint_type = 2, fingerprint = "a098b812" }`, `sshfp = { algorithm = 1, fingerprint_type = 1, fingerprint = "a098b813" }`,
		`{"algorithm":"4","fingerprint":"a098b812","fingerprint_type":"2"}`, `{"algorithm":"1","fingerprint":"a098b813","fingerprint_type":"1"}`, `4 2 a098b812`,
	},
	"HTTPRedirect": {
		`http_redirect = { url = "https://example.net/" }`, `http_redirect = { url = "https://example.org/", status = 302 }`,
		`{"http_status":"301","url":"https://example.net/"}`, `{"http_status":"302","url":"https://example.org/"}`, `https://example.net/ 301`,
	},
}

// sentContent is the content of a type in the last request of an operation.
func sentContent(t *testing.T, w *acctest.World, operation, recordType string) string {
	t.Helper()
	content, _ := properties(t, w, operation)["content"].(map[string]any)
	text, err := json.Marshal(content[recordType])
	if err != nil || len(content) != 1 {
		t.Fatalf("%v, %v", content, err)
	}
	return string(text)
}

func TestEveryTypeIsCreatedChangedInPlaceAndImported(t *testing.T) {
	t.Parallel()
	for recordType, of := range everyType {
		t.Run(recordType, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			same := statecheck.CompareValue(compare.ValuesSame())
			config := func(arguments string) string {
				return in(zone, `name = "www"`, fmt.Sprintf("type = %q", recordType), arguments)
			}
			w.Run(
				resource.TestStep{Config: config(of.first), ConfigStateChecks: []statecheck.StateCheck{
					same.AddStateValue(address, tfjsonpath.New("id")), is("full_name", "www.example.com"), is("content", of.zoneFile), isNull("ttl"),
				}},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: key},
				resource.TestStep{
					PreConfig: func() {
						if got := sentContent(t, w, creates, recordType); got != of.sent {
							t.Errorf("the creation has %s, not %s", got, of.sent)
						}
					},
					Config:            config(of.second),
					ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(address, tfjsonpath.New("id"))},
				},
				resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: key},
			)
			if got := sentContent(t, w, updates, recordType); got != of.changed {
				t.Errorf("the change has %s, not %s", got, of.changed)
			}
		})
	}
}

func TestEveryArgumentChangesInPlaceAndIsCleared(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	same := statecheck.CompareValue(compare.ValuesSame())
	step := func(config string, sent map[string]any, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{
			Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(checks, same.AddStateValue(address, tfjsonpath.New("id")), acctest.Has(address, "id", knownvalue.StringFunc(func(string) error {
				if got := properties(t, w, updates); !reflect.DeepEqual(got, sent) {
					return fmt.Errorf("the change has %v, not %v", got, sent)
				}
				return nil
			}))),
		}
	}
	content := func(recordType, field, value string) map[string]any {
		return map[string]any{recordType: map[string]any{field: value}}
	}
	w.Run(
		resource.TestStep{Config: a(zone, "www"), ConfigStateChecks: []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")), acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^dnsrec_\w{16}$`))),
		}},
		step(a(zone, "www", "ttl = 60"), map[string]any{"ttl": 60.0}, acctest.Has(address, "ttl", knownvalue.Int64Exact(60))),
		step(a(zone, "web", "ttl = 60"), map[string]any{"name": "web"}, is("full_name", "web.example.com")),
		step(a(zone, "@", "ttl = 60"), map[string]any{"name": "@"}, is("full_name", "example.com"), is("name", "@")),
		step(a(zone, "www"), map[string]any{"name": "www", "ttl": nil}, isNull("ttl")),
		step(in(zone, `name = "www"`, `type = "MX"`, `priority = 5`, `value = "mx.example.net"`),
			map[string]any{"type": "MX", "priority": 5.0, "content": content("MX", "hostname", "mx.example.net")}, is("content", "mx.example.net")),
		step(in(zone, `name = "www"`, `type = "MX"`, `priority = 7`, `value = "mx.example.net"`), map[string]any{"priority": 7.0}),
		step(in(zone, `type = "CAA"`, `caa = { tag = "issue", value = "letsencrypt.org" }`),
			map[string]any{
				"name": "@", "type": "CAA", "priority": nil,
				"content": map[string]any{"CAA": map[string]any{"flag": "0", "tag": "issue", "value": "letsencrypt.org"}},
			}, isNull("priority"), isNull("value"), isNull("name")),
		step(in(zone, `type = "TXT"`, `value = "hello"`), map[string]any{"type": "TXT", "content": content("TXT", "content", "hello")}, isNull("caa")),
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: key},
	)
}

// A dependent of the full name must not change with the TTL.
func TestChangeOfOneArgumentPromisesTheRest(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	known := func(attribute, value string) plancheck.PlanCheck {
		return plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
	}
	w.Run(
		resource.TestStep{Config: a(zone, "www")},
		resource.TestStep{Config: a(zone, "www", "ttl = 60"), ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{known("full_name", "www.example.com"), known("content", "203.0.113.7")},
		}},
		resource.TestStep{Config: a(zone, "web", "ttl = 60"), ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{known("content", "203.0.113.7"), plancheck.ExpectUnknownValue(address, tfjsonpath.New("full_name"))},
		}},
	)
}

func TestOtherZoneForcesANewRecord(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	other := w.AddDNSZone("example.net")
	w.Run(
		resource.TestStep{Config: a(zone, "www")},
		resource.TestStep{
			Config: a(other, "www"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{is("full_name", "www.example.net")},
		},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Run(
		resource.TestStep{Config: a(zone, "www")},
		resource.TestStep{Config: a(zone, "www", "timeouts {\n  create = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Run(
		resource.TestStep{Config: a(zone, "www")},
		resource.TestStep{
			PreConfig:        func() { w.Remove(only(t, w)["id"].(string)) },
			Config:           a(zone, "www"),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]map[string]any{
		"value": {"fields": map[string]any{"ip_address": "203.0.113.9"}},
		"name":  {"name": "web"},
		"apex":  {"name": nil},
		"TTL":   {"ttl": 30},
		"type":  {"type": "TXT", "fields": map[string]any{"ip_address": nil, "content": "hello"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Run(
				resource.TestStep{Config: a(zone, "www")},
				resource.TestStep{
					PreConfig:        func() { w.Change(only(t, w)["id"].(string), edit) },
					Config:           a(zone, "www"),
					ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{
						is("name", "www"), is("value", "203.0.113.7"), isNull("ttl"), is("type", "A"), is("full_name", "www.example.com"),
					},
				},
			)
		})
	}
}

func TestCreationsShareTheListOfTheirZone(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		shell := w.Shell(in(zone, "count = 50", `name = "www-${count.index}"`, `type = "A"`, `value = "203.0.113.7"`))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[creates] != 50 || made[lists] != 1 || len(made) != 3 || made[checks] == 0 {
			t.Errorf("applying 50 records took %v", made)
		}
		w.ResetRequests()
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[lists] != 1 || made[checks] != 1 || len(made) != 2 {
			t.Errorf("planning 50 records took %v", made)
		}
	})
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}
