package katapult

import "strings"

// trashTypes are the kinds of objects that have a trash, and what the trash calls
// them. Of any other kind that is said to be in the trash, a parent is.
var trashTypes = map[string]string{
	"disk":                   "Disk",
	"disk_backup_policy":     "DiskBackupPolicy",
	"file_storage_volume":    "FileStorageVolume",
	"object_storage_account": "ObjectStorageAccount",
	"virtual_machine":        "VirtualMachine",
}

// subject is what a call is about: the thing that its path names first, wherever
// that stands among the lookups, as in /disks/disk/assign. It is empty if nothing
// looks that up.
func subject(path string, lookups []lookup) lookup {
	segments := strings.Split(path, "/")
	for _, l := range lookups {
		if len(segments) > 2 && l.thing == segments[2] {
			return l
		}
	}
	return lookup{}
}

// saysGone reports whether the error means that the subject of a call does not
// exist, or is in the trash itself. That an organization is missing says nothing of
// what belongs to it, or a mistyped one would empty a state; that a task is, nothing
// of the object it works on.
func (e *Error) saysGone(subject lookup, named []lookup) bool {
	switch subject.thing {
	case "", "organization", "task":
		return false
	}
	return e.Code == Code(subject.thing+"_not_found") || e.Code == ObjectInTrash && e.trashed(subject, named)
}

// trashed reports whether it is the subject of a call that is in the trash. Without
// a word of which object is, it is the subject if nothing else can be meant: a disk
// goes into the trash with its machine, too, and a backup policy belongs to either.
func (e *Error) trashed(subject lookup, named []lookup) bool {
	kind, ok := trashTypes[subject.thing]
	found := e.Detail.TrashObject
	switch {
	case !ok:
		return false
	case found != nil && found.ObjectID != "" && subject.key == "id":
		return found.ObjectID == subject.value
	case found != nil && found.ObjectType != "":
		return found.ObjectType == kind
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
