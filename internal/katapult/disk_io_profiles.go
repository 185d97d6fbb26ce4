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

func (p DiskIOProfile) identity() string { return p.ID }

var diskIOProfiles = list[DiskIOProfile]{path: "/organizations/organization/disk_io_profiles", key: "disk_io_profiles", paged: true}

// List returns all profiles that the client's organization can use. The API
// has no endpoint for a single one.
//
// GET /organizations/organization/disk_io_profiles, all pages
func (s DiskIOProfiles) List(ctx context.Context) ([]DiskIOProfile, error) {
	return diskIOProfiles.all(ctx, s.client, s.client.organization.lookup("organization"))
}
