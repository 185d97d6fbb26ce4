package provider

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/diskassignment"
	"terraform-provider-katapult/internal/objects/organizationdeletionsteps"
	"terraform-provider-katapult/internal/objects/virtualmachinegroup"
)

// objects are everything the provider offers, in alphabetical order.
var objects = []crud.Object{
	diskassignment.Object,
	organizationdeletionsteps.Object,
	virtualmachinegroup.Object,
}
