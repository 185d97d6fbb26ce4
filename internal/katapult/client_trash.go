package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// moveToTrash deletes an object of a kind that has a trash. An object that is there
// already counts as deleted. It returns ErrNotFound for an object that does not exist.
func (o object[T]) moveToTrash(ctx context.Context, c *Client, objectID string) error {
	return ignore(ObjectInTrash, o.delete(ctx, c, objectID))
}

// purge deletes an object in the trash for good, unless the client keeps what is deleted.
// An object that is not in the trash any more counts as purged. A token that may not purge
// is a warning: the object is deleted, and the trash empties itself.
func (o object[T]) purge(ctx context.Context, c *Client, objectID string) error {
	if c.keepInTrash {
		return nil
	}
	call := rest.Call{Method: http.MethodDelete, Path: trashObjects.path, Idempotent: true}
	err := c.tasks.run(ctx, call, ofObject(objectID), o.describe(objectID))
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case HasCode(err, ScopeNotGranted, PermissionDenied):
		c.warn(ctx, "Deleted object stays in the trash", fmt.Sprintf(
			"%s is deleted, and could not be purged from the trash: %s\n\nKatapult purges it by itself%s. Until then its name can be taken.",
			capitalized(o.describe(objectID)), err, c.keptUntil(ctx, objectID)), err)
		return nil
	}
	return err
}

// keptUntil says until when the trash keeps an object, as far as the token may know.
func (c *Client) keptUntil(ctx context.Context, objectID string) string {
	entry, err := c.TrashObjects.Get(ctx, objectID)
	if err != nil || entry.KeepUntil == 0 {
		return " within two days"
	}
	return " at " + entry.keptUntil()
}

func capitalized(text string) string {
	if text == "" {
		return ""
	}
	return string(text[0]-'a'+'A') + text[1:]
}
