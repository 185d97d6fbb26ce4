package katapult

import (
	"context"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// TrashObjects is access to the trash of the client's organization. Deleted
// virtual machines, disks, backup policies, file storage volumes and object storage
// accounts stay there until they are restored or purged.
type TrashObjects struct{ client *Client }

// TrashObject is an entry of the trash.
type TrashObject struct {
	ID string `json:"id"`
	// ObjectID and ObjectType name the deleted object, such as a "VirtualMachine".
	ObjectID   string `json:"object_id"`
	ObjectType string `json:"object_type"`
	// KeepUntil is when the object will be purged, in Unix seconds.
	KeepUntil int64 `json:"keep_until"`
}

func (o TrashObject) identity() string { return o.ID }

// keptUntil is KeepUntil in RFC 3339.
func (o TrashObject) keptUntil() string { return time.Unix(o.KeepUntil, 0).UTC().Format(time.RFC3339) }

var trashObjects = object[TrashObject]{
	key: "trash_object", path: "/trash_objects/trash_object",
	list: list[TrashObject]{path: "/organizations/organization/trash_objects", key: "trash_objects", paged: true},
}

// ofObject looks up the entry of a deleted object by the object's own ID.
func ofObject(objectID string) lookup { return lookup{"trash_object", "object_id", objectID} }

// List returns all entries. The token needs the scope trash_objects:read.
//
// GET /organizations/organization/trash_objects, all pages
func (s TrashObjects) List(ctx context.Context) ([]TrashObject, error) {
	return trashObjects.all(ctx, s.client)
}

// Get returns the entry of a deleted object by the object's own ID. It returns
// ErrNotFound if the object is not in the trash. The token needs the scope
// trash_objects:read.
//
// GET /trash_objects/trash_object
func (s TrashObjects) Get(ctx context.Context, objectID string) (TrashObject, error) {
	return trashObjects.find(ctx, s.client, ofObject(objectID))
}

// GetByID returns the entry with an ID of its own. It returns ErrNotFound if it has left
// the trash. The token needs the scope trash_objects:read.
//
// GET /trash_objects/trash_object
func (s TrashObjects) GetByID(ctx context.Context, id string) (TrashObject, error) {
	return trashObjects.get(ctx, s.client, id)
}

// Purge deletes an object in the trash for good, and returns when that is done. The
// object is named by its own ID. It returns ErrNotFound, also if a purge whose response was lost
// has taken effect, or a TaskError. The token needs the scope trash_objects:purge.
//
// DELETE /trash_objects/trash_object
func (s TrashObjects) Purge(ctx context.Context, objectID string) error {
	return s.client.tasks.run(ctx, rest.Call{Method: http.MethodDelete, Path: trashObjects.path, Idempotent: true}, ofObject(objectID), objectID)
}

// PurgeAll deletes everything in the trash for good, and returns when that is done.
// It returns a TaskError. The token needs the scope trash_objects:purge.
//
// POST /organizations/organization/trash_objects/purge_all
func (s TrashObjects) PurgeAll(ctx context.Context) error { return s.PurgeAllOf(ctx, "") }

// PurgeAllOf is PurgeAll for the organization with a sub-domain or an ID.
//
// POST /organizations/organization/trash_objects/purge_all
func (s TrashObjects) PurgeAllOf(ctx context.Context, subDomainOrID string) error {
	call := rest.Call{Method: http.MethodPost, Path: trashObjects.list.path + "/purge_all", Idempotent: true}
	return s.client.tasks.run(ctx, call, s.client.Organizations.lookup(subDomainOrID), "the trash")
}

// Restore takes an object out of the trash and returns its former entry. The object
// is named by its own ID. It returns ErrNotFound. The token needs the scope
// trash_objects:restore.
//
// POST /trash_objects/trash_object/restore
func (s TrashObjects) Restore(ctx context.Context, objectID string) (TrashObject, error) {
	restored := objectIn[TrashObject]("trash_object")
	call := rest.Call{Method: http.MethodPost, Path: trashObjects.path + "/restore", Into: restored}
	err := s.client.send(ctx, call, arguments{lookups: []lookup{ofObject(objectID)}})
	return restored.value, err
}
