// Package registry lists the objects that the provider offers.
package registry

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/datacenter"
	"terraform-provider-katapult/internal/objects/disk"
	"terraform-provider-katapult/internal/objects/diskassignment"
	"terraform-provider-katapult/internal/objects/diskioprofile"
	"terraform-provider-katapult/internal/objects/ip"
	"terraform-provider-katapult/internal/objects/network"
	"terraform-provider-katapult/internal/objects/networkspeedprofile"
	"terraform-provider-katapult/internal/objects/organizationdeletionsteps"
	"terraform-provider-katapult/internal/objects/sailpointgovernancegroup"
	"terraform-provider-katapult/internal/objects/sailpointgovernancegroupconnections"
	"terraform-provider-katapult/internal/objects/sailpointgovernancegroupmembers"
	"terraform-provider-katapult/internal/objects/virtualmachine"
	"terraform-provider-katapult/internal/objects/virtualmachinedisk"
	"terraform-provider-katapult/internal/objects/virtualmachinegroup"
	"terraform-provider-katapult/internal/objects/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/objects/virtualnetwork"
)

// All returns every object, in alphabetical order.
func All() []crud.Object {
	return []crud.Object{
		datacenter.Object,
		disk.Object,
		diskassignment.Object,
		diskioprofile.Object,
		ip.Object,
		network.Object,
		networkspeedprofile.Object,
		organizationdeletionsteps.Object,
		sailpointgovernancegroup.Object,
		sailpointgovernancegroupconnections.Object,
		sailpointgovernancegroupmembers.Object,
		virtualmachine.Object,
		virtualmachinedisk.Object,
		virtualmachinegroup.Object,
		virtualmachinenetworkinterface.Object,
		virtualnetwork.Object,
	}
}
