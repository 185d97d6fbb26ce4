package katapult

import "context"

// DiskTemplateVersions is access to the versions of disk templates.
type DiskTemplateVersions struct{ client *Client }

// DiskTemplateVersion is one state of a disk template. A machine is made from the latest
// unless it names another.
type DiskTemplateVersion struct {
	ID string `json:"id"`
	// Number is missing where the version belongs to a single template.
	Number int64 `json:"number"`
	// The following are missing where the version belongs to a template.

	Stable bool `json:"stable"`
	// SizeInGB is how large a disk has to be at least.
	SizeInGB int64 `json:"size_in_gb"`
}

func (v DiskTemplateVersion) identity() string { return v.ID }

var diskTemplateVersions = object[DiskTemplateVersion]{
	key: "disk_template_version", path: "/disk_template_versions/disk_template_version",
}

// Get returns a version, or ErrNotFound.
//
// GET /disk_template_versions/disk_template_version
func (s DiskTemplateVersions) Get(ctx context.Context, versionID string) (DiskTemplateVersion, error) {
	return diskTemplateVersions.get(ctx, s.client, versionID)
}
