package crud

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-katapult/internal/rest"
)

// claims record which objects a Create or an Update of this run has put into the
// state. They matter where the key comes from the configuration, such as a pair:
// two addresses can name the same object, and Terraform runs them in any order.
type claims struct {
	locks rest.Locks

	mu      sync.Mutex
	claimed map[string]bool
	holders holders
	// doomed are objects whose deletion is planned, with the name of their holder.
	doomed map[string]string
	// managers are those of objects; see Manage. adopted are objects; see Adopt.
	managers map[string]*managers
	adopted  map[string]bool
}

// Canonical is implemented by values that can be written in several ways, such as
// an ID with or without dashes. Values that mean the same have the same form.
type Canonical interface {
	attr.Value
	Canonical() string
}

// claim locks an object for one operation. It is nil where the API decides the key.
type claim struct {
	claims *claims
	// key is the canonical key, object the key as written.
	key, object string
	unlock      func()
}

// claim waits for the lock of the object that the attributes name.
func (r *resourceAdapter[C, M]) claim(ctx context.Context, a attributes) (*claim, error) {
	if r.claims == nil || !r.keyIsConfigured() {
		return nil, nil
	}
	for _, part := range r.Key {
		if text(ctx, a, part) == "" {
			return nil, nil // the object is about to be created, and nobody knows it yet
		}
	}
	key := r.objectKey(ctx, a)
	unlock, err := r.claims.locks.Lock(ctx, key)
	if err != nil {
		return nil, err
	}
	return &claim{r.claims, key, r.Type + " " + subject(ctx, a, r.Key), unlock}, nil
}

// keyIsConfigured reports whether the whole key can come from the configuration.
func (r *resourceAdapter[C, M]) keyIsConfigured() bool {
	for _, key := range r.Key {
		if a := r.Resource.Schema.Attributes[key]; a.IsComputed() && !a.IsOptional() {
			return false
		}
	}
	return true
}

type claimKey struct{}

// WhileUnclaimed calls wait, and lets other operations of this run work on the object
// meanwhile: a Create that waits until a Delete under another address has released what
// the key names would wait for ever. It returns an error if another resource has written
// the object by then.
func WhileUnclaimed(ctx context.Context, wait func() error) error {
	c, _ := ctx.Value(claimKey{}).(*claim)
	if c == nil {
		return wait()
	}
	c.unlock()
	c.unlock = func() {}
	if err := wait(); err != nil {
		return err
	}
	unlock, err := c.claims.locks.Lock(ctx, c.key)
	if err != nil {
		return err
	}
	c.unlock = unlock
	if c.recorded() {
		return &conflictError{c.object}
	}
	return nil
}

// recorded reports whether this run has already put the object into the state.
func (c *claim) recorded() bool {
	if c == nil {
		return false
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	return c.claims.claimed[c.key]
}

// record records that the object is in the state.
func (c *claim) record() {
	if c == nil {
		return
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	if c.claims.claimed == nil {
		c.claims.claimed = map[string]bool{}
	}
	c.claims.claimed[c.key] = true
}

// release unlocks the object.
func (c *claim) release() {
	if c != nil {
		c.unlock()
	}
}

// conflictError refuses a second resource that writes the same object in one run.
type conflictError struct{ object string }

func (e *conflictError) Error() string {
	return fmt.Sprintf("another resource of this configuration has written %s in this run, and two that manage it would undo each other's changes. Nothing was changed", e.object)
}

// Hint says what can be done about the error.
func (e *conflictError) Hint() string {
	return "Keep one of the two resources, with everything that both shall manage. Take the other one out of the configuration: " +
		"with a removed block or terraform state rm if it is in the state, so that the object itself stays."
}

// spare warns that a Delete keeps the object: this run has put it into the state
// under another address.
func (c *claim) spare(ctx context.Context) {
	Warn(ctx, "Object kept", fmt.Sprintf(
		"%s is also managed by another resource of this configuration, which was created or updated in this run. "+
			"The object stays; only the address that was to be deleted leaves the state.\n\n"+
			"To rename a resource, or to go from count to for_each, add moved blocks: Terraform then deletes and creates nothing.", c.object))
}

// objectKey names an object among those of all types.
func (r *resourceAdapter[C, M]) objectKey(ctx context.Context, a attributes) string {
	return r.Type + " " + canonicalKey(ctx, a, r.Key)
}

// canonicalKey joins the canonical forms of the parts of a key.
func canonicalKey(ctx context.Context, a attributes, key []string) string {
	parts := make([]string, len(key))
	for i, k := range key {
		var value attr.Value
		if !a.GetAttribute(ctx, path.Root(k), &value).HasError() {
			if c, ok := value.(Canonical); ok {
				parts[i] = c.Canonical()
				continue
			}
		}
		parts[i] = text(ctx, a, k)
	}
	return strings.Join(parts, "/")
}
