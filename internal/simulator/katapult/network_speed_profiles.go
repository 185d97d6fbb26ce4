package katapult

var networkSpeedProfileKind = kind{
	name: "network_speed_profile", prefix: "nsp", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /organizations/organization/network_speed_profiles", handle: list},
	},
	seed: func(s *Simulator) {
		for _, profile := range []struct {
			id, name, permalink string
			up, down            any
		}{
			{"nsp_OJRYLIcdw01g7apm", "500Mbps", "500mbps", 500, 500},
			{"nsp_Y8YS65yTivlCAjIY", "1Gbps", "1gbps", 1000, nil},
			{"nsp_FKZSFo5xhn9Pfr79", "10Gbps", "10gbps", 10000, nil},
			{"nsp_81Ah8cbAbaA9zGzX", "Unrestricted", "unrestricted", nil, nil},
		} {
			s.addAs(profile.id, "network_speed_profile", "", map[string]any{
				"name": profile.name, "permalink": profile.permalink,
				"upload_speed_in_mbit": profile.up, "download_speed_in_mbit": profile.down,
			})
		}
	},
}
