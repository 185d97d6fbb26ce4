package katapult

import "net/http"

// unmanaged finds the organization of a request, unless it is managed by another one. The
// code says what is not available for those.
func (c *call) unmanaged(code string) (*record, error) {
	organization, err := c.organization()
	if err == nil && organization.fields["managed"] == true {
		err = fail(http.StatusBadRequest, code, nil)
	}
	return organization, err
}

func getPolicy(c *call) (any, error) {
	organization, err := c.unmanaged("policy_not_available_for_managed_organizations")
	if err != nil {
		return nil, err
	}
	limits := map[string]any{
		"uninvoiced_balance": map[string]any{"limit": 250.0, "current": 12.5, "currency": poundSterling},
		"disk_iops":          map[string]any{"limit": 100000, "unit": nil},
		"network_speed":      map[string]any{"limit": 10, "unit": "Gbps"},
	}
	for name, limit := range map[string]struct {
		kind, unit string
		most       int
	}{
		"virtual_machines": {"virtual_machine", "", 20}, "virtual_machine_memory": {"", "GB", 128},
		"managed_organizations": {"", "", 2}, "unallocated_ip_addresses": {"", "", 5}, "disk_space": {"", "GB", 1000},
		"security_groups": {"", "", 50}, "virtual_networks": {"virtual_network", "", 10}, "load_balancers": {"", "", 10},
		"dns_zones": {"", "", 100}, "certificates": {"", "", 10}, "file_storage_volumes": {"", "", 10}, "isos": {"", "", 5},
	} {
		shown := map[string]any{"limit": limit.most, "current": len(c.active(limit.kind, organization.id)), "unit": nil}
		if limit.unit != "" {
			shown["unit"] = limit.unit
		}
		limits[name] = shown
	}
	return map[string]any{
		"policy_type": "auto", "policy_name": "Standard", "limits": limits,
		"features": map[string]any{
			"disk_bus_configuration": permitted(false), "zone_selection": permitted(true), "restricted_traffic_types": permitted(false),
			"suspension": permitted(true), "flexible_virtual_machine_resources": permitted(true),
		},
		"reasons_for_disallowing_resource_creation": reasonsAgainst(organization),
	}, nil
}

func permitted(yes bool) map[string]any { return map[string]any{"permitted": yes} }

// reasonsAgainst are what a test has set with Change.
func reasonsAgainst(organization *record) any {
	if reasons, exists := organization.fields["reasons"]; exists {
		return reasons
	}
	return []any{}
}

func getPolicyLimits(c *call) (any, error) {
	if _, err := c.organization(); err != nil {
		return nil, err
	}
	limited := func(value any) map[string]any { return map[string]any{"value": value, "unlimited": value == nil} }
	limits := map[string]any{
		"maximum_uninvoiced_balance": limited(250.5), "maximum_isos": limited(nil), "minimum_disk_size": map[string]any{"value": 10},
		"flexible_virtual_machine_resources": true, "allow_suspension": true, "allow_restricted_traffic_types": false,
	}
	for name, most := range map[string]int{
		"virtual_machines": 20, "virtual_machine_memory": 128, "disk_space": 1000, "managed_organizations": 2, "unallocated_ip_addresses": 5,
		"security_groups": 50, "virtual_networks": 10, "load_balancers": 10, "dns_zones": 100, "certificates": 10,
		"file_storage_volumes": 10, "disk_size": 500,
	} {
		limits["maximum_"+name] = limited(most)
	}
	return map[string]any{"policy_limits": limits}, nil
}

func getPrices(c *call) (any, error) {
	if _, err := c.unmanaged("prices_not_available_for_managed_organizations"); err != nil {
		return nil, err
	}
	return map[string]any{
		"currency": poundSterling,
		"prices": []any{
			map[string]any{
				"resource": "virtual_machine_package", "category": "compute", "description": "Virtual machines, an hour", "price": 0.0,
				"variants": []any{
					map[string]any{"id": "vmpkg_rock1", "description": "ROCK-1", "price": 0.007},
					map[string]any{"id": "vmpkg_rock3", "description": nil, "price": 0.014},
				},
			},
			map[string]any{"resource": "disk_space", "category": "storage", "description": "Disks, a GB and hour", "price": 0.0002, "variants": []any{}},
		},
	}, nil
}
