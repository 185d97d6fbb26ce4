package katapult

const (
	london    = "loc_UUhPmoCbpic6UX0Y"
	amsterdam = "dc_Wm37yAq0BHhKXsPa"
)

var (
	unitedKingdom = map[string]any{
		"id": "ctry_6AO9tYYugvTGnd5b", "name": "United Kingdom", "iso_code2": "GB", "iso_code3": "GBR",
		"time_zone": "Europe/London", "eu": false,
	}
	netherlands = map[string]any{
		"id": "ctry_IHe4noltuwtTYrSJ", "name": "Netherlands", "iso_code2": "NL", "iso_code3": "NLD",
		"time_zone": "Europe/Amsterdam", "eu": true,
	}
)

var dataCenterKind = kind{
	name: "data_center", prefix: "dc", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /data_centers", handle: listAll},
		{operation: "GET /data_centers/data_center", handle: read},
		{operation: "GET /data_centers/data_center/default_network", handle: getDefaultNetwork},
	},
	// By itself it tells little of its country.
	show: func(_ *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "name", "permalink")
		country, _ := r.fields["country"].(map[string]any)
		shown["country"] = pick(country, "id", "name")
		return shown
	},
	seed: func(s *Simulator) {
		s.addAs(london, "data_center", "", map[string]any{
			"name": "London", "permalink": "uk-lon-01", "country": unitedKingdom,
		})
		s.addAs(amsterdam, "data_center", "", map[string]any{
			"name": "Amsterdam", "permalink": "nl-ams-01", "country": netherlands,
		})
	},
}

// dataCenterOf shows the data centre of an object. full includes its country
// with all fields, which only some responses have.
func (s *Simulator) dataCenterOf(r *record, full bool) any {
	center := s.store.get("data_center", r.reference("data_center"))
	switch {
	case center == nil:
		return nil
	case full:
		return center.fields
	}
	return pick(center.fields, "id", "name", "permalink")
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
