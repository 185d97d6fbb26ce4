package katapult

var gpuTypeKind = kind{
	name: "gpu_type", prefix: "gpu", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /gpu_types", handle: list},
		{operation: "GET /gpu_types/gpu_type", handle: read},
		{operation: "GET /data_centers/data_center/gpu_types", handle: listGPUTypesOfDataCenter},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := gpuType(r)
		centers := []any{}
		for _, id := range r.fields["data_centers"].([]any) { //nolint:forcetypeassert // as seeded
			// The contract permits null in the place of a data centre.
			var shown any
			if center := s.store.byID[id.(string)]; center != nil { //nolint:forcetypeassert // as seeded
				shown = pick(center.fields, "id", "name", "permalink")
			}
			centers = append(centers, shown)
		}
		shown["data_centers"] = centers
		return shown
	},
	// No recording has any: names and IDs are made up.
	seed: func(s *Simulator) {
		for _, gpu := range []struct {
			name, permalink string
			memory          int
			kind            string
			centers         []any
		}{
			{"NVIDIA L4", "nvidia-l4", 24, "GDDR6", []any{london, amsterdam}},
			{"NVIDIA H100", "nvidia-h100", 80, "HBM3", []any{london}},
		} {
			s.addAs("gpu_"+idSuffix(gpu.permalink), "gpu_type", "", map[string]any{
				"name": gpu.name, "permalink": gpu.permalink, "manufacturer": "NVIDIA", "memory_in_gb": gpu.memory,
				"memory_type": gpu.kind, "data_centers": gpu.centers,
			})
		}
	},
}

// gpuType shows a type without the data centres that have it.
func gpuType(r *record) map[string]any {
	return pick(r.fields, "id", "name", "manufacturer", "memory_in_gb", "memory_type", "permalink")
}

func listGPUTypesOfDataCenter(c *call) (any, error) {
	center, err := c.lookup("data_center")
	if err != nil {
		return nil, err
	}
	var types []*record
	for _, r := range c.store.byKind["gpu_type"] {
		for _, id := range r.fields["data_centers"].([]any) { //nolint:forcetypeassert // as seeded
			if id == center.id {
				types = append(types, r)
			}
		}
	}
	return c.page(c.kind.plural, rows(types, gpuType))
}
