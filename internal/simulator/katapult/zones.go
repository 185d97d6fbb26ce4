package katapult

var zoneKind = kind{
	name: "zone", prefix: "zone", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /zones", handle: listAll},
		{operation: "GET /zones/zone", handle: read},
	},
	show: (*Simulator).zone,
	row: func(s *Simulator, r *record) map[string]any {
		row := pick(r.fields, "id", "name", "permalink")
		row["data_center"] = s.dataCenterOf(r, false)
		return row
	},
	seed: func(s *Simulator) {
		for _, zone := range []struct{ id, name, permalink, center string }{
			{"zone_7Uuz6wzE17ZShh8f", "LON-1", "lon-zone-1", london},
			{"zone_KdXXMdv8zRMZXc7q", "LON-3", "lon-zone-3", london},
			{"zone_SIfjBnlL8Qox99oX", "LON-4", "lon-zone-4", london},
			{"zone_" + idSuffix("ams-zone-1"), "AMS-1", "ams-zone-1", amsterdam},
		} {
			s.addAs(zone.id, "zone", "", map[string]any{
				"name": zone.name, "permalink": zone.permalink, "data_center": map[string]any{"id": zone.center},
			})
		}
	},
}

func (s *Simulator) zone(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "permalink")
	shown["data_center"] = s.dataCenterOf(r, true)
	return shown
}

// zoneIn is the ID of the first zone of a data centre.
func (s *Simulator) zoneIn(center *record) string {
	for _, zone := range s.store.byKind["zone"] {
		if zone.reference("data_center") == center.id {
			return zone.id
		}
	}
	return ""
}
