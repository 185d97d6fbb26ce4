// Package networking lists the objects of its domain.
package networking

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/networking/addresslist"
	"terraform-provider-katapult/internal/objects/networking/addresslistentries"
	"terraform-provider-katapult/internal/objects/networking/addresslistentry"
	"terraform-provider-katapult/internal/objects/networking/certificate"
	"terraform-provider-katapult/internal/objects/networking/customcertificate"
	"terraform-provider-katapult/internal/objects/networking/globaladdresslist"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/objects/networking/ipreversedns"
	"terraform-provider-katapult/internal/objects/networking/letsencryptcertificate"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/objects/networking/loadbalancerrule"
	"terraform-provider-katapult/internal/objects/networking/network"
	"terraform-provider-katapult/internal/objects/networking/networkspeedprofile"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
	"terraform-provider-katapult/internal/objects/networking/securitygrouprule"
	"terraform-provider-katapult/internal/objects/networking/selfsignedcertificate"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/objects/networking/virtualnetwork"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		addresslist.Object,
		addresslistentries.Object,
		addresslistentry.Object,
		certificate.Object,
		customcertificate.Object,
		globaladdresslist.Object,
		ip.Object,
		ipallocation.Object,
		ipreversedns.Object,
		letsencryptcertificate.Object,
		loadbalancer.Object,
		loadbalancerrule.Object,
		network.Object,
		networkspeedprofile.Object,
		securitygroup.Object,
		securitygrouprule.Object,
		selfsignedcertificate.Object,
		virtualmachinenetworkinterface.Object,
		virtualnetwork.Object,
	}
}
