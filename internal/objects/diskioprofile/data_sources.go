// Package diskioprofile finds disk I/O profiles.
package diskioprofile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk I/O profile.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New, many.New}}

var profile = map[string]schema.Attribute{
	"id":          attrs.ComputedString("ID of the profile."),
	"permalink":   attrs.ComputedString("Permalink of the profile."),
	"name":        attrs.ComputedString("Name of the profile."),
	"speed_in_mb": attrs.ComputedInt64("How many MB a disk can read or write in a second. Null where there is no limit."),
	"iops":        attrs.ComputedInt64("How many operations a disk can do in a second. Null where there is no limit."),
}

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_disk_io_profile",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one disk I/O profile, which limits the throughput of disks, by its ID, its permalink or its exact name.",
		Attributes: attrs.With(profile, map[string]schema.Attribute{
			"id":        attrs.SearchKey("ID of the profile. Either this, `permalink` or `name` has to be set."),
			"permalink": attrs.SearchKey("Permalink of the profile, such as `unrestricted`. Either this, `id` or `name` has to be set."),
			"name":      attrs.SearchKey("Exact name of the profile. Either this, `id` or `permalink` has to be set."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("permalink"), path.MatchRoot("name")),
	},
	Read: find,
}

type attributes struct {
	ID        types.String `tfsdk:"id"`
	Permalink types.String `tfsdk:"permalink"`
	Name      types.String `tfsdk:"name"`
	SpeedInMB types.Int64  `tfsdk:"speed_in_mb"`
	IOPS      types.Int64  `tfsdk:"iops"`
}

func (m *attributes) fill(p katapult.DiskIOProfile) {
	m.ID = types.StringValue(p.ID)
	m.Permalink = types.StringValue(p.Permalink)
	m.Name = types.StringValue(p.Name)
	m.SpeedInMB = types.Int64PointerValue(p.SpeedInMB)
	m.IOPS = types.Int64PointerValue(p.IOPS)
}

func find(ctx context.Context, api *katapult.Client, config *attributes) error {
	list := api.DiskIOProfiles.List
	found, err := crud.Resolve(ctx,
		crud.ByListing("id", config.ID, list, func(p katapult.DiskIOProfile) (value, id string) { return p.ID, p.ID }),
		crud.ByListing("permalink", config.Permalink, list, func(p katapult.DiskIOProfile) (value, id string) { return p.Permalink, p.ID }),
		crud.ByListing("name", config.Name, list, func(p katapult.DiskIOProfile) (value, id string) { return p.Name, p.ID }))
	if err == nil {
		config.fill(found)
	}
	return err
}

var many = crud.DataSource[*katapult.Client, profiles]{
	Type: "katapult_disk_io_profiles",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the disk I/O profiles, which limit the throughput of disks.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": attrs.OptionalString("Only profiles whose name begins with this. Defaults to all profiles."),
			"profiles":    attrs.NestedList("The profiles.", profile),
		},
	},
	Read: listAll,
}

type profiles struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
	Profiles   []attributes `tfsdk:"profiles"`
}

func listAll(ctx context.Context, api *katapult.Client, config *profiles) error {
	all, err := api.DiskIOProfiles.List(ctx)
	config.Profiles = crud.Rows(all, func(p katapult.DiskIOProfile) bool {
		return crud.HasPrefix(p.Name, config.NamePrefix)
	}, (*attributes).fill)
	return err
}
