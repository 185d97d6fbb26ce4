package katapult

import "context"

// NetworkSpeedProfiles is access to network speed profiles.
type NetworkSpeedProfiles struct{ client *Client }

// NetworkSpeedProfile limits the traffic of a network interface, in Mbit/s.
// Nil is no limit.
type NetworkSpeedProfile struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Permalink     string `json:"permalink"`
	UploadSpeed   *int64 `json:"upload_speed_in_mbit"`
	DownloadSpeed *int64 `json:"download_speed_in_mbit"`
}

func (p NetworkSpeedProfile) identity() string { return p.ID }

var networkSpeedProfiles = list[NetworkSpeedProfile]{path: "/organizations/organization/network_speed_profiles", key: "network_speed_profiles", paged: true}

// List returns all profiles that the client's organization can use. The API
// has no endpoint for a single one.
//
// GET /organizations/organization/network_speed_profiles, all pages
func (s NetworkSpeedProfiles) List(ctx context.Context) ([]NetworkSpeedProfile, error) {
	return networkSpeedProfiles.all(ctx, s.client, s.client.organization.lookup("organization"))
}
