// Package locations lists the objects of its domain.
package locations

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/locations/country"
	"terraform-provider-katapult/internal/objects/locations/countrystate"
	"terraform-provider-katapult/internal/objects/locations/datacenter"
	"terraform-provider-katapult/internal/objects/locations/zone"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		country.Object,
		countrystate.Object,
		datacenter.Object,
		zone.Object,
	}
}
