// Package zone finds zones.
package zone

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the zone.
var Object = crud.Object{DataSources: zones.DataSources()}

var zones = crud.Lookup[*katapult.Client, katapult.Zone, model]{
	Type: "katapult_zone", Plural: "katapult_zones", Rows: "zones",
	Noun: "zone", Purpose: "which is a part of a data centre",
	Lists: "Lists the zones, which are the parts of data centres.",
	Keys: []crud.Key[*katapult.Client, katapult.Zone]{
		{
			Name: "id", Description: "ID of the zone", Value: func(z katapult.Zone) string { return z.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.Zone, error) {
				return api.Zones.Get(ctx, id)
			},
		},
		{
			Name: "permalink", Description: "Permalink of the zone", Value: func(z katapult.Zone) string { return types.StringPointerValue(z.Permalink).ValueString() },
			Get: func(ctx context.Context, api *katapult.Client, permalink string) (katapult.Zone, error) {
				return api.Zones.GetByPermalink(ctx, permalink)
			},
		},
		{Name: "name", Description: "Exact name of the zone", Value: func(z katapult.Zone) string { return z.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.Zone, error) {
		return api.Zones.List(ctx)
	},
	Name: func(z katapult.Zone) string { return z.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.Zone]{{
		Name: "data_center", Description: "Only zones of the data centre with this permalink or ID. Defaults to those of all data centres.",
		One: "Permalink or ID of the data centre in which to look for the name. Defaults to all data centres.",
		Match: func(ctx context.Context, api *katapult.Client, dataCenter string) (func(katapult.Zone) bool, error) {
			wanted, err := api.DataCenters.Filter(ctx, dataCenter)
			return func(z katapult.Zone) bool { return wanted(z.DataCenter) }, err
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":             attrs.ComputedString("ID of the zone."),
		"permalink":      attrs.ComputedString("Permalink of the zone. Null where it has none."),
		"name":           attrs.ComputedString("Name of the zone."),
		"data_center_id": attrs.ComputedString("ID of the data centre that the zone is part of."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID           types.String `tfsdk:"id"`
	Permalink    types.String `tfsdk:"permalink"`
	Name         types.String `tfsdk:"name"`
	DataCenterID types.String `tfsdk:"data_center_id"`
}

func (m *model) fill(z katapult.Zone) {
	m.ID = types.StringValue(z.ID)
	m.Permalink = types.StringPointerValue(z.Permalink)
	m.Name = types.StringValue(z.Name)
	m.DataCenterID = types.StringValue(z.DataCenter.ID)
}
