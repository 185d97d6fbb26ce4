package katapult

import "time"

// founded is when the organizations of every simulator were created.
var founded = time.Date(2024, time.March, 1, 9, 0, 0, 0, time.UTC).Unix()

var (
	unitedKingdom = map[string]any{
		"id": "ctry_6AO9tYYugvTGnd5b", "name": "United Kingdom", "iso_code2": "GB", "iso_code3": "GBR",
		"time_zone": "Europe/London", "eu": false,
	}
	netherlands = map[string]any{
		"id": "ctry_IHe4noltuwtTYrSJ", "name": "Netherlands", "iso_code2": "NL", "iso_code3": "NLD",
		"time_zone": "Europe/Amsterdam", "eu": true,
	}
	poundSterling = map[string]any{
		"id": "cur_zShCGgjgBz4EbnX1", "name": "British Pound", "iso_code": "GBP", "symbol": "£",
	}
)

const (
	london    = "loc_UUhPmoCbpic6UX0Y"
	amsterdam = "dc_Wm37yAq0BHhKXsPa"

	fastIO         = "diop_slvkma43oVxjJcRk"
	unrestrictedIO = "diop_i39iT7k0RYAdQP48"
)

// seed puts in place what exists before anybody does anything.
func (s *Simulator) seed() {
	public := func(kind, id string, fields map[string]any) {
		s.store.add(&record{id: id, kind: kind, fields: fields})
	}
	in := func(dataCenter string) map[string]any { return map[string]any{"id": dataCenter} }

	public("data_center", london, map[string]any{"name": "London", "permalink": "uk-lon-01", "country": unitedKingdom})
	public("data_center", amsterdam, map[string]any{"name": "Amsterdam", "permalink": "nl-ams-01", "country": netherlands})
	public("zone", "zone_7Uuz6wzE17ZShh8f", map[string]any{"name": "LON-1", "permalink": "lon-zone-1", "data_center": in(london)})
	public("zone", "zone_KdXXMdv8zRMZXc7q", map[string]any{"name": "LON-3", "permalink": "lon-zone-3", "data_center": in(london)})
	public("zone", "zone_SIfjBnlL8Qox99oX", map[string]any{"name": "LON-4", "permalink": "lon-zone-4", "data_center": in(london)})
	public("zone", "zone_"+letters("ams-zone-1"), map[string]any{"name": "AMS-1", "permalink": "ams-zone-1", "data_center": in(amsterdam)})
	public("network", "netw_gVRkZdSKczfNg34P", map[string]any{
		"name": "Public Network", "permalink": "uk-lon-01-public", "default": true, "data_center": in(london),
	})
	public("network", "netw_gnlxBcgtF7xyMslK", map[string]any{
		"name": "Public Network - AMS", "permalink": "eu-ams-01", "default": true, "data_center": in(amsterdam),
	})
	speed := func(id, name, permalink string, up, down any) {
		public("network_speed_profile", id, map[string]any{
			"name": name, "permalink": permalink, "upload_speed_in_mbit": up, "download_speed_in_mbit": down,
		})
	}
	speed("nsp_OJRYLIcdw01g7apm", "500Mbps", "500mbps", 500, 500)
	speed("nsp_Y8YS65yTivlCAjIY", "1Gbps", "1gbps", 1000, nil)
	speed("nsp_FKZSFo5xhn9Pfr79", "10Gbps", "10gbps", 10000, nil)
	speed("nsp_81Ah8cbAbaA9zGzX", "Unrestricted", "unrestricted", nil, nil)
	public("disk_io_profile", fastIO, map[string]any{
		"name": "100k", "permalink": "100k", "speed_in_mb": 2000, "iops": 100000,
	})
	public("disk_io_profile", unrestrictedIO, map[string]any{
		"name": "Unrestricted", "permalink": "unrestricted", "speed_in_mb": nil, "iops": nil,
	})
	size := func(id, name, permalink string, memory, storage, traffic int) {
		public("virtual_machine_package", id, map[string]any{
			"name": name, "permalink": permalink, "cpu_cores": 1, "ipv4_addresses": 1, "memory_in_gb": memory,
			"storage_in_gb": storage, "monthly_bandwidth_allowance_in_gb": traffic, "privacy": "public", "icon": nil,
			"use_dedicated_cpus": false, "group": map[string]any{"id": "vmpkgrp_P5kCZvAtvXRC3sVl", "name": "Standard vCPU"},
		})
	}
	size("vmpkg_dhG25G5SX3HrA5j5", "ROCK-1", "rock-1", 1, 10, 1024)
	size("vmpkg_Eh5LYVKScVHpj7sM", "ROCK-3", "rock-3", 3, 25, 2048)
	for _, subDomain := range s.options.Organizations {
		s.addOrganization(subDomain)
	}
}

func (s *Simulator) addOrganization(subDomain string) {
	s.store.add(&record{id: "org_" + letters("organization/"+subDomain), kind: "organization", fields: map[string]any{
		"name":                  subDomain,
		"sub_domain":            subDomain,
		"infrastructure_domain": subDomain + ".katapult.cloud",
		"created_at":            founded,
		"activated_at":          founded,
		"suspended":             false,
		"managed":               false,
		"billing_name":          subDomain + " Ltd",
		"address1":              "1 Example Street",
		"address2":              "Floor 2",
		"address3":              "London",
		"address4":              "Greater London",
		"postcode":              "EC1A 1AA",
		"vat_number":            nil,
		"phone_number":          nil,
		"currency":              poundSterling,
		"country":               unitedKingdom,
		"country_state":         nil,
	}})
}
