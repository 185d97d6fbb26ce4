// Package disktemplate finds disk templates, which new virtual machines boot from.
package disktemplate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk template.
var Object = crud.Object{DataSources: templates.DataSources()}

var templates = crud.Lookup[*katapult.Client, katapult.DiskTemplate, model]{
	Type: "katapult_disk_template", Plural: "katapult_disk_templates", Rows: "templates",
	Noun: "disk template", Short: "template", Purpose: "which new virtual machines boot from",
	Lists:       "Lists the disk templates, which new virtual machines boot from: those of the organization, and the universal ones.",
	SeveralKeys: true,
	Keys: []crud.Key[*katapult.Client, katapult.DiskTemplate]{
		{
			Name: "id", Description: "ID of the template", Value: func(t katapult.DiskTemplate) string { return t.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.DiskTemplate, error) {
				return api.DiskTemplates.GetByID(ctx, id)
			},
		},
		{
			Name: "permalink", Description: "Permalink of the template, such as `templates/ubuntu-22-04`", Value: func(t katapult.DiskTemplate) string { return t.Permalink },
			Get: func(ctx context.Context, api *katapult.Client, permalink string) (katapult.DiskTemplate, error) {
				return api.DiskTemplates.Get(ctx, permalink)
			},
		},
		{Name: "name", Description: "Exact name of the template, such as `Ubuntu 22.04`", Value: func(t katapult.DiskTemplate) string { return t.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.DiskTemplate, error) {
		return api.DiskTemplates.List(ctx)
	},
	Name: func(t katapult.DiskTemplate) string { return t.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.DiskTemplate]{
		{
			Name: "include_universal", Description: "Whether to include the universal templates, which every organization can use. Defaults to `true`.",
			Includes: func(t katapult.DiskTemplate) bool { return t.Universal },
		},
		{
			Name: "os_family", Description: "Only templates with this operating system, such as `Ubuntu`. Defaults to all templates.",
			Match: func(_ context.Context, _ *katapult.Client, name string) (func(katapult.DiskTemplate) bool, error) {
				return func(t katapult.DiskTemplate) bool { return osFamily(t) == name }, nil
			},
		},
	},
	PluralID: (*katapult.Client).Organization, PluralIDIs: "The organization, as the provider names it.",
	Attributes: map[string]schema.Attribute{
		"id":               attrs.ComputedString("ID of the template."),
		"permalink":        attrs.ComputedString("Permalink of the template."),
		"name":             attrs.ComputedString("Name of the template."),
		"description":      attrs.ComputedString("Description of the template, or empty."),
		"universal":        attrs.ComputedBool("Whether every organization can use the template."),
		"template_version": attrs.ComputedInt64("Number of its latest version, or 0 where it has none."),
		"os_family":        attrs.ComputedString("Name of its operating system, such as `Ubuntu`, or empty."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID              types.String `tfsdk:"id"`
	Permalink       types.String `tfsdk:"permalink"`
	Name            types.String `tfsdk:"name"`
	Description     types.String `tfsdk:"description"`
	Universal       types.Bool   `tfsdk:"universal"`
	TemplateVersion types.Int64  `tfsdk:"template_version"`
	OSFamily        types.String `tfsdk:"os_family"`
}

func (m *model) fill(t katapult.DiskTemplate) {
	m.ID = types.StringValue(t.ID)
	m.Permalink = types.StringValue(t.Permalink)
	m.Name = types.StringValue(t.Name)
	m.Description = types.StringValue(t.Description)
	m.Universal = types.BoolValue(t.Universal)
	m.TemplateVersion = types.Int64Value(0)
	if t.LatestVersion != nil {
		m.TemplateVersion = types.Int64Value(t.LatestVersion.Number)
	}
	m.OSFamily = types.StringValue(osFamily(t))
}

func osFamily(t katapult.DiskTemplate) string {
	if t.OperatingSystem == nil {
		return ""
	}
	return t.OperatingSystem.Name
}
