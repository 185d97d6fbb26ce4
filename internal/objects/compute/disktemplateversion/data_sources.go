// Package disktemplateversion finds versions of disk templates.
package disktemplateversion

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the version of a disk template.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New, many.New}}

var one = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_disk_template_version",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one version of a disk template, with the options that a virtual machine can be built with: by its ID, or by its template and its number.",
		Attributes: attrs.With(version, map[string]schema.Attribute{
			"id":               attrs.SearchKey("ID of the version. Either this or `disk_template` has to be set."),
			"disk_template":    attrs.SearchKey("Permalink or ID of the disk template. Either this or `id` has to be set. The `templates/` of a permalink may be left out."),
			"disk_template_id": attrs.ComputedString("ID of the disk template."),
			"number": schema.Int64Attribute{
				MarkdownDescription: "Number of the version. Excludes `id`. Defaults to the latest version.",
				Optional:            true, Computed: true,
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"options": attrs.NestedList("What a machine can choose in its `disk_template_options`. Empty for a template without options.", map[string]schema.Attribute{
				"name":        attrs.ComputedString("Name of the option."),
				"type":        attrs.ComputedString("What its value is: `Text`, `Boolean`, `Password` or `Keyboard`."),
				"label":       attrs.ComputedString("What forms call it."),
				"description": attrs.ComputedString("What it is for. Null where Katapult does not say so."),
				"required":    attrs.ComputedBool("Whether a machine has to choose."),
				"placeholder": attrs.ComputedString("Example of a value. Null where there is none."),
				"prefill":     attrs.ComputedString("Value that forms suggest. Null where there is none."),
			}),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("disk_template")),
		datasourcevalidator.Conflicting(path.MatchRoot("id"), path.MatchRoot("number")),
	},
	Read: find,
}

var many = crud.DataSource[*katapult.Client, listing]{
	Type: "katapult_disk_template_versions",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the versions of a disk template, the latest last.",
		Attributes: map[string]schema.Attribute{
			"disk_template": schema.StringAttribute{
				MarkdownDescription: "Permalink or ID of the disk template. The `templates/` of a permalink may be left out.",
				Required:            true, Validators: []validator.String{attrs.NotBlank()},
			},
			"disk_template_id": attrs.ComputedString("ID of the disk template."),
			"versions":         attrs.NestedList("The versions.", version),
		},
	},
	Read: list,
}

// version are the attributes that lists have, too.
var version = map[string]schema.Attribute{
	"id":         attrs.ComputedString("ID of the version."),
	"number":     attrs.ComputedInt64("Number of the version."),
	"stable":     attrs.ComputedBool("Whether Katapult calls the version stable."),
	"size_in_gb": attrs.ComputedInt64("How large a disk has to be at least, in GB."),
}

type row struct {
	ID       types.String `tfsdk:"id"`
	Number   types.Int64  `tfsdk:"number"`
	Stable   types.Bool   `tfsdk:"stable"`
	SizeInGB types.Int64  `tfsdk:"size_in_gb"`
}

type model struct {
	row

	DiskTemplate   types.String `tfsdk:"disk_template"`
	DiskTemplateID types.String `tfsdk:"disk_template_id"`
	Options        []option     `tfsdk:"options"`
}

type option struct {
	Name        types.String `tfsdk:"name"`
	Type        types.String `tfsdk:"type"`
	Label       types.String `tfsdk:"label"`
	Description types.String `tfsdk:"description"`
	Required    types.Bool   `tfsdk:"required"`
	Placeholder types.String `tfsdk:"placeholder"`
	Prefill     types.String `tfsdk:"prefill"`
}

type listing struct {
	DiskTemplate   types.String `tfsdk:"disk_template"`
	DiskTemplateID types.String `tfsdk:"disk_template_id"`
	Versions       []row        `tfsdk:"versions"`
}

func (m *row) fill(v katapult.DiskTemplateVersion) {
	m.ID = types.StringValue(v.ID)
	m.Number = types.Int64Value(v.Number)
	m.Stable = types.BoolValue(v.Stable)
	m.SizeInGB = types.Int64Value(v.SizeInGB)
}

func (m *model) fill(v katapult.DiskTemplateVersion) {
	m.row.fill(v)
	if v.DiskTemplate != nil {
		m.DiskTemplateID = types.StringValue(v.DiskTemplate.ID)
		if m.DiskTemplate.IsNull() {
			m.DiskTemplate = types.StringValue(v.DiskTemplate.Permalink)
		}
	}
	m.Options = []option{}
	for _, o := range v.Options {
		m.Options = append(m.Options, option{
			Name: types.StringValue(o.Name), Type: types.StringValue(o.Type), Label: types.StringValue(o.Label),
			Required: types.BoolValue(o.Required), Description: types.StringPointerValue(o.Description),
			Placeholder: types.StringPointerValue(o.Placeholder), Prefill: types.StringPointerValue(o.Prefill),
		})
	}
}

func find(ctx context.Context, api *katapult.Client, config *model) error {
	id, attribute := config.ID, "id"
	if id.IsNull() {
		named, err := inTemplate(ctx, api, config)
		if err != nil {
			return err
		}
		id, attribute = types.StringValue(named), "disk_template"
	}
	found, err := crud.Resolve(ctx, crud.ByKey(attribute, id, api.DiskTemplateVersions.GetWithOptions))
	if err != nil {
		return err
	}
	config.fill(found)
	return nil
}

// inTemplate is the ID of the version with a number, or the latest one.
func inTemplate(ctx context.Context, api *katapult.Client, config *model) (string, error) {
	template, err := crud.Resolve(ctx, crud.ByKey("disk_template", config.DiskTemplate, api.DiskTemplates.Get))
	switch {
	case err != nil:
		return "", err
	case !config.Number.IsNull():
		number := types.StringValue(fmt.Sprint(config.Number.ValueInt64()))
		versions := func(ctx context.Context) ([]katapult.DiskTemplateVersion, error) {
			return sorted(ctx, api, template.ID)
		}
		found, err := crud.Resolve(ctx, crud.ByListing("number", number, versions,
			func(v katapult.DiskTemplateVersion) (number, id string) { return fmt.Sprint(v.Number), v.ID }))
		return found.ID, err
	case template.LatestVersion == nil:
		return "", crud.At(path.Root("disk_template"), errors.New("this disk template has no versions yet"))
	}
	return template.LatestVersion.ID, nil
}

func list(ctx context.Context, api *katapult.Client, config *listing) error {
	template, err := crud.Resolve(ctx, crud.ByKey("disk_template", config.DiskTemplate, api.DiskTemplates.Get))
	if err != nil {
		return err
	}
	versions, err := sorted(ctx, api, template.ID)
	if err != nil {
		return err
	}
	config.DiskTemplateID = types.StringValue(template.ID)
	config.Versions = crud.Rows(versions, func(katapult.DiskTemplateVersion) bool { return true }, (*row).fill)
	return nil
}

// sorted lists the versions of a template in order of their numbers.
func sorted(ctx context.Context, api *katapult.Client, templateID string) ([]katapult.DiskTemplateVersion, error) {
	versions, err := api.DiskTemplateVersions.List(ctx, templateID)
	slices.SortFunc(versions, func(a, b katapult.DiskTemplateVersion) int { return cmp.Compare(a.Number, b.Number) })
	return versions, err
}
