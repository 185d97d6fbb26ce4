package katapult

var virtualMachinePackageKind = kind{
	name: "virtual_machine_package", prefix: "vmpkg", lookups: []string{"permalink"},
	seed: func(s *Simulator) {
		for _, size := range []struct {
			id, name, permalink      string
			memory, storage, traffic int
		}{
			{"vmpkg_dhG25G5SX3HrA5j5", "ROCK-1", "rock-1", 1, 10, 1024},
			{"vmpkg_Eh5LYVKScVHpj7sM", "ROCK-3", "rock-3", 3, 25, 2048},
		} {
			s.addAs(size.id, "virtual_machine_package", "", map[string]any{
				"name": size.name, "permalink": size.permalink, "cpu_cores": 1, "ipv4_addresses": 1,
				"memory_in_gb": size.memory, "storage_in_gb": size.storage,
				"monthly_bandwidth_allowance_in_gb": size.traffic, "privacy": "public", "icon": nil,
				"use_dedicated_cpus": false,
				"group":              map[string]any{"id": "vmpkgrp_P5kCZvAtvXRC3sVl", "name": "Standard vCPU"},
			})
		}
	},
}
