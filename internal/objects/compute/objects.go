// Package compute lists the objects of its domain.
package compute

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/compute/disktemplate"
	"terraform-provider-katapult/internal/objects/compute/disktemplateversion"
	"terraform-provider-katapult/internal/objects/compute/gputype"
	"terraform-provider-katapult/internal/objects/compute/operatingsystem"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinepackage"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		disktemplate.Object,
		disktemplateversion.Object,
		gputype.Object,
		operatingsystem.Object,
		virtualmachine.Object,
		virtualmachinegroup.Object,
		virtualmachinepackage.Object,
	}
}
