package crud

import (
	"context"
	"fmt"
	"slices"
)

// Some objects can be managed by resources of several types, such as a list as a whole or
// by its entries. No claim tells: the keys of two types differ.

// managers are the types of resources that manage an object.
type managers struct {
	types []string
	// told says that there was a warning.
	told bool
}

// Manage notes in a plan or a run that a resource of a type manages an object. It warns,
// once, if a resource of another type does so as well. All types call the object by the
// same name.
func Manage(ctx context.Context, object, typeName string) {
	c, _ := ctx.Value(callKey{}).(call)
	if c.claims == nil {
		return
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	if c.claims.managers == nil {
		c.claims.managers = map[string]*managers{}
	}
	m := c.claims.managers[object]
	if m == nil {
		m = &managers{}
		c.claims.managers[object] = m
	}
	if !slices.Contains(m.types, typeName) {
		m.types = append(m.types, typeName)
		slices.Sort(m.types)
	}
	if len(m.types) > 1 && !m.told {
		m.told = Warn(ctx, "Object managed twice", fmt.Sprintf(
			"What belongs to %s is managed by resources of the types %s. Use one of the types for one object: each undoes what the other one does.",
			object, join(m.types, "and")))
	}
}

// Adopt notes that this run has put an object into the state that a resource of another
// type may have as well. A Delete of that resource asks IsAdopted, and leaves the object.
func Adopt(ctx context.Context, objects ...string) {
	c, _ := ctx.Value(callKey{}).(call)
	if c.claims == nil {
		return
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	if c.claims.adopted == nil {
		c.claims.adopted = map[string]bool{}
	}
	for _, object := range objects {
		c.claims.adopted[object] = true
	}
}

// IsAdopted reports whether this run has called Adopt with an object.
func IsAdopted(ctx context.Context, object string) bool {
	c, _ := ctx.Value(callKey{}).(call)
	if c.claims == nil {
		return false
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	return c.claims.adopted[object]
}
