package katapult

func init() {
	for i := range kinds {
		if kinds[i].name == "virtual_machine_package" {
			kinds[i].routes = []route{{operation: "GET /virtual_machine_packages/virtual_machine_package", handle: read}}
		}
	}
	kinds = append(kinds,
		kind{name: "disk_template", prefix: "dtpl", lookups: []string{"permalink"}, seed: func(s *Simulator) {
			s.addAs("dtpl_dHTYevsvwvsL0Hea", "disk_template", "", map[string]any{"name": "Ubuntu 18.04", "permalink": "templates/ubuntu-18-04"})
			s.addAs("dtpl_0000000000000022", "disk_template", "", map[string]any{"name": "Ubuntu 22.04", "permalink": "templates/ubuntu-22-04"})
		}},
		kind{name: "disk_template_version", prefix: "dtv", seed: func(s *Simulator) {
			s.add("disk_template_version", "", map[string]any{"number": 1, "disk_template": map[string]any{"id": "dtpl_dHTYevsvwvsL0Hea"}})
			s.add("disk_template_version", "", map[string]any{"number": 1, "disk_template": map[string]any{"id": "dtpl_0000000000000022"}})
		}},
	)
}
