package katapult

import "context"

// OperatingSystems is access to operating systems.
type OperatingSystems struct{ client *Client }

// OperatingSystem is a family of disk templates, such as Ubuntu.
type OperatingSystem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (o OperatingSystem) identity() string { return o.ID }

var operatingSystems = object[OperatingSystem]{key: "operating_system", path: "/operating_systems/operating_system"}

// List returns all operating systems.
//
// GET /operating_systems, all pages
func (s OperatingSystems) List(ctx context.Context) ([]OperatingSystem, error) {
	return list[OperatingSystem]{path: "/operating_systems", key: "operating_systems", paged: true}.all(ctx, s.client)
}

// Get returns an operating system, or ErrNotFound.
//
// GET /operating_systems/operating_system
func (s OperatingSystems) Get(ctx context.Context, systemID string) (OperatingSystem, error) {
	return operatingSystems.get(ctx, s.client, systemID)
}
