// Package storage lists the objects of its domain.
package storage

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	"terraform-provider-katapult/internal/objects/storage/diskbackuppolicy"
	"terraform-provider-katapult/internal/objects/storage/diskioprofile"
	"terraform-provider-katapult/internal/objects/storage/filestoragevolume"
	"terraform-provider-katapult/internal/objects/storage/parsenfslocation"
	"terraform-provider-katapult/internal/objects/storage/virtualmachinedisk"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		disk.Object,
		diskassignment.Object,
		diskbackuppolicy.Object,
		diskioprofile.Object,
		filestoragevolume.Object,
		parsenfslocation.Object,
		virtualmachinedisk.Object,
	}
}
