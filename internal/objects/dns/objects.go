// Package dns lists the objects of its domain.
package dns

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/dns/dnsnameserver"
	"terraform-provider-katapult/internal/objects/dns/dnsrecord"
	"terraform-provider-katapult/internal/objects/dns/dnszone"
	"terraform-provider-katapult/internal/objects/dns/dnszoneverification"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		dnsnameserver.Object,
		dnsrecord.Object,
		dnszone.Object,
		dnszoneverification.Object,
	}
}
