package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/rest"
)

// response is a member of an answer, and the task that stands beside it if there
// is one. It is not taken in without what it is asked for: an object without an
// ID would be one that nobody can find again, and no list is not an empty one.
type response[T any] struct {
	key   string
	value T
	task  Task
	// check says what a value lacks.
	check func(T) error
	// id is that of the object that the call is about, if it is known.
	id string
}

// identifiable is an object with an ID.
type identifiable interface{ identity() string }

var errNoID = errors.New("there is no ID in it")

// one is an answer with an object under a key.
func one[T identifiable](key string) *response[T] {
	return &response[T]{key: key, check: func(object T) error { return withIDs(object) }}
}

// many is an answer with a list under a key.
func many[T identifiable](key string) *response[[]T] {
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

// UnmarshalJSON takes in the member, and fails if it is missing or not whole.
func (a *response[T]) UnmarshalJSON(data []byte) error {
	*a = response[T]{key: a.key, check: a.check, id: a.id} // nothing stays of an attempt before
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if err := decodeMember(members, a.key, &a.value); err != nil {
		return err
	}
	if a.check != nil {
		if err := a.check(a.value); err != nil {
			return fmt.Errorf("%s: %w", a.key, err)
		}
	}
	if object, ok := any(a.value).(identifiable); ok && a.id != "" && object.identity() != a.id {
		return fmt.Errorf("%s: it is %s, and %s was asked for", a.key, rest.Quote(object.identity()), a.id)
	}
	if _, ok := members["task"]; ok && a.key != "task" {
		return decodeMember(members, "task", &a.task)
	}
	return nil
}

// decodeMember decodes a member that has to be there.
func decodeMember(members map[string]json.RawMessage, key string, into any) error {
	member, ok := members[key]
	if !ok || string(member) == "null" {
		return fmt.Errorf("there is no %s in it", key)
	}
	if err := json.Unmarshal(member, into); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// about tells what an answer is decoded into which object the call is about, if
// that is named by its ID.
func about(into any, lookups []lookup) any {
	if a, ok := into.(interface{ of(thing, id string) }); ok && len(lookups) > 0 && lookups[0].key == "id" {
		a.of(lookups[0].thing, lookups[0].value)
	}
	return into
}

func (a *response[T]) of(thing, id string) {
	if thing == a.key {
		a.id = id
	}
}

// get reads an object, or a list of them.
func get[T any](ctx context.Context, c *Client, path string, into *response[T], lookups ...lookup) (T, error) {
	err := c.get(ctx, path, into, lookups...)
	return into.value, err
}

// What objects are known by.

func (o DataCenter) identity() string                     { return o.ID }
func (o Disk) identity() string                           { return o.ID }
func (o DiskIOProfile) identity() string                  { return o.ID }
func (o IPAddress) identity() string                      { return o.ID }
func (o Network) identity() string                        { return o.ID }
func (o NetworkSpeedProfile) identity() string            { return o.ID }
func (o Task) identity() string                           { return o.ID }
func (o VirtualMachine) identity() string                 { return o.ID }
func (o VirtualMachineDisk) identity() string             { return o.Disk.ID }
func (o VirtualMachineGroup) identity() string            { return o.ID }
func (o VirtualMachineNetworkInterface) identity() string { return o.ID }
func (o VirtualNetwork) identity() string                 { return o.ID }
