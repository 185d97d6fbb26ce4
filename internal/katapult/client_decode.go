package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// response decodes one top-level member, and the task next to it if there is one.
// A missing member or an object without an ID is an error: nobody could find such
// an object again, and a missing list is not an empty list.
type response[T any] struct {
	// key is the member. Without it the value is the whole response.
	key   string
	value T
	task  Task
	// check says what a value lacks.
	check func(T) error
	// id is the ID that the object has to have, if it is known.
	id string
	// optional says that a response with a task may lack the member.
	optional bool
}

// identifiable is an object with an ID.
type identifiable interface{ identity() string }

var errNoID = errors.New("there is no ID in it")

// objectIn decodes an object.
func objectIn[T identifiable](key string) *response[T] {
	return &response[T]{key: key, check: func(object T) error { return withIDs(object) }}
}

// listIn decodes a list of objects.
func listIn[T identifiable](key string) *response[[]T] {
	return &response[[]T]{key: key, check: func(list []T) error { return withIDs(list...) }}
}

func withIDs[T identifiable](objects ...T) error {
	for _, o := range objects {
		if o.identity() == "" {
			return errNoID
		}
	}
	return nil
}

// UnmarshalJSON decodes the member and the task.
func (r *response[T]) UnmarshalJSON(data []byte) error {
	// A retry decodes into the same value: reset it.
	*r = response[T]{key: r.key, check: r.check, id: r.id, optional: r.optional}
	if r.key == "" {
		if err := json.Unmarshal(data, &r.value); err != nil {
			return err
		}
		return r.check(r.value)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if hasMember(members, "task") && r.key != "task" {
		if err := decodeMember(members, "task", &r.task); err != nil {
			return err
		}
	}
	if r.optional && r.task.ID != "" && !hasMember(members, r.key) {
		return nil
	}
	if err := decodeMember(members, r.key, &r.value); err != nil {
		return err
	}
	if object, ok := any(&r.value).(annotated); ok && hasMember(members, "annotations") {
		var annotations []annotation
		if err := decodeMember(members, "annotations", &annotations); err != nil {
			return err
		}
		object.setAnnotations(annotationMap(annotations))
	}
	if r.check != nil {
		if err := r.check(r.value); err != nil {
			return fmt.Errorf("%s: %w", r.key, err)
		}
	}
	if object, ok := any(r.value).(identifiable); ok && r.id != "" && object.identity() != r.id {
		return fmt.Errorf("%s: it is %s, and %s was asked for", r.key, rest.Quote(object.identity()), r.id)
	}
	return nil
}

func hasMember(members map[string]json.RawMessage, key string) bool {
	member, ok := members[key]
	return ok && string(member) != "null"
}

// decodeMember decodes a member that must be there.
func decodeMember(members map[string]json.RawMessage, key string, into any) error {
	if !hasMember(members, key) {
		return fmt.Errorf("there is no %s in it", key)
	}
	if err := json.Unmarshal(members[key], into); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// get sends a GET and returns the decoded member. Lookups go into the query.
func get[T any](ctx context.Context, c *Client, path string, into *response[T], lookups ...lookup) (T, error) {
	err := c.read(ctx, rest.Call{Method: http.MethodGet, Path: path, Query: queryOf(lookups), Into: into}, lookups)
	return into.value, err
}

// succeed sends a call whose response says no more than that it succeeded.
func (c *Client) succeed(ctx context.Context, call rest.Call, a arguments) error {
	call.Into = &response[bool]{key: "success", check: func(success bool) error {
		if !success {
			return errors.New("the API says that it did not succeed")
		}
		return nil
	}}
	return c.send(ctx, call, a)
}
