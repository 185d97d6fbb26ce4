// Package registry lists everything that the provider offers.
package registry

import (
	"slices"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/compute"
	"terraform-provider-katapult/internal/objects/dns"
	"terraform-provider-katapult/internal/objects/locations"
	"terraform-provider-katapult/internal/objects/networking"
	"terraform-provider-katapult/internal/objects/organization"
	"terraform-provider-katapult/internal/objects/sailpoint"
	"terraform-provider-katapult/internal/objects/storage"
)

// All returns every object, domain by domain.
func All() []crud.Object {
	return slices.Concat(
		compute.Objects(),
		dns.Objects(),
		locations.Objects(),
		networking.Objects(),
		organization.Objects(),
		sailpoint.Objects(),
		storage.Objects(),
	)
}
