package katapult

var countryKind = kind{
	name: "country", plural: "countries", prefix: "ctry", lookups: []string{"iso_code2", "iso_code3"},
	routes: []route{
		{operation: "GET /countries", handle: list},
		{operation: "GET /countries/country", handle: read},
	},
	row:    pickFields("id", "name"),
	byName: true,
	seed: func(s *Simulator) {
		for _, country := range []map[string]any{unitedKingdom, netherlands, unitedStates} {
			id, _ := country["id"].(string)
			s.addAs(id, "country", "", deepCopyMap(country))
		}
	},
}

var unitedStates = map[string]any{
	"id": "ctry_Qm6Xr2VtKd9WsB4L", "name": "United States", "iso_code2": "US", "iso_code3": "USA",
	"time_zone": nil, "eu": false,
}

var countryStateKind = kind{
	name: "country_state", prefix: "cst",
	routes: []route{
		{operation: "GET /countries/country/country_states", handle: listCountryStates},
		{operation: "GET /country_states/country_state", handle: read},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "name", "code")
		if country := s.store.get("country", r.reference("country")); country != nil {
			shown["country"] = country.fields
		}
		return shown
	},
	row: pickFields("id", "name"),
	seed: func(s *Simulator) {
		for _, state := range []struct{ id, name, code string }{
			{"cst_Nv5Kp8RbTz3HwJ7D", "California", "CA"}, {"cst_" + idSuffix("New York"), "New York", "NY"}, {"cst_" + idSuffix("Texas"), "Texas", "TX"},
		} {
			s.addAs(state.id, "country_state", "", map[string]any{
				"name": state.name, "code": state.code, "country": map[string]any{"id": unitedStates["id"]},
			})
		}
	},
}

func listCountryStates(c *call) (any, error) {
	country, err := c.lookup("country")
	if err != nil {
		return nil, err
	}
	return c.listWhere(func(r *record) bool { return r.reference("country") == country.id })
}
