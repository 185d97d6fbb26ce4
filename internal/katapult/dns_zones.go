package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// DNSZones is access to DNS zones. All its calls are synchronous, and zones have no trash.
type DNSZones struct{ client *Client }

// DNSZone is a DNS zone of an organization.
type DNSZone struct {
	ID string `json:"id"`
	// Name has no full stop at its end.
	Name string `json:"name"`
	// DefaultTTL is that of records without one, in seconds.
	DefaultTTL int64 `json:"default_ttl"`
	// Verified says that Katapult has seen that the domain is delegated to it, or its TXT
	// record. The API can take that back.
	Verified bool `json:"verified"`
}

// DNSZoneArguments are the arguments of a new zone.
type DNSZoneArguments struct {
	Name string
	// DefaultTTL of nil is the API's choice.
	DefaultTTL *int64
}

func (z DNSZone) identity() string { return z.ID }

var dnsZones = object[DNSZone]{
	key: "dns_zone", noun: "DNS zone", path: "/dns_zones/dns_zone",
	list: list[DNSZone]{path: "/organizations/organization/dns_zones", key: "dns_zones", paged: true},
}

// listedDNSZones serve refreshes. Rows are complete.
var listedDNSZones = listBacked[DNSZone]{name: dnsZones.list.path, list: dnsZones.listAll}

// List returns all zones of the client's organization.
//
// GET /organizations/organization/dns_zones, all pages
func (s DNSZones) List(ctx context.Context) ([]DNSZone, error) {
	return listedDNSZones.all(ctx, s.client, "")
}

// Get returns a zone, or ErrNotFound.
//
// GET /dns_zones/dns_zone, or under a maximum age /organizations/organization/dns_zones,
// all pages
func (s DNSZones) Get(ctx context.Context, zoneID string) (DNSZone, error) {
	return listedDNSZones.get(ctx, s.client, "", zoneID, func(ctx context.Context) (DNSZone, error) {
		return dnsZones.find(ctx, s.client, id(dnsZones.key, zoneID))
	})
}

// GetByName returns the zone of a domain, or ErrNotFound. See SameHostName.
//
// GET /dns_zones/dns_zone, or under a maximum age /organizations/organization/dns_zones,
// all pages
func (s DNSZones) GetByName(ctx context.Context, name string) (DNSZone, error) {
	if rest.MaxAge(ctx) > 0 {
		all, err := s.List(ctx)
		named := func(z DNSZone) bool { return SameHostName(z.Name, name) }
		if at := slices.IndexFunc(all, named); err == nil && at >= 0 {
			return all[at], nil
		}
	}
	return dnsZones.find(ctx, s.client, lookup{dnsZones.key, "name", zoneName(name)})
}

// NameOf returns the name of a zone, or ErrNotFound. It asks for it once: it never changes.
//
// GET /dns_zones/dns_zone, or under a maximum age /organizations/organization/dns_zones,
// all pages
func (s DNSZones) NameOf(ctx context.Context, zoneID string) (string, error) {
	if name, known := s.client.dnsZoneNames.Load(zoneID); known {
		return name.(string), nil //nolint:forcetypeassert // nothing else is stored
	}
	zone, err := s.Get(ctx, zoneID)
	if err == nil {
		s.client.dnsZoneNames.Store(zoneID, zone.Name)
	}
	return zone.Name, err
}

// zoneName is the API's spelling of a zone's name.
func zoneName(name string) string { return strings.ToLower(HostName(name)) }

// Create creates a zone in the client's organization. If there is one of the name that an
// operation of this process deletes, Create waits for that. If the response is lost, it
// searches for a zone of the name, which was not there before. It returns a
// DNSZoneExistsError, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/dns_zones
func (s DNSZones) Create(ctx context.Context, a DNSZoneArguments) (zone DNSZone, err error) {
	isTaken := func(err error) bool { return errors.As(err, new(*DNSZoneExistsError)) }
	err = s.client.releases.onceFree(ctx, dnsZone(a.Name), isTaken, func() (err error) {
		zone, err = s.create(ctx, a)
		return err
	})
	return zone, err
}

// AnnounceRelease announces that the caller is about to delete the zone of a name: creations
// of this process that want the name wait for it. The caller calls done when it has finished
// or failed.
func (s DNSZones) AnnounceRelease(name string) (done func()) {
	return s.client.releases.announce(dnsZone(name))
}

// dnsZone names the zone of a name, in locks and releases.
func dnsZone(name string) string { return "DNS zone " + zoneName(name) }

func (s DNSZones) create(ctx context.Context, a DNSZoneArguments) (DNSZone, error) {
	organization := s.client.organization.lookup("organization")
	properties := map[string]any{"name": zoneName(a.Name)}
	if a.DefaultTTL != nil {
		properties["default_ttl"] = *a.DefaultTTL
	}
	ofName := func(ctx context.Context, _ time.Time) ([]DNSZone, error) {
		all, err := dnsZones.listAll(rest.WithMaxAge(ctx, 0), s.client, "")
		return slices.DeleteFunc(all, func(z DNSZone) bool { return !SameHostName(z.Name, a.Name) }), err
	}
	zone, _, err := dnsZones.create(ctx, s.client, creation[DNSZone]{
		path:        dnsZones.list.path,
		arguments:   arguments{lookups: []lookup{organization}, properties: properties},
		conflictKey: dnsZone(a.Name),
		recovery: recovery[DNSZone]{
			before: func(ctx context.Context) error {
				existing, err := ofName(ctx, time.Time{})
				if err == nil && len(existing) > 0 {
					err = &DNSZoneExistsError{existing[0]}
				}
				return err
			},
			find: ofName,
		},
	})
	var exists *DNSZoneExistsError
	switch {
	case errors.As(err, &exists):
		err = exists // without what was not sent
	case err == nil:
		s.client.dnsZoneNames.Store(zone.ID, zone.Name)
	}
	return zone, err
}

// DNSZoneExistsError refuses to create a second zone of a name.
type DNSZoneExistsError struct{ Existing DNSZone }

var _ rest.Candidates = (*DNSZoneExistsError)(nil)

func (e *DNSZoneExistsError) Error() string {
	return fmt.Sprintf("the organization has a DNS zone %s already, which is %s", rest.Quote(e.Existing.Name), rest.Quote(e.Existing.ID))
}

// Candidates returns the ID of the existing zone.
func (e *DNSZoneExistsError) Candidates() []string { return []string{e.Existing.ID} }

// SetDefaultTTL changes the TTL of records that have none of their own, and returns the
// zone. It returns ErrNotFound, or ValidationFailed.
//
// PATCH /dns_zones/dns_zone
func (s DNSZones) SetDefaultTTL(ctx context.Context, zoneID string, seconds int64) (DNSZone, error) {
	return dnsZones.update(ctx, s.client, zoneID, arguments{properties: map[string]int64{"default_ttl": seconds}})
}

// Delete deletes a zone with all its records. It returns ErrNotFound.
//
// DELETE /dns_zones/dns_zone
func (s DNSZones) Delete(ctx context.Context, zoneID string) error {
	return s.client.deleteDNS(ctx, dnsZones.path, id(dnsZones.key, zoneID))
}

// deleteDNS deletes a zone or a record. The response does not name it.
func (c *Client) deleteDNS(ctx context.Context, path string, what lookup) error {
	return c.deleteUnlessNeeded(ctx, func(ctx context.Context) error {
		return c.send(ctx, rest.Call{Method: http.MethodDelete, Path: path, Into: &deleted{}}, arguments{lookups: []lookup{what}})
	})
}

// deleted decodes the response to a deletion.
type deleted struct{}

// UnmarshalJSON returns an error if nothing was deleted.
func (*deleted) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	done := false
	err := json.Unmarshal(data, &members)
	if err == nil {
		err = decodeMember(members, "deleted", &done)
	}
	if err == nil && !done {
		err = errors.New("it does not say that anything was deleted")
	}
	return err
}

// Nameservers returns the nameservers that domains of the organization have to be delegated
// to, in alphabetical order. It asks for them once: they do not change.
//
// GET /organizations/organization/dns_zones/nameservers
func (s DNSZones) Nameservers(ctx context.Context) ([]string, error) {
	unlock, err := s.client.locks.Lock(ctx, "nameservers")
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.client.nameservers == nil {
		into := &response[[]string]{key: "nameservers"}
		found, err := get(rest.WithMaxAge(ctx, 0), s.client, dnsZones.list.path+"/nameservers", into, s.client.organization.lookup("organization"))
		if err != nil {
			return nil, err
		}
		slices.Sort(found)
		s.client.nameservers = found
	}
	return slices.Clone(s.client.nameservers), nil
}
