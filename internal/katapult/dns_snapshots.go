package katapult

import (
	"context"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// snapshotMaxAge is how old a list of records may be that tells what there is before a
// creation. If its response is lost, an identical record that others have created meanwhile
// is taken for its own.
const snapshotMaxAge = 10 * time.Second

// dnsSnapshots are lists of the records of zones that serve many creations, and what these
// have created since. Other writes do not invalidate them.
type dnsSnapshots struct {
	cache *rest.Cache

	mu      sync.Mutex
	created map[string]bool // by zone and key
}

// dnsSnapshot is what a zone had at one time.
type dnsSnapshot struct {
	zoneName string
	byKey    map[string][]DNSRecord
}

func newDNSSnapshots() *dnsSnapshots {
	return &dnsSnapshots{cache: rest.NewCache(snapshotMaxAge, cacheMaxBytes), created: map[string]bool{}}
}

// recent returns the records of a zone as they were some seconds ago at most.
func (s *dnsSnapshots) recent(ctx context.Context, c *Client, zoneID string) (dnsSnapshot, error) {
	return s.get(ctx, c, zoneID, snapshotMaxAge)
}

// fresh returns the records of a zone.
func (s *dnsSnapshots) fresh(ctx context.Context, c *Client, zoneID string) (dnsSnapshot, error) {
	return s.get(ctx, c, zoneID, 0)
}

func (s *dnsSnapshots) get(ctx context.Context, c *Client, zoneID string, maxAge time.Duration) (dnsSnapshot, error) {
	taken, err := s.cache.Get(ctx, zoneID, maxAge, func(ctx context.Context) (any, int, error) {
		rows, err := listDNSRecords(rest.WithMaxAge(ctx, 0), c, zoneID)
		snapshot := dnsSnapshot{byKey: make(map[string][]DNSRecord, len(rows))}
		for _, row := range rows {
			key := row.key()
			snapshot.byKey[key] = append(snapshot.byKey[key], row)
			if name := row.ZoneName(); name != "" {
				snapshot.zoneName = name
			}
		}
		return snapshot, rest.SizeOf(rows) + len(rows)*placeSize, err
	})
	snapshot, _ := taken.(dnsSnapshot)
	return snapshot, err
}

func (s *dnsSnapshots) noteCreated(zoneID, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.created[zoneID+" "+key] = true
}

func (s *dnsSnapshots) hasCreated(zoneID, key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.created[zoneID+" "+key]
}
