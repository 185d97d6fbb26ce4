// Package networking lists the objects of its domain.
package networking

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/objects/networking/ipreversedns"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/objects/networking/loadbalancerrule"
	"terraform-provider-katapult/internal/objects/networking/network"
	"terraform-provider-katapult/internal/objects/networking/networkspeedprofile"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		ip.Object,
		ipallocation.Object,
		ipreversedns.Object,
		loadbalancer.Object,
		loadbalancerrule.Object,
		network.Object,
		networkspeedprofile.Object,
		virtualmachinenetworkinterface.Object,
		virtualnetwork.Object,
	}
}
