package katapult

var dataCenterRoutes = []route{
	{operation: "GET /data_centers", handle: listDataCenters},
	{operation: "GET /data_centers/data_center", handle: getDataCenter},
	{operation: "GET /data_centers/data_center/default_network", handle: getDefaultNetwork},
}

// dataCenter shows a data centre by itself, with little of its country.
func (s *Simulator) dataCenter(r *record) map[string]any {
	shown := only(r.fields, "id", "name", "permalink")
	country, _ := r.fields["country"].(map[string]any)
	shown["country"] = only(country, "id", "name")
	return shown
}

// dataCenterOf shows the data centre of an object; full includes its country
// with all fields, which only some answers have.
func (s *Simulator) dataCenterOf(r *record, full bool) any {
	center := s.store.get("data_center", r.reference("data_center"))
	switch {
	case center == nil:
		return nil
	case full:
		return center.fields
	}
	return only(center.fields, "id", "name", "permalink")
}

func listDataCenters(c *call) (any, error) {
	return map[string]any{"data_centers": rows(c.store.byKind["data_center"], c.dataCenter)}, nil
}

func getDataCenter(c *call) (any, error) {
	center, err := c.lookup("data_center")
	if err != nil {
		return nil, err
	}
	return map[string]any{"data_center": c.dataCenter(center)}, nil
}

func getDefaultNetwork(c *call) (any, error) {
	center, err := c.lookup("data_center")
	if err != nil {
		return nil, err
	}
	for _, network := range c.store.byKind["network"] {
		if network.reference("data_center") == center.id && network.fields["default"] == true {
			return map[string]any{"network": c.networkRow(network)}, nil
		}
	}
	return nil, notFound("network")
}
