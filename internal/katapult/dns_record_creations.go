package katapult

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Create creates a record in a zone, unless there is an identical one. If an operation of
// this process changes or deletes that, Create waits for it. If the response is lost, it
// searches for the record. It returns ErrNotFound for the zone, an OutsideZoneError, a
// DuplicateDNSRecordError, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /dns_zones/dns_zone/records
func (s DNSRecords) Create(ctx context.Context, zoneID string, a DNSRecordArguments) (DNSRecord, error) {
	zoneName, err := s.zoneName(ctx, zoneID)
	if err != nil {
		return DNSRecord{}, err
	}
	name := ""
	if a.Name != nil {
		name = *a.Name
	}
	relative, inside := RelativeDNSName(name, zoneName)
	if !inside {
		return DNSRecord{}, &OutsideZoneError{name, zoneName}
	}
	a.Name = &relative
	for {
		created, err := s.create(ctx, zoneID, a)
		var duplicate *DuplicateDNSRecordError
		if !errors.As(err, &duplicate) {
			return created, err
		}
		changed, waitErr := s.awaitChange(ctx, duplicate.Existing)
		switch {
		case waitErr != nil:
			return created, fmt.Errorf("%w; waiting for its deletion: %w", duplicate, waitErr)
		case !changed:
			return created, duplicate // without what was not sent
		}
	}
}

// zoneName returns the name of a zone. Any of its records tells.
func (s DNSRecords) zoneName(ctx context.Context, zoneID string) (string, error) {
	snapshot, err := s.client.dnsSnapshots.recent(ctx, s.client, zoneID)
	if err != nil || snapshot.zoneName != "" {
		return snapshot.zoneName, err
	}
	return s.client.DNSZones.NameOf(ctx, zoneID)
}

// create sends the request. The records of two equal creations could not be told apart, so
// they take turns, and the second finds a duplicate.
func (s DNSRecords) create(ctx context.Context, zoneID string, a DNSRecordArguments) (DNSRecord, error) {
	key := a.key()
	unlock, err := s.client.locks.Lock(ctx, zoneID+" "+key)
	if err != nil {
		return DNSRecord{}, err
	}
	defer unlock()
	snapshots := s.client.dnsSnapshots
	created, _, err := dnsRecords.create(ctx, s.client, creation[DNSRecord]{
		path:        dnsRecordList.path,
		arguments:   arguments{lookups: []lookup{id(dnsZones.key, zoneID)}, properties: a.properties()},
		conflictKey: zoneID + " " + key,
		recovery: recovery[DNSRecord]{
			before: func(ctx context.Context) error {
				now, err := snapshots.recent(ctx, s.client, zoneID)
				if err == nil && (len(now.byKey[key]) > 0 || snapshots.hasCreated(zoneID, key)) {
					now, err = snapshots.fresh(ctx, s.client, zoneID) // it may be deleted by now
				}
				if err == nil && len(now.byKey[key]) > 0 {
					err = &DuplicateDNSRecordError{zoneID, now.byKey[key][0]}
				}
				return err
			},
			// There was none before.
			find: func(ctx context.Context, _ time.Time) ([]DNSRecord, error) {
				now, err := snapshots.fresh(ctx, s.client, zoneID)
				return now.byKey[key], err
			},
		},
	})
	if err == nil {
		snapshots.noteCreated(zoneID, key)
	}
	return created, err
}

// key is equal for records of a zone that resolvers could not tell apart. Their name is
// relative.
func (a DNSRecordArguments) key() string {
	content := a.Content.inForm(canonicalForms)
	parts := []string{"DNS record", strings.ToLower(*a.Name), a.Type}
	if HasPriority(a.Type) && a.Priority.value != nil {
		parts = append(parts, fmt.Sprint(*a.Priority.value))
	}
	for _, field := range slices.Sorted(maps.Keys(content)) {
		parts = append(parts, fmt.Sprintf("%s=%q", field, content[field]))
	}
	return strings.Join(parts, " ")
}

// key is that of the arguments that would create an identical record.
func (r DNSRecord) key() string {
	name := r.RelativeName()
	a := DNSRecordArguments{Name: &name, Type: r.Type, Content: r.Content, Priority: Nullable[int64]{value: r.Priority}}
	return a.key()
}

// awaitChange waits until an operation of this process has changed or deleted a record. It
// returns false if none is about to.
func (s DNSRecords) awaitChange(ctx context.Context, record DNSRecord) (changed bool, err error) {
	watch := s.client.releases.watch(dnsRecord(record.ID))
	now, err := dnsRecords.find(rest.WithMaxAge(ctx, 0), s.client, id(dnsRecords.key, record.ID))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && now.key() != record.key():
		return true, nil
	case err != nil:
		return false, err
	}
	return watch.Wait(ctx)
}

// OutsideZoneError refuses an absolute name that is not in the zone.
type OutsideZoneError struct{ Name, Zone string }

func (e *OutsideZoneError) Error() string {
	return fmt.Sprintf("%s has a full stop at its end, so it is absolute, and it is not in the zone %s", rest.Quote(e.Name), rest.Quote(e.Zone))
}

// DuplicateDNSRecordError refuses to create a second record with the same name, type and
// content.
type DuplicateDNSRecordError struct {
	ZoneID   string
	Existing DNSRecord
}

var _ rest.Candidates = (*DuplicateDNSRecordError)(nil)

func (e *DuplicateDNSRecordError) Error() string {
	r := e.Existing
	return fmt.Sprintf("the zone has an identical record already, which is %s: %s %s %s",
		rest.Quote(r.ID), rest.Quote(r.FullName), rest.Quote(r.Type), rest.Excerpt([]byte(r.ZoneFile)))
}

// Candidates returns the import ID of the existing record.
func (e *DuplicateDNSRecordError) Candidates() []string {
	return []string{e.ZoneID + "/" + e.Existing.ID}
}
