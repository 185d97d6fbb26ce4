package dnsrecord_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnsrecord"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
	"terraform-provider-katapult/internal/simulator"
)

func refusal(operation string, sentences ...string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": sentences},
	}
}

func TestRefusalsAreShownAtTheirArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sentence string
		says     []string
	}{
		"name":      {"Name has already been taken", []string{`name = "www"`, `Name has already been taken`}},
		"value":     {"A: IPv4 address is reserved", []string{`value = "203.0.113.7"`, `IPv4 address is reserved`}},
		"a content": {"Content is invalid", []string{`value = "203.0.113.7"`, `Content is invalid`}},
		"TTL":       {"TTL is too short", []string{`ttl = 60`, `TTL is too short`}},
		"ttl":       {"Ttl is too short", []string{`ttl = 60`, `Ttl is too short`}},
		"type":      {"Type is not included in the list", []string{`type = "A"`, `Type is not included`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Inject(refusal(creates, test.sentence))
			config := a(zone, "www", "ttl = 60")
			w.Run(
				resource.TestStep{Config: config, ExpectError: acctest.Matches(append([]string{`Cannot create katapult_dns_record`}, test.says...)...)},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
				resource.TestStep{
					PreConfig:   func() { w.Inject(refusal(updates, test.sentence)) },
					Config:      strings.ReplaceAll(config, "60", "61"),
					ExpectError: acctest.Matches(`Cannot update katapult_dns_record`, strings.ReplaceAll(test.says[0], "60", "61"), `Updating "www.example.com" \(dnszone_\w+/dnsrec_\w+\) failed`),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

func TestMissingZoneIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{"when it is created": a("dnszone_none", "www"), "when it is planned": a("dnszone_none", "www.example.com.")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := zoned(t)
			w.Run(resource.TestStep{Config: config, ExpectError: acctest.Matches(`dns_zone_id = "dnszone_none"`, `404 dns_zone_not_found`, `data source katapult_dns_zones`)})
		})
	}
}

// The API itself takes duplicates.
func TestDuplicateIsRefusedWithTheBlockThatImportsIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		recordType string
		content    map[string]string
		fields     map[string]any
		config     []string
	}{
		"an address in another spelling": {"AAAA", map[string]string{"ip_address": "2001:db8::7"}, nil, []string{`name = "WWW.example.com."`, `type = "AAAA"`, `value = "2001:DB8:0::7"`}},
		"a text in quotes":               {"TXT", map[string]string{"content": "hello"}, map[string]any{"ttl": 60}, []string{`name = "www"`, `type = "TXT"`, `value = "\"hello\""`}},
		"an authority in quotes":         {"CAA", map[string]string{"flag": "0", "tag": "issue", "value": "letsencrypt.org"}, nil, []string{`name = "www"`, `type = "CAA"`, `caa = { tag = "issue", value = "\"letsencrypt.org\"" }`}},
		"a mail server":                  {"MX", map[string]string{"hostname": "MX.example.net"}, map[string]any{"priority": 5}, []string{`name = "www"`, `type = "MX"`, `priority = 5`, `value = "mx.example.net."`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w, zone := zoned(t)
				id := w.AddDNSRecord(zone, "www", test.recordType, test.content)
				w.Change(id, test.fields)
				shell := w.Shell(in(zone, test.config...))
				output, err := shell.Run("apply", "-auto-approve", "-no-color")
				if err == nil || !acctest.Matches(`Cannot create katapult_dns_record`, `identical record already, which is `+id+`: www.example.com `+test.recordType,
					`import {`, `to = katapult_dns_record\.NAME`, `id = "`+zone+`/`+id+`"`).MatchString(output) || w.Count(creates) > 0 {
					t.Errorf("%v\n%s", err, output)
				}
				followAdvice(t, w, shell, output, in(zone, test.config...))
				if only(t, w)["id"] != id || w.Count(creates) > 0 {
					t.Errorf("%s is not the only record after its import", id)
				}
			})
		})
	}
}

// followAdvice adds the import block that an error names to a configuration. Then there is
// nothing left to do after one apply.
func followAdvice(t *testing.T, w *acctest.World, shell *acctest.Shell, output, config string) {
	t.Helper()
	shell.Configure(w.ProviderBlock() + config + acctest.ImportBlock(output, "r"))
	for _, command := range [][]string{{"apply", "-auto-approve", "-no-color"}, {"plan", "-detailed-exitcode", "-no-color"}} {
		if output, err := shell.Run(command...); err != nil {
			t.Errorf("%v: %v\n%s", command, err, output)
		}
	}
}

func TestRecordsThatDifferInMoreThanTheirSpellingAreCreated(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
	w.Change(w.AddDNSRecord(zone, "", "MX", map[string]string{"hostname": "mx.example.net"}), map[string]any{"priority": 5})
	w.Run(resource.TestStep{Config: named("address", zone, `name = "www"`, `type = "A"`, `value = "203.0.113.8"`) +
		named("name", zone, `name = "web"`, `type = "A"`, `value = "203.0.113.7"`) +
		named("type", zone, `name = "www"`, `type = "TXT"`, `value = "203.0.113.7"`) +
		named("priority", zone, `type = "MX"`, `priority = 6`, `value = "mx.example.net"`)})
}

func TestTwoResourcesForOneRecordAreRefused(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		arguments := []string{`name = "www"`, `type = "A"`, `value = "203.0.113.7"`}
		output, err := w.Shell(named("first", zone, arguments...)+named("second", zone, arguments...)).Run("apply", "-auto-approve", "-no-color")
		if err == nil || !acctest.Matches(`identical record already`).MatchString(output) || w.Count(creates) != 1 {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

// Terraform deletes and creates in any order when an address changes without a moved block.
func TestRenamedResourceIsCreatedWhenTheOldOneIsDeleted(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		arguments := []string{`name = "www"`, `type = "A"`, `value = "203.0.113.7"`}
		shell := w.Shell(w.ProviderBlock() + named("first", zone, arguments...))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2}) // the creation is first
		shell.Configure(w.ProviderBlock() + named("second", zone, arguments...))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		only(t, w)
		if w.Count(deletes) == 0 || w.Count(creates) != 2 {
			t.Errorf("%v", made(w))
		}
	})
}

// With count, the first record takes another value, and the second its former one.
func TestValueMovesToANewRecord(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, zone := zoned(t)
		config := func(values string) string {
			return w.ProviderBlock() + fmt.Sprintf("locals {\n  values = [%s]\n}\n", values) + in(zone, `count = length(local.values)`, `name = "www"`, `type = "A"`, `value = local.values[count.index]`)
		}
		shell := w.Shell(config(`"203.0.113.7"`))
		for _, values := range []string{`"203.0.113.7"`, `"203.0.113.8", "203.0.113.7"`} {
			shell.Configure(config(values))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
		}
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

func TestCreateWhoseAnswerIsLostMakesOneRecord(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			other := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.8"})
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: a(zone, "www", "ttl = 60")},
				resource.TestStep{Config: a(zone, "www", "ttl = 60"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the record that was there before is gone")
			}
		})
	}
}

func TestRecordsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"}) })
		}
	})
	shell := w.Shell(a(zone, "www"))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_dns_record`, `2 identical objects have appeared since`, theirs).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	followAdvice(t, w, shell, output, a(zone, "www"))
}

func TestLostRecordThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Times: -1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(a(zone, "www")).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`the DNS record may have been created`, `Searching for it failed`, `403 scope_not_granted`,
		`If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.Run(
				resource.TestStep{Config: a(zone, "www")},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(updates)) }, Config: a(zone, "web", "ttl = 60")},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: a(zone, "web", "ttl = 60"), Destroy: true},
			)
		})
	}
}

// A saved plan meets a record that somebody has deleted since.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for argument, says := range map[string][]string{
		"-destroy":    nil,
		"-var=ttl=61": {`Cannot update katapult_dns_record`, `404 dns_record_not_found`, `deleted after the plan was made`},
	} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			shell := w.Shell("variable \"ttl\" {\n  default = 60\n}\n" + a(zone, "www", "ttl = var.ttl"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { w.Remove(only(t, w)["id"].(string)) }, argument)
			if (err == nil) != (says == nil) || !acctest.Matches(says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// Whatever the order is, the zone takes its records along.
func TestRecordsOfADestroyedZoneAreDestroyed(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]simulator.Fault{
		"the zone last":  nil,
		"the zone first": {{Operation: deletes, Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, dnsrecord.Object, dnszone.Object)
			zone := "resource \"katapult_dns_zone\" \"z\" {\n  name = \"example.com\"\n}\n"
			shell := w.Shell(w.ProviderBlock() + zone)
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			// Terraform sees no dependency.
			shell.Configure(w.ProviderBlock() + zone + in(w.Only("dns_zone"), "count = 3", `name = "www-${count.index}"`, `type = "A"`, `value = "203.0.113.7"`))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			for _, fault := range faults {
				w.Inject(fault)
			}
			if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if left := len(w.Objects(kind)) + len(w.Objects("dns_zone")); left > 0 {
				t.Errorf("%d objects are left", left)
			}
		})
	}
}

func TestZoneDeletedOutsideTakesItsRecordsOutOfTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnsrecord.Object, dnszone.Object)
	config := "resource \"katapult_dns_zone\" \"z\" {\n  name = \"example.com\"\n}\n" +
		"resource \"katapult_dns_record\" \"r\" {\n  dns_zone_id = katapult_dns_zone.z.id\n  name = \"www\"\n  type = \"A\"\n  value = \"203.0.113.7\"\n}\n"
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only("dns_zone")) },
			Config:    config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

// A state from elsewhere could have one.
func TestRecordThatKatapultManagesIsNeitherReadNorDeleted(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	for _, r := range w.Objects(kind) {
		if r["type"] != "NS" {
			continue
		}
		shell := w.Shell(w.ProviderBlock())
		shell.WriteState(typeName, "r", fmt.Sprintf(`{"id": %q, "dns_zone_id": %q, "type": "NS", "value": "ns1.katapult.cloud", "full_name": "example.com"}`, r["id"], zone))
		for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
			output, err := shell.Run("apply", "-auto-approve", "-no-color", refresh)
			if err == nil || !acctest.Matches(`it is the NS record`, `which Katapult manages`, `terraform state rm`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		}
		if _, exists := w.Object(r["id"].(string)); !exists {
			t.Error("it was deleted")
		}
		return
	}
}
