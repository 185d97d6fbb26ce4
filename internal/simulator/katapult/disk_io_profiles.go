package katapult

const (
	fastIO         = "diop_slvkma43oVxjJcRk"
	unrestrictedIO = "diop_i39iT7k0RYAdQP48"
)

var diskIOProfileKind = kind{
	name: "disk_io_profile", prefix: "diop", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /organizations/organization/disk_io_profiles", handle: list},
	},
	errors: map[string]string{
		"disk_io_profile_not_found": "No disk IO profile was found matching any of the criteria provided in the arguments",
	},
	seed: func(s *Simulator) {
		s.addAs(fastIO, "disk_io_profile", "", map[string]any{
			"name": "100k", "permalink": "100k", "speed_in_mb": 2000, "iops": 100000,
		})
		s.addAs(unrestrictedIO, "disk_io_profile", "", map[string]any{
			"name": "Unrestricted", "permalink": "unrestricted", "speed_in_mb": nil, "iops": nil,
		})
	},
}
