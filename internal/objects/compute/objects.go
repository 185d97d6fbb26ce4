// Package compute lists the objects of its domain.
package compute

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/compute/disktemplate"
	"terraform-provider-katapult/internal/objects/compute/disktemplateversion"
	"terraform-provider-katapult/internal/objects/compute/gputype"
	"terraform-provider-katapult/internal/objects/compute/operatingsystem"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/compute/virtualmachineauthorizedkeys"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinebuild"
	"terraform-provider-katapult/internal/objects/compute/virtualmachineconsolesession"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinepackage"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinepower"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinerootpassword"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		disktemplate.Object,
		disktemplateversion.Object,
		gputype.Object,
		operatingsystem.Object,
		virtualmachine.Object,
		virtualmachineauthorizedkeys.Object,
		virtualmachinebuild.Object,
		virtualmachineconsolesession.Object,
		virtualmachinegroup.Object,
		virtualmachinepackage.Object,
		virtualmachinepower.Object,
		virtualmachinerootpassword.Object,
	}
}
