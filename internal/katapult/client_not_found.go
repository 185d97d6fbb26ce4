package katapult

import "strings"

// trashTypes maps the objects that can be in the trash to the trash's names for them. If
// the API reports any other object in the trash, it means a parent.
var trashTypes = map[string]string{
	"disk":                   "Disk",
	"disk_backup_policy":     "DiskBackupPolicy",
	"file_storage_volume":    "FileStorageVolume",
	"object_storage_account": "ObjectStorageAccount",
	"virtual_machine":        "VirtualMachine",
}

// subject returns the lookup of the object that a call is about: the first that the path
// names, as in /disks/disk/assign and /security_groups/rules/security_group_rule. Its place
// among the lookups varies. The result is empty if no lookup finds that object.
//
// A region is no object. It finds the account of the organization where the path ends with it,
// and is a mere parent elsewhere.
func subject(path string, lookups []lookup) lookup {
	if path == objectStorageAccounts.path {
		for _, l := range lookups {
			if l.thing == clusterThing {
				return lookup{objectStorageAccounts.key, l.key, l.value}
			}
		}
	}
	for _, segment := range strings.Split(path, "/") {
		for _, l := range lookups {
			if l.thing == segment && l.thing != clusterThing {
				return l
			}
		}
	}
	return lookup{}
}

// notFoundCode is the code of the error that there is no such object.
func notFoundCode(thing string) Code {
	switch thing {
	case "virtual_machine_package":
		return PackageNotFound
	case objectStorageAccessKeys.argument, objectStorageBuckets.argument:
		return Code("object_storage_" + thing + "_not_found")
	}
	return Code(thing + "_not_found")
}

// meansNotFound reports whether the error means that the call's subject is deleted, or in
// the trash itself. A missing organization says nothing about its objects: a typo in its
// name would empty a state. A missing task says nothing about the object it works on.
func (e *Error) meansNotFound(subject lookup, named []lookup) bool {
	switch subject.thing {
	case "", "organization", "task":
		return false
	}
	return e.Code == notFoundCode(subject.thing) || e.Code == ObjectInTrash && e.subjectInTrash(subject, named)
}

// subjectInTrash reports whether the subject is the object in the trash. If the error does
// not name the object, it is the subject only when no other object can be. A disk can be in
// the trash with its machine, and a backup policy belongs to a disk or a machine.
func (e *Error) subjectInTrash(subject lookup, named []lookup) bool {
	kind, ok := trashTypes[subject.thing]
	entry := e.Detail.TrashObject
	switch {
	case !ok:
		return false
	case entry != nil && entry.ObjectID != "" && subject.key == "id":
		return entry.ObjectID == subject.value
	case entry != nil && entry.ObjectType != "":
		return entry.ObjectType == kind
	case subject.thing == "disk", subject.thing == "disk_backup_policy":
		return false
	}
	for _, l := range named {
		if l != subject && trashTypes[l.thing] != "" {
			return false
		}
	}
	return true
}
