package katapult

import (
	"context"
	"errors"
	"strings"
)

// DiskTemplates is access to disk templates, which new machines boot from.
type DiskTemplates struct{ client *Client }

// DiskTemplate is what the boot disk of a machine can be made from.
type DiskTemplate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Description may be empty.
	Description string `json:"description"`
	// Permalink of a universal template begins with "templates/".
	Permalink string `json:"permalink"`
	// Universal says that every organization can use it.
	Universal bool `json:"universal"`
	// LatestVersion is nil for a template without versions.
	LatestVersion *DiskTemplateVersion `json:"latest_version"`
	// OperatingSystem is nil where the API does not tell it.
	OperatingSystem *OperatingSystem `json:"operating_system"`
}

func (t DiskTemplate) identity() string { return t.ID }

var diskTemplates = object[DiskTemplate]{
	key: "disk_template", path: "/disk_templates/disk_template",
	list: list[DiskTemplate]{path: "/organizations/organization/disk_templates", key: "disk_templates", paged: true},
}

// List returns the templates of the client's organization and the universal ones.
//
// GET /organizations/organization/disk_templates, all pages
func (s DiskTemplates) List(ctx context.Context) ([]DiskTemplate, error) {
	organization := s.client.organization.lookup("organization")
	return diskTemplates.list.all(ctx, s.client, organization, lookup{thing: "include_universal", value: "true"})
}

// Get returns the template with a permalink or an ID, or ErrNotFound. Of a permalink,
// "templates/" may be left out.
//
// GET /organizations/organization/disk_templates, all pages. If a template is not in that
// list: GET /disk_templates/disk_template and
// GET /disk_template_versions/disk_template_version
func (s DiskTemplates) Get(ctx context.Context, permalinkOrID string) (DiskTemplate, error) {
	return s.find(ctx, parseReference(permalinkOrID, "permalink", diskTemplatePrefix))
}

// GetByID returns the template with an ID, whatever its prefix, or ErrNotFound.
//
// GET /organizations/organization/disk_templates, all pages. If a template is not in that
// list: GET /disk_templates/disk_template and
// GET /disk_template_versions/disk_template_version
func (s DiskTemplates) GetByID(ctx context.Context, templateID string) (DiskTemplate, error) {
	return s.find(ctx, reference{"id", templateID})
}

// find looks into the list first: only there the latest version has its number, and one
// list serves all who ask at the same time. The token may not be allowed to list, so
// that failure is none.
func (s DiskTemplates) find(ctx context.Context, by reference) (DiskTemplate, error) {
	full := by
	if by.key == "permalink" && !strings.Contains(by.value, "/") {
		full.value = universalTemplate + by.value
	}
	listed, err := s.List(ctx)
	if err != nil && !HasCode(err, ScopeNotGranted, PermissionDenied) {
		return DiskTemplate{}, err
	}
	for _, t := range listed {
		named := reference{"permalink", t.Permalink}
		if by == named || full == named || by == (reference{"id", t.ID}) {
			return t, nil
		}
	}
	template, err := diskTemplates.find(ctx, s.client, full.lookup(diskTemplates.key))
	if err != nil || template.LatestVersion == nil {
		return template, err
	}
	latest, err := s.client.DiskTemplateVersions.Get(ctx, template.LatestVersion.ID)
	if errors.Is(err, ErrNotFound) {
		return template, errors.New("its latest version was deleted while it was read; try again")
	}
	template.LatestVersion = &latest
	return template, err
}

const (
	diskTemplatePrefix = "dtpl_"
	// universalTemplate begins the permalinks of universal templates.
	universalTemplate = "templates/"
)

// diskTemplate refers to a disk template. The beginning of the permalink of a universal
// template may be left out.
func diskTemplate(permalinkOrID string) reference {
	r := parseReference(permalinkOrID, "permalink", diskTemplatePrefix)
	if r.key == "permalink" && !strings.Contains(r.value, "/") {
		r.value = universalTemplate + r.value
	}
	return r
}
