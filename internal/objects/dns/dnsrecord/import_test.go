package dnsrecord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnsrecord"
)

// key is the import ID of the record in the state.
func key(state *terraform.State) (string, error) {
	r := state.RootModule().Resources[address].Primary
	return r.Attributes["dns_zone_id"] + "/" + r.ID, nil
}

func TestImportByEveryFormPlansNothing(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]string{
		"zone and ID":                "id = \"ZONE/RECORD\"",
		"domain and ID":              "id = \"example.com/RECORD\"",
		"domain in another spelling": "id = \"Example.COM./RECORD\"",
		"ID":                         "id = \" RECORD\\n\"",
		"domain, name and type":      "id = \"example.com/www/A\"",
		"domain, full name and type": "id = \"example.com/www.example.com./A\"",
		"zone, name and type":        "id = \"ZONE/www/A\"",
		"identity":                   "identity = {\n dns_zone_id = \"ZONE\"\n id = \"RECORD\"\n}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			id := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
			w.AddDNSRecord(zone, "web", "A", map[string]string{"ip_address": "203.0.113.7"})
			w.AddDNSRecord(zone, "www", "AAAA", map[string]string{"ip_address": "2001:db8::7"})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:            fmt.Sprintf("import {\n  to = %s\n  %s\n}\n", address, replaced(form, zone, id)) + a(zone, "www"),
				ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "id", knownvalue.StringExact(id)), is("dns_zone_id", zone)},
			})
		})
	}
}

// Dashes are neither the end of an ID nor that of a domain.
func TestImportOfIDsAndDomainsWithDashesPlansNothing(t *testing.T) {
	t.Parallel()
	const uuid = "0b5f4a0e-6c1d-4a3e-9d56-8f1f8f0f2b11"
	for _, id := range []string{uuid, "dnsrec_a-b", "dns-rec_1"} {
		for name, form := range map[string]string{
			"zone and ID": "ZONE/RECORD", "domain and ID": "my-zone.example/RECORD", "ID": "RECORD",
			"domain, name and type": "my-zone.example/www-1/A", "zone, full name and type": "ZONE/www-1.my-zone.example/A",
		} {
			t.Run(id+" by "+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, dnsrecord.Object)
				zone := w.AddDNSZone("my-zone.example")
				w.AddDNSRecordAs(id, zone, "www-1", "A", map[string]string{"ip_address": "203.0.113.7"})
				w.Run(resource.TestStep{
					Config:            fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, replaced(form, zone, id)) + a(zone, "www-1"),
					ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
					ConfigStateChecks: []statecheck.StateCheck{is("id", id), is("dns_zone_id", zone)},
				})
			})
		}
	}
}

func TestImportOfTheZoneItselfPlansNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"@", "example.com"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			w.AddDNSRecord(zone, "", "TXT", map[string]string{"content": "hello"})
			w.Run(resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  id = \"example.com/%s/TXT\"\n}\n", address, name) + in(zone, `type = "TXT"`, `value = "hello"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportThatCannotWorkSaysWhy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id   string
		says []string
	}{
		"no such record":        {"ZONE/dnsrec_none", []string{`Cannot import non-existent remote object`}},
		"no such ID":            {"dnsrec_none", []string{`Importing dnsrec_none failed`, `404 dns_record_not_found`}},
		"no such domain":        {"example.org/RECORD", []string{`Importing example.org/RECORD failed`, `404 dns_zone_not_found`}},
		"no such name":          {"example.com/web/A", []string{`the zone has no record of this name and type`}},
		"two of the name":       {"example.com/www/A", []string{`2 records have this name and type`, `RECORD \(203.0.113.7\)`, `\(203.0.113.8\)`}},
		"the SOA record":        {"ZONE/SOA", []string{`it is the SOA record`, `which Katapult manages`, `Leave it out`}},
		"a nameserver":          {"ZONE/NS", []string{`it is the NS record`, `which Katapult manages`}},
		"an object of a kind":   {"vm_1/RECORD", []string{`is not of the form \w+/ID, such as dnszone_…/…, nor \w+/NAME/TYPE, DOMAIN/ID or the ID of a record`}},
		"a type without a name": {"example.com//SOA", []string{`is not of the form`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, zone := zoned(t)
			id := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
			w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.8"})
			for i, says := range test.says {
				test.says[i] = replaced(says, zone, id)
			}
			for _, r := range w.Objects(kind) {
				if test.id == fmt.Sprint("ZONE/", r["type"]) {
					test.id = fmt.Sprint("ZONE/", r["id"])
				}
			}
			w.Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, replaced(test.id, zone, id)) + a(zone, "www"), PlanOnly: true,
				ExpectError: acctest.Matches(test.says...),
			})
		})
	}
}

func TestListedRecordsAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	other := w.AddDNSZone("example.net")
	for recordType, content := range map[string]map[string]string{
		"A": {"ip_address": "203.0.113.7"}, "AAAA": {"ip_address": "2001:DB8:0::7"}, "ALIAS": {"hostname": "Lb.example.net"}, "NS": {"hostname": "ns.example.net"},
		"TXT": {"content": `say "hello" ${world} %{if}`}, "CAA": {"flag": "0", "tag": "issue", "value": "letsencrypt.org"},
		"SSHFP":        {"algorithm": "4", "fingerprint_type": "2", "fingerprint": "A098B812"},
		"HTTPRedirect": {"url": "https://example.net/", "http_status": "302"}, "VirtualMachine": {"virtual_machine": "vm_1"},
	} {
		w.AddDNSRecord(zone, "www", recordType, content)
		w.AddDNSRecord(other, "*.dev", recordType, content)
	}
	w.Change(w.AddDNSRecord(zone, "_sip._udp", "SRV", map[string]string{"weight": "10", "port": "5060", "target": "sip.example.net"}), map[string]any{"priority": 5})
	w.Change(w.AddDNSRecord(zone, "", "MX", map[string]string{"hostname": "mx.example.net"}), map[string]any{"priority": 5, "ttl": 60})
	w.ImportsListed(typeName, nil)
}

func TestQueryListsOneZoneOrAllWithoutWhatIsManaged(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	other := w.AddDNSZone("example.net")
	first := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
	text := w.AddDNSRecord(zone, "www", "TXT", map[string]string{"content": "hello"})
	second := w.AddDNSRecord(other, "", "A", map[string]string{"ip_address": "203.0.113.7"})
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":      {nil, 0, []string{zone + "/" + first, zone + "/" + text, other + "/" + second}},
		"one zone": {map[string]string{"dns_zone_id": other}, 0, []string{other + "/" + second}},
		"a type":   {map[string]string{"type": "A"}, 0, []string{zone + "/" + first, other + "/" + second}},
		"limited":  {nil, 1, []string{zone + "/" + first}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List(typeName, test.filter, test.limit) {
				got = append(got, r.Identity["dns_zone_id"]+"/"+r.Identity["id"])
				if r.Resource["id"] != r.Identity["id"] || r.Resource["full_name"] != r.Name {
					t.Errorf("%+v", r)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// replaced puts IDs in the place of words.
func replaced(text, zone, record string) string {
	return strings.NewReplacer("ZONE", zone, "RECORD", record).Replace(text)
}
