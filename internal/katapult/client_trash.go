package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// moveToTrash deletes an object of a kind that has a trash. An object that is in the trash
// already counts as deleted; one whose parent is does not. It returns ErrNotFound for an
// object that does not exist.
func (o object[T]) moveToTrash(ctx context.Context, c *Client, objectID string) error {
	err := o.deleteNow(ctx, c, objectID)
	if errors.Is(err, ObjectInTrash) && errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// purge deletes an object in the trash for good, unless the client keeps what is deleted.
// An object that is not in the trash any more counts as purged. A token that may not purge
// is a warning: the object is deleted, and the trash empties itself. A token without the
// scope is asked for one purge only.
func (o object[T]) purge(ctx context.Context, c *Client, objectID string) error {
	return c.purge(ctx, ofObject(objectID), o.describe(objectID))
}

// purge is that of an object, by what finds its entry in the trash.
func (c *Client) purge(ctx context.Context, entry lookup, described string) error {
	if c.keepInTrash || c.mayNotPurge.Load() {
		return nil
	}
	call := rest.Call{Method: http.MethodDelete, Path: trashObjects.path, Idempotent: true}
	err := c.tasks.run(ctx, call, entry, described)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case HasCode(err, ScopeNotGranted, PermissionDenied):
		c.mayNotPurge.Store(errors.Is(err, ScopeNotGranted))
		c.warn(ctx, "Deleted object stays in the trash", fmt.Sprintf(
			"%s is deleted, and could not be purged from the trash: %s\n\nKatapult purges it by itself%s. Until then its name can be taken. "+
				"Other objects that are deleted stay in the trash like this one, without another warning.",
			strings.ToUpper(described[:1])+described[1:], err, c.keptUntil(ctx, entry)), err)
		return nil
	}
	return err
}

// keptUntil says until when the trash keeps an object, as far as the token may know.
func (c *Client) keptUntil(ctx context.Context, by lookup) string {
	entry, err := trashObjects.find(ctx, c, by)
	if err != nil || entry.KeepUntil == 0 {
		return " within two days"
	}
	return " at " + entry.keptUntil()
}
