package katapult

import "context"

// Zones is access to zones.
type Zones struct{ client *Client }

// Zone is a part of a data centre. A machine is in one of them.
type Zone struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Permalink is nil for a zone without one.
	Permalink  *string    `json:"permalink"`
	DataCenter DataCenter `json:"data_center"`
}

func (z Zone) identity() string { return z.ID }

var zones = object[Zone]{key: "zone", path: "/zones/zone"}

// List returns the zones of all data centres.
//
// GET /zones, without pages
func (s Zones) List(ctx context.Context) ([]Zone, error) {
	return get(ctx, s.client, "/zones", listIn[Zone]("zones"))
}

// Get returns a zone, or ErrNotFound.
//
// GET /zones/zone
func (s Zones) Get(ctx context.Context, zoneID string) (Zone, error) {
	return zones.get(ctx, s.client, zoneID)
}

// GetByPermalink returns the zone with a permalink, or ErrNotFound.
//
// GET /zones/zone
func (s Zones) GetByPermalink(ctx context.Context, permalink string) (Zone, error) {
	return zones.find(ctx, s.client, lookup{"zone", "permalink", permalink})
}
