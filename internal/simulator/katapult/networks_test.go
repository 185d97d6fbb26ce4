package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestPlacesAndProfiles(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	equal(t, "organizations", c.ok("GET /organizations", nil).text("organizations", 0, "sub_domain"), "acme")
	equal(t, "organization", c.ok("GET /organizations/organization", object{"organization": acme}).
		text("organization", "id"), c.OrganizationID("acme"))
	equal(t, "data centres", len(c.ok("GET /data_centers", nil).list("data_centers")), 2)
	london := c.ok("GET /data_centers/data_center", object{"data_center": object{"permalink": "uk-lon-01"}})
	center := object{"data_center": id(london.text("data_center", "id"))}
	network := c.ok("GET /data_centers/data_center/default_network", center).text("network", "id")
	equal(t, "by ID", c.ok("GET /networks/network", object{"network": id(network)}).
		text("network", "permalink"), "uk-lon-01-public")
	equal(t, "by permalink", c.ok("GET /networks/network", object{"network": object{"permalink": "eu-ams-01"}}).
		text("network", "data_center", "permalink"), "nl-ams-01")
	equal(t, "zones", len(c.ok("GET /zones", nil).list("zones")), 4)
	equal(t, "zone", c.ok("GET /zones/zone", object{"zone": object{"permalink": "lon-zone-1"}}).
		text("zone", "data_center", "country", "iso_code2"), "GB")
	profiles := c.ok("GET /organizations/organization/network_speed_profiles", object{"organization": acme})
	equal(t, "speed profiles", len(profiles.list("network_speed_profiles")), 4)
	profiles = c.ok("GET /organizations/organization/disk_io_profiles", object{"organization": acme})
	equal(t, "IO profiles", len(profiles.list("disk_io_profiles")), 2)
	c.refused(404, "data_center_not_found", "GET /data_centers/data_center", object{"data_center": id("dc_none")})
	c.refused(404, "zone_not_found", "GET /zones/zone", object{"zone": id("zone_none")})
	c.refused(404, "network_not_found", "GET /networks/network", object{"network": id("netw_none")})
}

func TestVirtualNetworkLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	const create = "POST /organizations/organization/virtual_networks"
	arguments := object{
		"organization": acme, "data_center": object{"permalink": "nl-ams-01"}, "properties": object{"name": "back"},
	}
	created := c.ok(create, arguments)
	network := created.text("virtual_network", "id")
	equal(t, "country", created.text("virtual_network", "data_center", "country", "name"), "Netherlands")
	available := c.ok("GET /organizations/organization/available_networks", object{"organization": acme})
	equal(t, "available", available.text("virtual_networks", 0, "id"), network)
	equal(t, "public", len(available.list("networks")), 2)

	renamed := c.ok("PATCH /virtual_networks/virtual_network",
		object{"virtual_network": id(network), "properties": object{"name": "front"}})
	equal(t, "name", renamed.text("virtual_network", "name"), "front")
	lookup := object{"virtual_network": id(network)}
	equal(t, "read", c.ok("GET /virtual_networks/virtual_network", lookup).raw, renamed.raw)

	c.Restrict(network, "It has interfaces")
	c.refused(409, "deletion_restricted", "DELETE /virtual_networks/virtual_network", lookup)
	c.Restrict(network)
	equal(t, "deleted", c.ok("DELETE /virtual_networks/virtual_network", lookup).raw, renamed.raw)
	c.refused(404, "virtual_network_not_found", "GET /virtual_networks/virtual_network", lookup)

	arguments["properties"] = object{"name": ""}
	c.refused(422, "validation_error", create, arguments)
	arguments["data_center"] = object{"permalink": "nowhere"}
	c.refused(404, "data_center_not_found", create, arguments)
}
