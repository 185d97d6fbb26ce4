package katapult

var zoneRoutes = []route{
	{operation: "GET /zones", handle: listZones},
	{operation: "GET /zones/zone", handle: getZone},
}

func (s *Simulator) zone(r *record) map[string]any {
	shown := only(r.fields, "id", "name", "permalink")
	shown["data_center"] = s.dataCenterOf(r, true)
	return shown
}

func listZones(c *call) (any, error) {
	return map[string]any{"zones": rows(c.store.byKind["zone"], func(r *record) map[string]any {
		row := only(r.fields, "id", "name", "permalink")
		row["data_center"] = c.dataCenterOf(r, false)
		return row
	})}, nil
}

func getZone(c *call) (any, error) {
	zone, err := c.lookup("zone")
	if err != nil {
		return nil, err
	}
	return map[string]any{"zone": c.zone(zone)}, nil
}
