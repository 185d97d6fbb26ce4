// Package diskioprofile finds disk I/O profiles.
package diskioprofile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the disk I/O profile.
var Object = crud.Object{DataSources: profiles.DataSources()}

var profiles = crud.Lookup[*katapult.Client, katapult.DiskIOProfile, profile]{
	Type: "katapult_disk_io_profile", Plural: "katapult_disk_io_profiles", Rows: "profiles",
	Noun: "disk I/O profile", Short: "profile", Purpose: "which limits the throughput of disks",
	Lists: "Lists the disk I/O profiles, which limit the throughput of disks, in order of their IDs.",
	Keys: []crud.Key[*katapult.Client, katapult.DiskIOProfile]{
		{Name: "id", Description: "ID of the profile", Value: func(p katapult.DiskIOProfile) string { return p.ID }},
		{Name: "permalink", Description: "Permalink of the profile, such as `unrestricted`", Value: func(p katapult.DiskIOProfile) string { return p.Permalink }},
		{Name: "name", Description: "Exact name of the profile", Value: func(p katapult.DiskIOProfile) string { return p.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.DiskIOProfile, error) {
		return api.DiskIOProfiles.List(ctx)
	},
	Name:    func(p katapult.DiskIOProfile) string { return p.Name },
	OrderBy: func(p katapult.DiskIOProfile) string { return p.ID },
	Attributes: map[string]schema.Attribute{
		"id":          attrs.ComputedString("ID of the profile."),
		"permalink":   attrs.ComputedString("Permalink of the profile."),
		"name":        attrs.ComputedString("Name of the profile."),
		"speed_in_mb": attrs.ComputedInt64("How many MB a disk can read or write in a second. Null where there is no limit."),
		"iops":        attrs.ComputedInt64("How many operations a disk can do in a second. Null where there is no limit."),
	},
	Fill: (*profile).fill,
}

type profile struct {
	ID        types.String `tfsdk:"id"`
	Permalink types.String `tfsdk:"permalink"`
	Name      types.String `tfsdk:"name"`
	SpeedInMB types.Int64  `tfsdk:"speed_in_mb"`
	IOPS      types.Int64  `tfsdk:"iops"`
}

func (m *profile) fill(p katapult.DiskIOProfile) {
	m.ID = types.StringValue(p.ID)
	m.Permalink = types.StringValue(p.Permalink)
	m.Name = types.StringValue(p.Name)
	m.SpeedInMB = types.Int64PointerValue(p.SpeedInMB)
	m.IOPS = types.Int64PointerValue(p.IOPS)
}
