package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// DNSRecords is access to the records of DNS zones. All its calls are synchronous, and
// records have no trash.
type DNSRecords struct{ client *Client }

// DNSRecord is a record of a DNS zone. Several of one name and type are separate objects. It
// does not name its zone.
type DNSRecord struct {
	ID string `json:"id"`
	// Name is relative to the zone, and nil for its apex.
	Name *string `json:"name"`
	// FullName has no full stop at its end.
	FullName string `json:"full_name"`
	Type     string `json:"type"`
	// TTL of nil is the zone's default, in seconds.
	TTL *int64 `json:"ttl"`
	// Priority is that of MX and SRV records.
	Priority *int64 `json:"priority"`
	// ZoneFile is the content as it is in a zone file.
	ZoneFile string `json:"content"`
	// Content has the fields of the type. It is empty for a type without any.
	Content DNSRecordContent `json:"-"`
}

// Types of records with rules of their own.
const (
	DNSTypeMX  = "MX"
	DNSTypeNS  = "NS"
	DNSTypeSOA = "SOA"
	DNSTypeSRV = "SRV"
)

// UnmarshalJSON decodes a record. Of the attributes of its content, which are by type, it
// keeps those of its own.
func (r *DNSRecord) UnmarshalJSON(data []byte) error {
	type plain DNSRecord
	var with struct {
		plain
		Attributes map[string]map[string]json.RawMessage `json:"content_attributes"`
	}
	if err := json.Unmarshal(data, &with); err != nil {
		return err
	}
	*r = DNSRecord(with.plain)
	r.Content = contentOf(r.Type, with.Attributes)
	return nil
}

// RelativeName is the name relative to the zone, and empty for its apex.
func (r DNSRecord) RelativeName() string {
	if r.Name == nil || *r.Name == "@" {
		return ""
	}
	return *r.Name
}

// ZoneName is the name of the record's zone. It is empty if the record does not tell.
func (r DNSRecord) ZoneName() string {
	full, name := HostName(r.FullName), r.RelativeName()
	if name == "" {
		return full
	}
	begin := len(name) + 1
	if len(full) <= begin || full[begin-1] != '.' || !strings.EqualFold(full[:begin-1], name) {
		return ""
	}
	return full[begin:]
}

// IsNamed reports whether the record has a name, written as in RelativeDNSName.
func (r DNSRecord) IsNamed(written string) bool {
	relative, inside := RelativeDNSName(written, r.ZoneName())
	return inside && strings.EqualFold(relative, r.RelativeName())
}

// IsManaged reports whether Katapult manages the record: the SOA record of each zone, and the
// nameservers of its apex.
func (r DNSRecord) IsManaged() bool {
	return r.Type == DNSTypeSOA || r.Type == DNSTypeNS && r.RelativeName() == ""
}

// HasPriority reports whether records of a type have a priority.
func HasPriority(recordType string) bool { return recordType == DNSTypeMX || recordType == DNSTypeSRV }

// DNSRecordArguments are the arguments of a record. What is not set is the API's choice in
// Create, and no change in Update.
type DNSRecordArguments struct {
	// Name is relative or full; "" and "@" are the apex. See RelativeDNSName.
	Name *string
	// Type is needed in Create, and wherever there is a Content.
	Type          string
	TTL, Priority Nullable[int64]
	Content       DNSRecordContent
}

// properties are the arguments as they are sent, with a name relative to the zone.
func (a DNSRecordArguments) properties() any {
	p := struct {
		Name     *string                     `json:"name,omitempty"`
		Type     string                      `json:"type,omitempty"`
		TTL      Nullable[int64]             `json:"ttl,omitzero"`
		Priority Nullable[int64]             `json:"priority,omitzero"`
		Content  map[string]DNSRecordContent `json:"content,omitempty"`
	}{Type: a.Type, TTL: a.TTL, Priority: a.Priority}
	if a.Name != nil {
		name := *a.Name
		if name == "" {
			name = "@"
		}
		p.Name = &name
	}
	if a.Content != nil {
		p.Content = map[string]DNSRecordContent{a.Type: a.Content.sent()}
	}
	return p
}

func (r DNSRecord) identity() string { return r.ID }

var dnsRecords = object[DNSRecord]{key: "dns_record", noun: "DNS record", path: "/dns_records/dns_record"}

// dnsRecordsOfZone serve refreshes: one list has all records of a zone. Rows are complete.
var dnsRecordsOfZone = listBacked[DNSRecord]{name: dnsRecordList.path, list: listDNSRecords}

var dnsRecordList = list[DNSRecord]{path: dnsZones.path + "/records", key: "dns_records"}

func listDNSRecords(ctx context.Context, c *Client, zoneID string) ([]DNSRecord, error) {
	return dnsRecordList.all(ctx, c, id(dnsZones.key, zoneID))
}

// List returns all records of a zone, also those that Katapult manages, or ErrNotFound for
// the zone.
//
// GET /dns_zones/dns_zone/records
func (s DNSRecords) List(ctx context.Context, zoneID string) ([]DNSRecord, error) {
	return dnsRecordsOfZone.all(ctx, s.client, zoneID)
}

// Get returns a record, or ErrNotFound.
//
// GET /dns_records/dns_record, or under a maximum age GET /dns_zones/dns_zone/records
func (s DNSRecords) Get(ctx context.Context, zoneID, recordID string) (DNSRecord, error) {
	return dnsRecordsOfZone.get(ctx, s.client, zoneID, recordID, func(ctx context.Context) (DNSRecord, error) {
		return dnsRecords.find(ctx, s.client, id(dnsRecords.key, recordID))
	})
}

// GetWithZone returns a record with its zone, which it finds by the record's full name, or
// ErrNotFound.
//
// GET /dns_records/dns_record and GET /dns_zones/dns_zone
func (s DNSRecords) GetWithZone(ctx context.Context, recordID string) (DNSRecord, DNSZone, error) {
	record, err := dnsRecords.find(ctx, s.client, id(dnsRecords.key, recordID))
	if err != nil {
		return record, DNSZone{}, err
	}
	zone, err := s.client.DNSZones.GetByName(ctx, record.ZoneName())
	return record, zone, err
}

// GetByName returns the only record of a name and a type in a zone, or ErrNotFound for the
// zone. No such record, or several, are another error.
//
// GET /dns_zones/dns_zone/records
func (s DNSRecords) GetByName(ctx context.Context, zoneID, name, recordType string) (DNSRecord, error) {
	all, err := s.List(ctx, zoneID)
	if err != nil {
		return DNSRecord{}, err
	}
	var (
		found DNSRecord
		texts []string
	)
	for _, r := range all {
		if r.Type == recordType && r.IsNamed(name) {
			found, texts = r, append(texts, fmt.Sprintf("%s (%s)", rest.Quote(r.ID), rest.Excerpt([]byte(r.ZoneFile))))
		}
	}
	switch len(texts) {
	case 0:
		return DNSRecord{}, errors.New("the zone has no record of this name and type")
	case 1:
		return found, nil
	}
	return DNSRecord{}, fmt.Errorf("%d records have this name and type, and only the ID tells one from another: %s", len(texts), strings.Join(texts, ", "))
}

// Update changes what the arguments set, and returns the record. Creations of this process
// that wait for its place go on. It returns ErrNotFound, or ValidationFailed.
//
// PATCH /dns_records/dns_record
func (s DNSRecords) Update(ctx context.Context, recordID string, a DNSRecordArguments) (DNSRecord, error) {
	defer s.client.releases.announce(dnsRecord(recordID))()
	return dnsRecords.update(ctx, s.client, recordID, arguments{properties: a.properties()})
}

// Delete deletes a record. Creations of this process that wait for its place go on. It
// returns ErrNotFound.
//
// DELETE /dns_records/dns_record
func (s DNSRecords) Delete(ctx context.Context, recordID string) error {
	defer s.client.releases.announce(dnsRecord(recordID))()
	return s.client.deleteDNS(ctx, dnsRecords.path, id(dnsRecords.key, recordID))
}

// dnsRecord names a record for releases.
func dnsRecord(recordID string) string { return "DNS record " + recordID }
