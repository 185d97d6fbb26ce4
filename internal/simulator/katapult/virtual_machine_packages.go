package katapult

import "strings"

var virtualMachinePackageKind = kind{
	name: "virtual_machine_package", errorName: "package", prefix: "vmpkg", lookups: []string{"permalink"},
	routes: []route{
		{operation: "GET /virtual_machine_packages", handle: listPackages, scopes: "virtual_machine_packages:read"},
		{operation: "GET /virtual_machine_packages/virtual_machine_package", handle: read, scopes: "virtual_machine_packages:read"},
	},
	seed: func(s *Simulator) {
		for _, size := range []struct {
			id, permalink                   string
			cores, memory, storage, traffic int
		}{
			{"vmpkg_dhG25G5SX3HrA5j5", "rock-1", 1, 1, 10, 1024},
			{"vmpkg_Eh5LYVKScVHpj7sM", "rock-3", 1, 3, 25, 2048},
			{"vmpkg_dMeEyd1g8hwIlxR8", "rock-6", 2, 6, 50, 3072},
		} {
			s.addAs(size.id, "virtual_machine_package", "", map[string]any{
				"name": strings.ToUpper(size.permalink), "permalink": size.permalink, "cpu_cores": size.cores, "ipv4_addresses": 1,
				"memory_in_gb": size.memory, "storage_in_gb": size.storage,
				"monthly_bandwidth_allowance_in_gb": size.traffic, "privacy": "public", "icon": nil,
				"use_dedicated_cpus": false,
				"group":              map[string]any{"id": "vmpkgrp_P5kCZvAtvXRC3sVl", "name": "Standard vCPU"},
			})
		}
	},
}

// AddVirtualMachinePackage gives the first organization a package that others do not
// see, of 4 dedicated cores and without a limit of traffic. It returns its ID. The API
// has no operation for that.
func (s *Simulator) AddVirtualMachinePackage(permalink string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.add("virtual_machine_package", s.firstOrganization(), map[string]any{
		"name": strings.ToUpper(permalink), "permalink": permalink, "cpu_cores": 4, "ipv4_addresses": 2,
		"memory_in_gb": 16, "storage_in_gb": 100, "monthly_bandwidth_allowance_in_gb": nil, "privacy": "private", "icon": nil,
		"use_dedicated_cpus": true,
		"group":              map[string]any{"id": "vmpkgrp_" + idSuffix("dedicated"), "name": "Dedicated CPU"},
	}).id
}

// listPackages shows private packages only to a request that names their organization.
func listPackages(c *call) (any, error) {
	owner := ""
	if _, given := c.args().set("organization"); given {
		organization, err := c.organization()
		if err != nil {
			return nil, err
		}
		owner = organization.id
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.page(c.kind.plural, c.rowsOf(owner, func(*record) bool { return true }))
}
