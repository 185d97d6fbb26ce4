// Package compute lists the objects of its domain.
package compute

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		virtualmachine.Object,
		virtualmachinegroup.Object,
	}
}
