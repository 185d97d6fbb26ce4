package dnsrecord_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
)

func TestDataSourceFindsByIDAndByName(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	id := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
	w.AddDNSRecord(zone, "", "A", map[string]string{"ip_address": "203.0.113.8"})
	is := map[string]string{
		"id": id, "dns_zone_id": zone, "full_name": "www.example.com", "type": "A", "value": "203.0.113.7", "content": "203.0.113.7",
		"ttl": acctest.Null, "priority": acctest.Null, "srv": acctest.Null,
	}
	ofZone := `dns_zone_id = "` + zone + "\"\ntype = \"A\"\n"
	w.Reads(typeName, is, `id = "`+id+`"`, ofZone+`name = "www"`, ofZone+`name = "WWW.example.com."`)
	w.Reads(typeName, map[string]string{"full_name": "example.com", "value": "203.0.113.8"}, ofZone, ofZone+`name = "@"`, ofZone+`name = "example.com"`)
}

func TestDataSourceShowsNestedContent(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	id := w.AddDNSRecord(zone, "_sip._udp", "SRV", map[string]string{"weight": "10", "port": "5060", "target": "sip.example.net"})
	w.Change(id, map[string]any{"priority": 5, "ttl": 60})
	w.Reads(typeName, map[string]string{
		"name": "_sip._udp", "priority": "5", "ttl": "60", "value": acctest.Null, "srv.weight": "10", "srv.port": "5060", "srv.target": "sip.example.net", "content": "10 5060 sip.example.net",
	}, `id = "`+id+`"`)
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w, zone := zoned(t)
	first := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
	w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.8"})
	ofZone := `dns_zone_id = "` + zone + "\"\n"
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`id = "dnsrec_none"`, []string{`id = "dnsrec_none"`, `404 dns_record_not_found`, `data source katapult_dns_records`}},
		"no such zone":    {"dns_zone_id = \"dnszone_none\"\ntype = \"A\"", []string{`dns_zone_id = "dnszone_none"`, `404 dns_zone_not_found`}},
		"no such name":    {ofZone + "type = \"A\"\nname = \"web\"", []string{`type = "A"`, `no record of this name and type`}},
		"two of the name": {ofZone + "type = \"A\"\nname = \"www\"", []string{`2 records have this name and type`, first + ` \(203.0.113.7\)`}},
		"no type":         {ofZone, []string{`Exactly one of these attributes must be configured: \[id,type\]`}},
		"a type alone":    {`type = "A"`, []string{`must be configured together: \[dns_zone_id,type\]`}},
		"a name of an ID": {"id = \"dnsrec_1\"\nname = \"www\"", []string{`cannot be configured together: \[id,name\]`}},
		"an unknown type": {ofZone + `type = "HINFO"`, []string{`type = "HINFO"`, `must be one of`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(typeName, test.arguments, test.says...)
		})
	}
}

func TestDataSourceListsByNameAndType(t *testing.T) {
	t.Parallel()
	const many, rows = "katapult_dns_records", "dns_records."
	w, zone := zoned(t)
	www := w.AddDNSRecord(zone, "www", "A", map[string]string{"ip_address": "203.0.113.7"})
	text := w.AddDNSRecord(zone, "www", "TXT", map[string]string{"content": "hello"})
	apex := w.AddDNSRecord(zone, "", "TXT", map[string]string{"content": "world"})
	ofZone := `dns_zone_id = "` + zone + "\"\n"
	w.Reads(many, map[string]string{
		rows + "#": "6", rows + "0.type": "NS", rows + "0.value": "ns2.katapult.cloud", rows + "0.name": acctest.Null,
		rows + "2.type": "SOA", rows + "2.value": acctest.Null, rows + "3.id": apex, rows + "4.id": www, rows + "4.dns_zone_id": zone, rows + "4.name": "www",
	}, ofZone)
	w.Reads(many, map[string]string{rows + "#": "2", rows + "0.id": www, rows + "1.id": text}, ofZone+`name = "www"`, ofZone+`name = "www.example.com"`)
	w.Reads(many, map[string]string{rows + "#": "2", rows + "0.id": apex, rows + "1.id": text}, ofZone+`type = "TXT"`)
	w.Reads(many, map[string]string{rows + "#": "1", rows + "0.id": apex}, ofZone+"type = \"TXT\"\nname = \"@\"")
	w.Reads(many, map[string]string{rows + "#": "0"}, ofZone+`type = "PTR"`)
	w.Refuses(many, `dns_zone_id = "dnszone_none"`, `dns_zone_id = "dnszone_none"`, `404 dns_zone_not_found`)
}
