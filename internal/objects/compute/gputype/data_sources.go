// Package gputype finds types of GPUs.
package gputype

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the type of GPU.
var Object = crud.Object{DataSources: gpuTypes.DataSources()}

var gpuTypes = crud.Lookup[*katapult.Client, katapult.GPUType, model]{
	Type: "katapult_gpu_type", Plural: "katapult_gpu_types", Rows: "gpu_types",
	Noun: "GPU type", Purpose: "which a virtual machine can have",
	Lists: "Lists the GPU types, which virtual machines can have.",
	Keys: []crud.Key[*katapult.Client, katapult.GPUType]{
		{
			Name: "id", Description: "ID of the GPU type", Value: func(g katapult.GPUType) string { return g.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.GPUType, error) {
				return api.GPUTypes.GetByID(ctx, id)
			},
		},
		{
			Name: "permalink", Description: "Permalink of the GPU type", Value: func(g katapult.GPUType) string { return g.Permalink },
			Get: func(ctx context.Context, api *katapult.Client, permalink string) (katapult.GPUType, error) {
				return api.GPUTypes.Get(ctx, permalink)
			},
		},
		{Name: "name", Description: "Exact name of the GPU type", Value: func(g katapult.GPUType) string { return g.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.GPUType, error) {
		return api.GPUTypes.List(ctx)
	},
	Name: func(g katapult.GPUType) string { return g.Name },
	Filters: []crud.Filter[*katapult.Client, katapult.GPUType]{{
		Name: "data_center", Description: "Only GPU types that the data centre with this permalink or ID has. Defaults to those of all data centres.",
		Match: func(ctx context.Context, api *katapult.Client, dataCenter string) (func(katapult.GPUType) bool, error) {
			there, err := api.GPUTypes.ListIn(ctx, dataCenter)
			return func(g katapult.GPUType) bool {
				return slices.ContainsFunc(there, func(other katapult.GPUType) bool { return other.ID == g.ID })
			}, err
		},
	}},
	Attributes: map[string]schema.Attribute{
		"id":              attrs.ComputedString("ID of the GPU type."),
		"permalink":       attrs.ComputedString("Permalink of the GPU type."),
		"name":            attrs.ComputedString("Name of the GPU type."),
		"manufacturer":    attrs.ComputedString("Who makes the GPU."),
		"memory_in_gb":    attrs.ComputedInt64("How much memory the GPU has, in GB."),
		"memory_type":     attrs.ComputedString("What the memory is, such as `HBM3`."),
		"data_center_ids": attrs.ComputedStringSet("IDs of the data centres that have the GPU type."),
	},
	Fill: (*model).fill,
}

type model struct {
	ID            types.String `tfsdk:"id"`
	Permalink     types.String `tfsdk:"permalink"`
	Name          types.String `tfsdk:"name"`
	Manufacturer  types.String `tfsdk:"manufacturer"`
	MemoryInGB    types.Int64  `tfsdk:"memory_in_gb"`
	MemoryType    types.String `tfsdk:"memory_type"`
	DataCenterIDs []string     `tfsdk:"data_center_ids"`
}

func (m *model) fill(g katapult.GPUType) {
	m.ID = types.StringValue(g.ID)
	m.Permalink = types.StringValue(g.Permalink)
	m.Name = types.StringValue(g.Name)
	m.Manufacturer = types.StringValue(g.Manufacturer)
	m.MemoryInGB = types.Int64Value(g.MemoryInGB)
	m.MemoryType = types.StringValue(g.MemoryType)
	m.DataCenterIDs = []string{}
	for _, d := range g.DataCenters {
		if d != nil {
			m.DataCenterIDs = append(m.DataCenterIDs, d.ID)
		}
	}
}
