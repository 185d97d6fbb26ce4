package katapult

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// object describes one kind of API object: what requests and responses call it, and
// where its endpoints are. The endpoints that most kinds share are its methods.
type object[T identifiable] struct {
	// key names the object in requests and responses.
	key string
	// argument names the object in requests, where that is not the key.
	argument string
	// noun names the object in messages. It is the key as words by default.
	noun string
	// path is the endpoint of one object. Its actions are below it.
	path string
	// list is where the API lists the objects of an organization, if it does.
	list list[T]
	// listAfter is set where rows of the list are complete. Refreshes send so many
	// single reads, and take all further objects from one list.
	listAfter int
	// listOnly is set where no endpoint returns one object by itself.
	listOnly bool
}

// get returns an object, or ErrNotFound. Refreshes of many objects share a list.
func (o object[T]) get(ctx context.Context, c *Client, objectID string) (T, error) {
	switch {
	case o.listOnly:
		return o.rows().only(ctx, c, "", objectID)
	case o.listAfter == 0:
		return o.find(ctx, c, o.id(objectID))
	}
	return o.rows().get(ctx, c, "", objectID, func(ctx context.Context) (T, error) {
		return o.find(ctx, c, o.id(objectID))
	})
}

// find returns the object that a lookup names, or ErrNotFound.
func (o object[T]) find(ctx context.Context, c *Client, by lookup) (T, error) {
	return get(ctx, c, o.path, o.response(by), by)
}

// all returns the objects of the client's organization.
func (o object[T]) all(ctx context.Context, c *Client) ([]T, error) {
	if o.listAfter == 0 && !o.listOnly {
		return o.listAll(ctx, c, "")
	}
	return o.rows().all(ctx, c, "")
}

// rows are the complete rows of the list.
func (o object[T]) rows() listBacked[T] { return listBacked[T]{o.list.path, o.listAfter, o.listAll} }

func (o object[T]) listAll(ctx context.Context, c *Client, _ string) ([]T, error) {
	return o.list.all(ctx, c, c.organization.lookup("organization"))
}

// update changes what the arguments name, waits for the task if there is one, and
// returns the object of the response. It returns ErrNotFound or a TaskError.
func (o object[T]) update(ctx context.Context, c *Client, objectID string, a arguments) (T, error) {
	updated := o.response(o.id(objectID))
	err := o.send(ctx, c, rest.Call{Method: http.MethodPatch, Path: o.path}, objectID, a, updated)
	return updated.value, err
}

// delete deletes an object and waits for the task if there is one. While something needs the
// object that this process may still delete, it waits for that, so the caller holds no lock.
// It returns ErrNotFound, DeletionRestricted or a TaskError.
func (o object[T]) delete(ctx context.Context, c *Client, objectID string) error {
	return c.deleteUnlessNeeded(ctx, func(ctx context.Context) error { return o.deleteNow(ctx, c, objectID) })
}

// deleteNow is delete for a caller that holds a lock, or waits itself.
func (o object[T]) deleteNow(ctx context.Context, c *Client, objectID string) error {
	return o.send(ctx, c, rest.Call{Method: http.MethodDelete, Path: o.path}, objectID, arguments{}, o.response(o.id(objectID)))
}

// act sends an action that is safe to repeat and waits for its task, if it has
// one. It returns ErrNotFound or a TaskError.
func (o object[T]) act(ctx context.Context, c *Client, method, action, objectID string, with ...lookup) error {
	acted := o.response(o.id(objectID))
	acted.optional = true
	call := rest.Call{Method: method, Path: o.path + "/" + action, Idempotent: true}
	return o.send(ctx, c, call, objectID, arguments{lookups: with}, acted)
}

// send sends a call about one object and waits for the task of its response.
func (o object[T]) send(ctx context.Context, c *Client, call rest.Call, objectID string, a arguments, into *response[T]) error {
	a.lookups = append([]lookup{o.id(objectID)}, a.lookups...)
	call.Into = into
	if err := c.send(ctx, call, a); err != nil {
		return err
	}
	return c.tasks.wait(ctx, into.task, o.describe(objectID))
}

// id looks up an object by its ID.
func (o object[T]) id(objectID string) lookup { return id(cmp.Or(o.argument, o.key), objectID) }

// describe names one object in messages.
func (o object[T]) describe(objectID string) string { return o.kind() + " " + objectID }

// kind names the kind of object in messages.
func (o object[T]) kind() string { return cmp.Or(o.noun, strings.ReplaceAll(o.key, "_", " ")) }

// response expects the object that a lookup names. One that is looked up by its
// ID has to have that ID.
func (o object[T]) response(by lookup) *response[T] {
	expected := objectIn[T](o.key)
	if by.key == "id" {
		expected.id = by.value
	}
	return expected
}

// list describes a list endpoint. Its rows may lack what single objects have.
type list[T identifiable] struct {
	path string
	// key is where the rows are in a response.
	key string
	// paged says that the list comes in pages; otherwise it comes at once.
	paged bool
}

// all returns all rows.
func (l list[T]) all(ctx context.Context, c *Client, lookups ...lookup) ([]T, error) {
	if !l.paged {
		return get(ctx, c, l.path, listIn[T](l.key), lookups...)
	}
	return rest.Collect(l.each(ctx, c, lookups...))
}

// each yields the rows and requests each page when it is needed. It ends at the
// first error.
func (l list[T]) each(ctx context.Context, c *Client, lookups ...lookup) iter.Seq2[T, error] {
	return pages[T](ctx, c, l.path, l.key, nil, lookups...)
}
