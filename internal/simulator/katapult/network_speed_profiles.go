package katapult

var networkSpeedProfileRoutes = []route{
	{operation: "GET /organizations/organization/network_speed_profiles", handle: listNetworkSpeedProfiles},
}

func listNetworkSpeedProfiles(c *call) (any, error) {
	if _, err := c.organization(); err != nil {
		return nil, err
	}
	return c.page("network_speed_profiles", rows(c.store.byKind["network_speed_profile"],
		func(r *record) map[string]any { return r.fields }))
}
