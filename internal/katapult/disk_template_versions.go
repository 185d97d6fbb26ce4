package katapult

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// DiskTemplateVersions is access to the versions of disk templates.
type DiskTemplateVersions struct{ client *Client }

// DiskTemplateVersion is one state of a disk template. A machine is made from the latest
// unless it names another.
type DiskTemplateVersion struct {
	ID string `json:"id"`
	// Number is missing where the version belongs to a single template.
	Number int64 `json:"number"`

	// The others are missing where the version belongs to a template.

	Stable bool `json:"stable"`
	// SizeInGB is how large a disk has to be at least.
	SizeInGB int64 `json:"size_in_gb"`
	// DiskTemplate has its ID, name and permalink. In lists it is nil.
	DiskTemplate *DiskTemplate `json:"disk_template"`
	// Options is set by GetWithOptions.
	Options []DiskTemplateOption `json:"-"`
}

// DiskTemplateOption is something that a new machine can choose about its template.
type DiskTemplateOption struct {
	Name string `json:"name"`
	// Type is Text, Boolean, Password, Keyboard, or one that the API has got since.
	Type  string `json:"type"`
	Label string `json:"label"`
	// Required says that a build without it is refused.
	Required bool `json:"required"`
	// The others may be nil. Placeholder is an example, and Prefill the default of forms.
	Description *string `json:"description"`
	Placeholder *string `json:"placeholder"`
	Prefill     *string `json:"prefill"`
}

func (v DiskTemplateVersion) identity() string { return v.ID }

var diskTemplateVersions = object[DiskTemplateVersion]{
	key: "disk_template_version", path: "/disk_template_versions/disk_template_version",
	list: list[DiskTemplateVersion]{path: "/disk_templates/disk_template/versions", key: "disk_template_versions", paged: true},
}

// List returns the versions of a template, in no certain order. It returns ErrNotFound
// for the template.
//
// GET /disk_templates/disk_template/versions, all pages
func (s DiskTemplateVersions) List(ctx context.Context, templateID string) ([]DiskTemplateVersion, error) {
	return diskTemplateVersions.list.all(ctx, s.client, id(diskTemplates.key, templateID))
}

// Get returns a version, or ErrNotFound.
//
// GET /disk_template_versions/disk_template_version
func (s DiskTemplateVersions) Get(ctx context.Context, versionID string) (DiskTemplateVersion, error) {
	return diskTemplateVersions.get(ctx, s.client, versionID)
}

// GetWithOptions returns a version with its options, or ErrNotFound.
//
// GET /disk_template_versions/disk_template_version/spec
func (s DiskTemplateVersions) GetWithOptions(ctx context.Context, versionID string) (DiskTemplateVersion, error) {
	by := id(diskTemplateVersions.key, versionID)
	into := versionWithOptions{*diskTemplateVersions.response(by), response[templateSpec]{key: "spec"}}
	call := rest.Call{Method: http.MethodGet, Path: diskTemplateVersions.path + "/spec", Query: queryOf([]lookup{by}), Into: &into}
	err := s.client.read(ctx, call, []lookup{by})
	version := into.version.value
	version.Options = into.spec.value.Fields
	return version, err
}

// templateSpec lacks its fields if there are none.
type templateSpec struct {
	Fields []DiskTemplateOption `json:"fields"`
}

// versionWithOptions decodes a version, and its options beside it.
type versionWithOptions struct {
	version response[DiskTemplateVersion]
	spec    response[templateSpec]
}

// UnmarshalJSON decodes both members.
func (v *versionWithOptions) UnmarshalJSON(data []byte) error {
	return errors.Join(v.version.UnmarshalJSON(data), v.spec.UnmarshalJSON(data))
}
