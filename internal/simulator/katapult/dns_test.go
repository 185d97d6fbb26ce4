package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createZone      = "POST /organizations/organization/dns_zones"
	listZones       = "GET /organizations/organization/dns_zones"
	listNameservers = "GET /organizations/organization/dns_zones/nameservers"
	getZone         = "GET /dns_zones/dns_zone"
	updateZone      = "PATCH /dns_zones/dns_zone"
	deleteZone      = "DELETE /dns_zones/dns_zone"
	verifyZone      = "POST /dns_zones/dns_zone/verify"
	createRecord    = "POST /dns_zones/dns_zone/records"
	listRecords     = "GET /dns_zones/dns_zone/records"
	getRecord       = "GET /dns_records/dns_record"
	updateRecord    = "PATCH /dns_records/dns_record"
	deleteRecord    = "DELETE /dns_records/dns_record"
)

// newZone creates a zone over the API, and returns its lookup.
func (c *cloud) newZone(name string) object {
	c.t.Helper()
	return object{"dns_zone": id(c.ok(createZone, object{"organization": acme, "properties": object{"name": name}}).text("dns_zone", "id"))}
}

func (c *cloud) newRecord(zone object, properties object) *response {
	c.t.Helper()
	return c.ok(createRecord, object{"dns_zone": zone["dns_zone"], "properties": properties})
}

func content(recordType string, fields object) object { return object{recordType: fields} }

func TestDNSZoneLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	zone := c.newZone("example.com")
	read := c.ok(getZone, zone)
	equal(t, "name", read.text("dns_zone", "name"), "example.com")
	equal(t, "TTL", read.get("dns_zone", "default_ttl"), any(3600.0))
	equal(t, "fields", len(read.get("dns_zone").(object)), 4)
	equal(t, "by name", c.ok(getZone, object{"dns_zone": object{"name": "example.com"}}).raw, read.raw)
	equal(t, "records", len(c.ok(listRecords, zone).list("dns_records")), 3)
	c.refused(422, "validation_error", createZone, object{"organization": acme, "properties": object{"name": "example.com"}})
	c.refused(422, "validation_error", createZone, object{"organization": acme, "properties": object{"name": "Example.net."}})
	updated := c.ok(updateZone, object{"dns_zone": zone["dns_zone"], "properties": object{"default_ttl": 60, "name": "example.net"}})
	equal(t, "new TTL", updated.get("dns_zone", "default_ttl"), any(60.0))
	equal(t, "the name stays", updated.text("dns_zone", "name"), "example.com")
	c.refused(422, "dns_zone_not_verified", verifyZone, zone)
	c.DelegateDNSZone(read.text("dns_zone", "id"))
	for range 2 {
		equal(t, "verified", c.ok(verifyZone, zone).get("dns_zone", "verified"), any(true))
	}
	equal(t, "nameservers", len(c.ok(listNameservers, object{"organization": acme}).list("nameservers")), 2)
	equal(t, "total", c.ok(listZones, object{"organization": acme}).get("pagination", "total"), any(1.0))
	record := object{"dns_record": id(c.newRecord(zone, object{"type": "TXT", "content": content("TXT", object{"content": "a"})}).text("dns_record", "id"))}
	equal(t, "deleted", c.ok(deleteZone, zone).get("deleted"), any(true))
	c.refused(404, "dns_zone_not_found", getZone, zone)
	c.refused(404, "dns_record_not_found", getRecord, record)
	if left := c.Leftovers(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestDNSRecordLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	zone := c.newZone("example.com")
	created := c.newRecord(zone, object{"name": "WWW", "type": "AAAA", "content": content("AAAA", object{"ip_address": "2001:DB8:0::7"})})
	record := object{"dns_record": id(created.text("dns_record", "id"))}
	equal(t, "name", created.text("dns_record", "name"), "www")
	equal(t, "full name", created.text("dns_record", "full_name"), "www.example.com")
	equal(t, "content", created.text("dns_record", "content"), "2001:db8::7")
	equal(t, "TTL", created.get("dns_record", "ttl"), nil)
	equal(t, "other content", created.get("dns_record", "content_attributes", "A"), nil)
	equal(t, "read", c.ok(getRecord, record).raw, created.raw)
	change := func(properties object) *response {
		return c.ok(updateRecord, object{"dns_record": record["dns_record"], "properties": properties})
	}
	apex := change(object{"name": "@", "ttl": 60})
	equal(t, "name of the apex", apex.get("dns_record", "name"), nil)
	equal(t, "new TTL", apex.get("dns_record", "ttl"), any(60.0))
	equal(t, "cleared TTL", change(object{"ttl": nil}).get("dns_record", "ttl"), nil)
	equal(t, "relative name", change(object{"name": "a.b.example.com"}).text("dns_record", "name"), "a.b")
	changed := change(object{"type": "SRV", "priority": 5, "content": content("SRV", object{"weight": "10", "port": "5060", "target": "sip.example.net"})})
	equal(t, "content of another type", changed.text("dns_record", "content"), "10 5060 sip.example.net")
	equal(t, "part of a content", change(object{"content": content("SRV", object{"port": "5061"})}).text("dns_record", "content"), "10 5061 sip.example.net")
	text := change(object{"type": "TXT", "priority": nil, "content": content("TXT", object{"content": `say "a"`})})
	equal(t, "text", text.text("dns_record", "content"), `"say \"a\""`)
	equal(t, "deleted", c.ok(deleteRecord, record).get("deleted"), any(true))
	c.refused(404, "dns_record_not_found", deleteRecord, record)
}

func TestDNSRecordsAreValidated(t *testing.T) {
	t.Parallel()
	for name, properties := range map[string]object{
		"no type":           {"content": object{}},
		"SOA":               {"type": "SOA"},
		"no content":        {"type": "A"},
		"an IPv6 address":   {"type": "A", "content": content("A", object{"ip_address": "2001:db8::7"})},
		"an IPv4 address":   {"type": "AAAA", "content": content("AAAA", object{"ip_address": "203.0.113.7"})},
		"a full stop":       {"type": "PTR", "content": content("PTR", object{"hostname": "a.example.com."})},
		"no priority":       {"type": "MX", "content": content("MX", object{"hostname": "a.example.com"})},
		"a high priority":   {"type": "MX", "priority": 65536, "content": content("MX", object{"hostname": "a.example.com"})},
		"no TTL":            {"type": "TXT", "ttl": 0, "content": content("TXT", object{"content": "a"})},
		"a name with space": {"type": "TXT", "name": "a b", "content": content("TXT", object{"content": "a"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t, katapult.Options{})
			zone := c.newZone("example.com")
			c.refused(422, "validation_error", createRecord, object{"dns_zone": zone["dns_zone"], "properties": properties})
			equal(t, "records", len(c.ok(listRecords, zone).list("dns_records")), 3)
		})
	}
	open(t, katapult.Options{}).refused(404, "dns_zone_not_found", listRecords, object{"dns_zone": id("dnszone_none")})
}
