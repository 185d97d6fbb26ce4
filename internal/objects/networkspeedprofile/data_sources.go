// Package networkspeedprofile finds network speed profiles.
package networkspeedprofile

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

// Object is the network speed profile.
var Object = crud.Object{DataSources: []func() datasource.DataSource{one.New, many.New}}

var profile = map[string]schema.Attribute{
	"id":             attrs.ComputedString("ID of the profile."),
	"permalink":      attrs.ComputedString("Permalink of the profile."),
	"name":           attrs.ComputedString("Name of the profile."),
	"upload_speed":   attrs.ComputedInt64("How many Mbit a network interface can send in a second. Null where there is no limit."),
	"download_speed": attrs.ComputedInt64("How many Mbit a network interface can receive in a second. Null where there is no limit."),
}

var one = crud.DataSource[*katapult.Client, attributes]{
	Type: "katapult_network_speed_profile",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one network speed profile, which limits the traffic of network interfaces, by its ID, its permalink or its exact name.",
		Attributes: attrs.With(profile, map[string]schema.Attribute{
			"id":        attrs.SearchKey("ID of the profile. Either this, `permalink` or `name` has to be set."),
			"permalink": attrs.SearchKey("Permalink of the profile, such as `1gbps`. Either this, `id` or `name` has to be set."),
			"name":      attrs.SearchKey("Exact name of the profile. Either this, `id` or `permalink` has to be set."),
		}),
	},
	Validators: []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("permalink"), path.MatchRoot("name")),
	},
	Read: find,
}

type attributes struct {
	ID            types.String `tfsdk:"id"`
	Permalink     types.String `tfsdk:"permalink"`
	Name          types.String `tfsdk:"name"`
	UploadSpeed   types.Int64  `tfsdk:"upload_speed"`
	DownloadSpeed types.Int64  `tfsdk:"download_speed"`
}

func (m *attributes) fill(p katapult.NetworkSpeedProfile) {
	m.ID = types.StringValue(p.ID)
	m.Permalink = types.StringValue(p.Permalink)
	m.Name = types.StringValue(p.Name)
	m.UploadSpeed = types.Int64PointerValue(p.UploadSpeed)
	m.DownloadSpeed = types.Int64PointerValue(p.DownloadSpeed)
}

func find(ctx context.Context, api *katapult.Client, config *attributes) error {
	list := api.NetworkSpeedProfiles.List
	found, err := crud.Resolve(ctx,
		crud.ByListing("id", config.ID, list, func(p katapult.NetworkSpeedProfile) (value, id string) { return p.ID, p.ID }),
		crud.ByListing("permalink", config.Permalink, list, func(p katapult.NetworkSpeedProfile) (value, id string) { return p.Permalink, p.ID }),
		crud.ByListing("name", config.Name, list, func(p katapult.NetworkSpeedProfile) (value, id string) { return p.Name, p.ID }))
	if err == nil {
		config.fill(found)
	}
	return err
}

var many = crud.DataSource[*katapult.Client, profiles]{
	Type: "katapult_network_speed_profiles",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the network speed profiles, which limit the traffic of network interfaces.",
		Attributes: map[string]schema.Attribute{
			"id":          attrs.ComputedString("The organization, as the provider names it."),
			"name_prefix": attrs.OptionalString("Only profiles whose name begins with this. Defaults to all profiles."),
			"profiles":    attrs.NestedList("The profiles.", profile),
		},
	},
	Read: listAll,
}

type profiles struct {
	ID         types.String `tfsdk:"id"`
	NamePrefix types.String `tfsdk:"name_prefix"`
	Profiles   []attributes `tfsdk:"profiles"`
}

func listAll(ctx context.Context, api *katapult.Client, config *profiles) error {
	config.ID = types.StringValue(api.Organization())
	all, err := api.NetworkSpeedProfiles.List(ctx)
	config.Profiles = crud.Rows(all, func(p katapult.NetworkSpeedProfile) bool {
		return crud.HasPrefix(p.Name, config.NamePrefix)
	}, (*attributes).fill)
	return err
}
