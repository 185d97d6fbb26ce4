package dnszone_test

import (
	"fmt"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
	"terraform-provider-katapult/internal/simulator"
)

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.AddDNSZone("example.net")
	id := w.AddDNSZone("example.com")
	w.Reads(typeName, map[string]string{"id": id, "default_ttl": "3600", "verified": "false", "nameservers.#": "2", "nameservers.0": "ns1.katapult.cloud"},
		`id = "`+id+`"`, `name = "example.com"`, `name = "EXAMPLE.com."`)
	w.Refuses(typeName, `name = "example.org"`, `name = "example.org"`, `404 dns_zone_not_found`, `data source katapult_dns_zones`)
	w.Refuses(typeName, `id = "dnszone_none"`, `id = "dnszone_none"`, `404 dns_zone_not_found`)
	w.Refuses(typeName, ``, `Exactly one of these attributes must be configured: \[id,name\]`)
}

func TestDataSourceListsByPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	com, net := w.AddDNSZone("example.com"), w.AddDNSZone("example.net")
	w.AddDNSZone("acme.test")
	const many, rows = "katapult_dns_zones", "dns_zones."
	w.Reads(many, map[string]string{rows + "#": "3", rows + "0.id": com, rows + "0.name": "example.com", rows + "0.default_ttl": "3600", rows + "0.nameservers.1": "ns2.katapult.cloud"}, ``)
	w.Reads(many, map[string]string{rows + "#": "2", rows + "1.id": net}, `name_prefix = "example."`)
	w.Reads(many, map[string]string{rows + "#": "0"}, `name_prefix = "none"`)
}

func TestListedZonesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, dnszone.Object)
	w.AddDNSZone("example.com")
	w.Change(w.AddDNSZone("example.net"), map[string]any{"default_ttl": 60, "verified": true})
	w.ImportsListed(typeName, nil)
	w.ImportsListed(typeName, map[string]string{"name_prefix": "example.n"})
	var names []string
	for _, r := range w.List(typeName, nil, 0) {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{"example.com", "example.net"}) {
		t.Errorf("%q", names)
	}
}

func TestActionVerifiesOnce(t *testing.T) {
	t.Parallel()
	const action = "katapult_dns_zone_verify"
	w := acctest.New(t, dnszone.Object)
	id := w.AddDNSZone("example.com")
	got := w.Invoke(action, map[string]any{"dns_zone_id": id})
	if len(got.Errors) != 1 || !acctest.Matches(`Cannot invoke katapult_dns_zone_verify`, `422 dns_zone_not_verified`, `katapult_dns_nameservers`).MatchString(got.Errors[0]) || w.Count(verifies) != 1 {
		t.Errorf("%q after %d requests", got.Errors, w.Count(verifies))
	}
	w.DelegateDNSZone(id)
	for range 2 { // a verified zone stays verified
		got = w.Invoke(action, map[string]any{"dns_zone_id": id})
		if len(got.Errors) > 0 || fmt.Sprint(got.Progress) != "[DNS zone example.com ("+id+") is verified]" {
			t.Errorf("%q, %q", got.Errors, got.Progress)
		}
	}
	got = w.Invoke(action, map[string]any{"dns_zone_id": "dnszone_none"})
	if len(got.Errors) != 1 || !acctest.Matches(`404 dns_zone_not_found`).MatchString(got.Errors[0]) || fmt.Sprint(got.At) != `[AttributeName("dns_zone_id")]` {
		t.Errorf("%q at %q", got.Errors, got.At)
	}
}

func TestActionTriesAgainUntilItsTimeout(t *testing.T) {
	t.Parallel()
	const action = "katapult_dns_zone_verify"
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, dnszone.Object)
		id := w.AddDNSZone("example.com")
		got := w.Invoke(action, map[string]any{"dns_zone_id": id, "timeout": "2s"})
		if len(got.Errors) != 1 || !acctest.Matches(`DNS zone example.com \(`+id+`\) is not verified after`, `ns1.katapult.cloud, ns2.katapult.cloud`, `it took longer than the timeout of 2s`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
		w.Observe(func(e simulator.Exchange) {
			if e.Operation == verifies {
				w.DelegateDNSZone(id)
			}
		})
		if got = w.Invoke(action, map[string]any{"dns_zone_id": id, "timeout": "1m"}); len(got.Errors) > 0 {
			t.Errorf("%q", got.Errors)
		}
		if got = w.Invoke(action, map[string]any{"dns_zone_id": id, "timeout": "soon"}); len(got.Errors) != 1 || !acctest.Matches(`has to be a duration`).MatchString(got.Errors[0]) {
			t.Errorf("%q", got.Errors)
		}
	})
}
