// Package storage lists the objects of its domain.
package storage

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	"terraform-provider-katapult/internal/objects/storage/diskbackuppolicy"
	"terraform-provider-katapult/internal/objects/storage/diskioprofile"
	"terraform-provider-katapult/internal/objects/storage/filestoragevolume"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccesskey"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccount"
	"terraform-provider-katapult/internal/objects/storage/objectstoragebucket"
	"terraform-provider-katapult/internal/objects/storage/objectstorageobject"
	"terraform-provider-katapult/internal/objects/storage/objectstoragepresignedurl"
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
		objectstorageaccesskey.Object,
		objectstorageaccount.Object,
		objectstoragebucket.Object,
		objectstorageobject.Object,
		objectstoragepresignedurl.Object,
		virtualmachinedisk.Object,
	}
}
