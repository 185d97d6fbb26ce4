package katapult

import "context"

// DiskIOProfiles is access to disk I/O profiles.
type DiskIOProfiles struct{ client *Client }

// DiskIOProfile limits the throughput of a disk, in MB and operations per
// second. Nil is no limit.
type DiskIOProfile struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
	SpeedInMB *int64 `json:"speed_in_mb"`
	IOPS      *int64 `json:"iops"`
}

// List returns all profiles that the client's organization can use. The API
// has no way to ask for a single one.
//
// GET /organizations/organization/disk_io_profiles, all pages
func (s DiskIOProfiles) List(ctx context.Context) ([]DiskIOProfile, error) {
	return listAll[DiskIOProfile](ctx, s.client, "/organizations/organization/disk_io_profiles", "disk_io_profiles",
		s.client.organization.lookup("organization"))
}
