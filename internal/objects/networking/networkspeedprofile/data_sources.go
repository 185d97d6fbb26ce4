// Package networkspeedprofile finds network speed profiles.
package networkspeedprofile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the network speed profile.
var Object = crud.Object{DataSources: profiles.DataSources()}

var profiles = crud.Lookup[*katapult.Client, katapult.NetworkSpeedProfile, profile]{
	Type: "katapult_network_speed_profile", Plural: "katapult_network_speed_profiles", Rows: "profiles",
	Noun: "network speed profile", Short: "profile", Purpose: "which limits the traffic of network interfaces",
	Lists:       "Lists the network speed profiles, which limit the traffic of network interfaces.",
	SeveralKeys: true,
	Keys: []crud.Key[*katapult.Client, katapult.NetworkSpeedProfile]{
		{Name: "id", Description: "ID of the profile", Value: func(p katapult.NetworkSpeedProfile) string { return p.ID }},
		{Name: "permalink", Description: "Permalink of the profile, such as `1gbps`", Value: func(p katapult.NetworkSpeedProfile) string { return p.Permalink }},
		{Name: "name", Description: "Exact name of the profile", Value: func(p katapult.NetworkSpeedProfile) string { return p.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.NetworkSpeedProfile, error) {
		return api.NetworkSpeedProfiles.List(ctx)
	},
	Name:     func(p katapult.NetworkSpeedProfile) string { return p.Name },
	PluralID: (*katapult.Client).Organization, PluralIDIs: "The organization, as the provider names it.",
	Attributes: map[string]schema.Attribute{
		"id":             attrs.ComputedString("ID of the profile."),
		"permalink":      attrs.ComputedString("Permalink of the profile."),
		"name":           attrs.ComputedString("Name of the profile."),
		"upload_speed":   attrs.ComputedInt64("How many Mbit a network interface can send in a second. 0 where there is no limit."),
		"download_speed": attrs.ComputedInt64("How many Mbit a network interface can receive in a second. 0 where there is no limit."),
	},
	Fill: (*profile).fill,
}

type profile struct {
	ID            types.String `tfsdk:"id"`
	Permalink     types.String `tfsdk:"permalink"`
	Name          types.String `tfsdk:"name"`
	UploadSpeed   types.Int64  `tfsdk:"upload_speed"`
	DownloadSpeed types.Int64  `tfsdk:"download_speed"`
}

func (m *profile) fill(p katapult.NetworkSpeedProfile) {
	m.ID = types.StringValue(p.ID)
	m.Permalink = types.StringValue(p.Permalink)
	m.Name = types.StringValue(p.Name)
	m.UploadSpeed = speed(p.UploadSpeed)
	m.DownloadSpeed = speed(p.DownloadSpeed)
}

// speed is 0 without a limit, which configurations compare it with.
func speed(limit *int64) types.Int64 {
	if limit == nil {
		return types.Int64Value(0)
	}
	return types.Int64Value(*limit)
}
