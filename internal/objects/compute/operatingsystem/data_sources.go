// Package operatingsystem finds operating systems.
package operatingsystem

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the operating system.
var Object = crud.Object{DataSources: systems.DataSources()}

var systems = crud.Lookup[*katapult.Client, katapult.OperatingSystem, model]{
	Type: "katapult_operating_system", Plural: "katapult_operating_systems", Rows: "operating_systems",
	Noun: "operating system", Purpose: "which disk templates belong to",
	Lists: "Lists the operating systems, which disk templates belong to.",
	Keys: []crud.Key[*katapult.Client, katapult.OperatingSystem]{
		{
			Name: "id", Description: "ID of the operating system", Value: func(o katapult.OperatingSystem) string { return o.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.OperatingSystem, error) {
				return api.OperatingSystems.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the operating system, such as `Ubuntu`", Value: func(o katapult.OperatingSystem) string { return o.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.OperatingSystem, error) {
		return api.OperatingSystems.List(ctx)
	},
	Name: func(o katapult.OperatingSystem) string { return o.Name },
	Attributes: map[string]schema.Attribute{
		"id":   attrs.ComputedString("ID of the operating system."),
		"name": attrs.ComputedString("Name of the operating system, which disk templates have as `os_family`."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (m *model) fill(o katapult.OperatingSystem) {
	m.ID = types.StringValue(o.ID)
	m.Name = types.StringValue(o.Name)
}
