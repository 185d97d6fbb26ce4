package katapult

var diskIOProfileRoutes = []route{
	{operation: "GET /organizations/organization/disk_io_profiles", handle: listDiskIOProfiles},
}

func listDiskIOProfiles(c *call) (any, error) {
	if _, err := c.organization(); err != nil {
		return nil, err
	}
	return c.page("disk_io_profiles", rows(c.store.byKind["disk_io_profile"],
		func(r *record) map[string]any { return r.fields }))
}
