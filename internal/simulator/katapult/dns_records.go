package katapult

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// dnsRecordKind is a record of a DNS zone; see dnsZoneKind.
var dnsRecordKind = kind{
	name: "dns_record", prefix: "dnsrec",
	routes: []route{
		{operation: "GET /dns_zones/dns_zone/records", handle: listDNSRecords, scopes: "dns dns:read"},
		{operation: "POST /dns_zones/dns_zone/records", handle: createDNSRecord, scopes: "dns"},
		{operation: "GET /dns_records/dns_record", handle: read, scopes: "dns dns:read"},
		{operation: "PATCH /dns_records/dns_record", handle: updateDNSRecord, scopes: "dns"},
		{operation: "DELETE /dns_records/dns_record", handle: deleteDNSRecord, scopes: "dns"},
	},
	show: (*Simulator).dnsRecord,
}

// dnsContents are the fields of the content of each type, in the order of a zone file.
var dnsContents = map[string][]string{
	"A":              {"ip_address"},
	"AAAA":           {"ip_address"},
	"ALIAS":          {"hostname"},
	"CAA":            {"flag", "tag", "value"},
	"CNAME":          {"hostname"},
	"HTTPRedirect":   {"url", "http_status"},
	"IPS":            {"ip_addresses"},
	"MX":             {"hostname"},
	"NS":             {"hostname"},
	"PTR":            {"hostname"},
	"SOA":            {},
	"SRV":            {"weight", "port", "target"},
	"SSHFP":          {"algorithm", "fingerprint_type", "fingerprint"},
	"TXT":            {"content"},
	"VirtualMachine": {"virtual_machine"},
}

// addRecord puts a record into a zone.
func (s *Simulator) addRecord(zone *record, name, recordType string, content map[string]any) {
	s.add("dns_record", zone.owner, newDNSRecord(zone, name, recordType, content))
}

func newDNSRecord(zone *record, name, recordType string, content map[string]any) map[string]any {
	return map[string]any{
		"dns_zone": map[string]any{"id": zone.id}, "name": orNil(name), "type": recordType, "ttl": nil, "priority": nil, "fields": content,
	}
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// dnsRecord shows a record with its content in three forms.
func (s *Simulator) dnsRecord(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "type", "ttl", "priority")
	zone := s.mustGet(r.reference("dns_zone"))
	shown["full_name"] = strings.TrimPrefix(r.text("name")+"."+zone.text("name"), ".")
	fields, _ := r.fields["fields"].(map[string]any)
	attributes := map[string]any{}
	for each := range dnsContents {
		attributes[each] = nil
	}
	attributes[r.text("type")] = pick(fields, dnsContents[r.text("type")]...)
	shown["content_attributes"] = attributes
	var words []string
	for _, name := range dnsContents[r.text("type")] {
		word, _ := fields[name].(string)
		if name == "content" || name == "value" {
			word = strconv.Quote(word)
		}
		words = append(words, word)
	}
	shown["content"] = strings.Join(words, " ")
	return shown
}

// recordsOf lists the records of a zone by name, the apex first, and by type.
func (s *Simulator) recordsOf(zone *record) []*record {
	list := s.store.children("dns_record", zone)
	slices.SortStableFunc(list, func(a, b *record) int {
		return cmp.Or(strings.Compare(a.text("name"), b.text("name")), strings.Compare(a.text("type"), b.text("type")))
	})
	return list
}

func listDNSRecords(c *call) (any, error) {
	zone, err := c.lookup("dns_zone")
	if err != nil {
		return nil, err
	}
	return map[string]any{"dns_records": rows(c.recordsOf(zone), c.dnsRecord)}, nil
}

func createDNSRecord(c *call) (any, error) {
	zone, err := c.lookup("dns_zone")
	if err != nil {
		return nil, err
	}
	fields := map[string]any{"dns_zone": map[string]any{"id": zone.id}, "name": nil, "type": nil, "ttl": nil, "priority": nil, "fields": map[string]any{}}
	problems := c.dnsRecordProperties(zone, fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	return c.single(c.add(c.kind.name, zone.owner, fields)), nil
}

func updateDNSRecord(c *call) (any, error) {
	r, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(r.fields)
	problems := c.dnsRecordProperties(c.mustGet(r.reference("dns_zone")), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	r.fields = fields
	return c.single(r), nil
}

func deleteDNSRecord(c *call) (any, error) {
	r, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	c.store.remove(r)
	return map[string]any{"deleted": true}, nil
}

// dnsRecordProperties copies the properties of a request into the fields of a record, and
// returns what is wrong with them.
func (c *call) dnsRecordProperties(zone *record, fields map[string]any) (problems []string) {
	properties := c.args().properties()
	if name := properties.text("name"); name != nil {
		fields["name"] = orNil(relativeName(*name, zone.text("name")))
	}
	before := fields["type"]
	properties.copyText(fields, "type")
	for _, number := range []string{"ttl", "priority"} {
		if properties.given(number) {
			fields[number] = nil
			if value := properties.integer(number); value != nil {
				fields[number] = *value
			}
		}
	}
	recordType, _ := fields["type"].(string)
	names, known := dnsContents[recordType]
	switch {
	case recordType == "":
		return []string{"Type can't be blank"}
	case !known || recordType == "SOA":
		return []string{"Type is not included in the list"}
	}
	if before != fields["type"] {
		fields["fields"] = map[string]any{}
	}
	content, _ := fields["fields"].(map[string]any)
	if given, isGiven := properties.set("content"); isGiven {
		if ofType, isOfType := given.set(recordType); isOfType {
			for _, name := range names {
				ofType.copyText(content, name)
			}
		}
	}
	if priority, _ := fields["priority"].(int); fields["priority"] == nil && (recordType == "MX" || recordType == "SRV") {
		problems = append(problems, "Priority can't be blank")
	} else if priority < 0 || priority > 65535 {
		problems = append(problems, "Priority must be between 0 and 65535")
	}
	if ttl, _ := fields["ttl"].(int); fields["ttl"] != nil && ttl < 1 {
		problems = append(problems, "Ttl must be greater than 0")
	}
	if name, _ := fields["name"].(string); strings.ContainsAny(name, " ") || strings.HasSuffix(name, ".") {
		problems = append(problems, "Name is invalid")
	}
	return append(problems, contentProblems(recordType, names, content)...)
}

// relativeName accepts names with and without that of the zone. The apex has none.
func relativeName(name, zone string) string {
	name = strings.ToLower(name)
	if name == "@" || name == zone {
		return ""
	}
	return strings.TrimSuffix(name, "."+zone)
}

// contentProblems are what is wrong with the content of a record. The API shows an IPv6
// address in its shortest form.
func contentProblems(recordType string, names []string, content map[string]any) (problems []string) {
	for _, name := range names {
		text, _ := content[name].(string)
		problem := ""
		address, notAnAddress := netip.ParseAddr(text)
		switch {
		case strings.TrimSpace(text) == "":
			problem = humanize(name) + " can't be blank"
		case name == "ip_address" && recordType == "A" && (notAnAddress != nil || !address.Is4()):
			problem = "IPv4 address is not a valid IPv4 address"
		case name == "ip_address" && recordType == "AAAA" && (notAnAddress != nil || !address.Is6()):
			problem = "IPv6 address is not a valid IPv6 address"
		case name == "ip_address":
			content[name] = address.String()
		case (name == "hostname" || name == "target") && text != "." && (strings.HasSuffix(text, ".") || strings.ContainsAny(text, " /")):
			problem = humanize(name) + " is not a valid hostname"
		}
		if problem != "" {
			problems = append(problems, recordType+": "+problem)
		}
	}
	return problems
}

// humanize is the name of a field at the beginning of a sentence.
func humanize(name string) string {
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
}

// AddDNSRecord puts a record into a zone, without a check of its content, and returns its
// ID. An empty name is the apex.
func (s *Simulator) AddDNSRecord(zone, name, recordType string, content map[string]string) string {
	return s.AddDNSRecordAs("", zone, name, recordType, content)
}

// AddDNSRecordAs is AddDNSRecord for a record with a given ID.
func (s *Simulator) AddDNSRecordAs(id, zone, name, recordType string, content map[string]string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	fields := map[string]any{}
	for field, value := range content {
		fields[field] = value
	}
	in := s.mustGet(zone)
	return s.addAs(id, "dns_record", in.owner, newDNSRecord(in, name, recordType, fields)).id
}
