package crud

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// A run that ends halfway can leave one object in the state under two addresses: a
// rename has created the new one, and a failure elsewhere kept Terraform from
// deleting the old one. The next run would delete the object from under the new
// address. So a plan looks for objects with several holders.

// Keys of the private state.
const (
	// holderKey is a random name for a resource: Terraform tells no provider its
	// address.
	holderKey = "holder"
	// keepKey is true in the plan of a Delete that must not delete the object.
	keepKey = "keep"
)

// holders are the resources of a state that have the same object, by the key of the
// object and by their random names. A plan that deletes one takes it out.
type holders map[string]map[string]bool

// nameHolder gives a resource its random name, unless it needs none.
func (r *resourceAdapter[C, M]) nameHolder(private Private) error {
	if !r.keyIsConfigured() {
		return nil
	}
	return private.Set(holderKey, rand.Text())
}

// addHolder notes that a resource has an object in the state. It reports whether the
// resource has to leave the state, because another resource has the same object and
// its deletion is planned already.
func (r *resourceAdapter[C, M]) addHolder(ctx context.Context, a attributes, private Private) (leave bool, err error) {
	if r.claims == nil || !r.keyIsConfigured() {
		return false, nil
	}
	var name string
	named, err := private.Get(holderKey, &name)
	switch {
	case err != nil:
		return false, err
	case !named:
		// It counts from the next plan on: this one may read it again, and would take
		// it for another resource.
		return false, r.nameHolder(private)
	}
	key := r.objectKey(ctx, a)
	c := r.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.doomed[key] != "" && c.doomed[key] != name {
		return true, nil
	}
	if c.holders == nil {
		c.holders = holders{}
	}
	if c.holders[key] == nil {
		c.holders[key] = map[string]bool{}
	}
	c.holders[key][name] = true
	return false, nil
}

// planDelete decides in the plan of a Delete whether another resource keeps the
// object, and tells the Delete. An earlier decision may be left in the state.
func (r *resourceAdapter[C, M]) planDelete(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.claims == nil || !r.keyIsConfigured() {
		return
	}
	private := Private{ctx, resp.Private}
	var name string
	named, err := private.Get(holderKey, &name)
	if err == nil && named {
		err = private.Set(keepKey, r.claims.dropHolder(r.objectKey(ctx, req.State), name))
	}
	if err != nil {
		r.report(&resp.Diagnostics, deleting, r.Type, subject(ctx, req.State, r.Key), err)
	}
}

// dropHolder takes a resource out of the holders of an object, and reports whether
// others are left.
func (c *claims) dropHolder(key, name string) (othersLeft bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.holders[key], name)
	if len(c.holders[key]) > 0 {
		return true
	}
	if c.doomed == nil {
		c.doomed = map[string]string{}
	}
	c.doomed[key] = name
	return false
}

// keeps reports whether the plan of a Delete keeps the object.
func keeps(private Private) (bool, error) {
	var keep bool
	_, err := private.Get(keepKey, &keep)
	return keep, err
}

// warnOfTwoHolders says that a resource leaves the state without a deletion.
func (r *resourceAdapter[C, M]) warnOfTwoHolders(ctx context.Context, a attributes) {
	Warn(ctx, "Object kept", fmt.Sprintf(
		"%s %s is in the state under two addresses, probably because a run that renamed a resource did not finish. "+
			"The object stays; one of the addresses leaves the state.\n\n"+
			"To rename a resource, or to go from count to for_each, add moved blocks: Terraform then deletes and creates nothing.",
		r.Type, subject(ctx, a, r.Key)))
}
