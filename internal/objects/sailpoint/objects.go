// Package sailpoint lists the objects of its domain.
package sailpoint

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupconnections"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupmembers"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		governancegroup.Object,
		governancegroupconnections.Object,
		governancegroupmembers.Object,
	}
}
