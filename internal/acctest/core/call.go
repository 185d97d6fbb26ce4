package core

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// call has the provider carry a change out, and checks the outcome as Terraform
// does. No instance means that there is nothing to remember.
func (w *walk) call(body hcl.Body, c *change, prior *instance, config cty.Value) (*instance, Diagnostics) {
	s, a := c.schema, c.address
	var e encoder
	request := &tfprotov6.ApplyResourceChangeRequest{
		TypeName: a.typeName, PriorState: e.value(c.before, s.ty), PlannedState: e.value(c.after, s.ty), Config: e.value(config, s.ty),
		PlannedPrivate: c.private, PlannedIdentity: e.identity(c.identity, s),
	}
	if c.action == destroying {
		request.PlannedIdentity = e.identity(c.wasIdentity, s)
	}
	if e.err != nil {
		return prior, wrong(e.err)
	}
	answer, err := w.of(a.resourceAddress).ApplyResourceChange(w.ctx, request)
	if err != nil {
		return prior, wrong(err)
	}
	found := fromProvider(answer.Diagnostics, body, a.String())
	value, err := decode(answer.NewState, s.ty)
	if err != nil {
		return prior, append(found, invalid("Provider produced invalid object", w.client.address, "produced an invalid value after apply for", a.String(), err))
	}
	identity, err := decodeIdentity(answer.NewIdentity, s)
	if err != nil {
		return prior, append(found, wrong(err)...)
	}
	value, more := w.outcome(c, value, answer.UnsafeToUseLegacyTypeSystem, found.HasErrors()) //nolint:staticcheck // Terraform looks at it, too
	if found = append(found, more...); !found.HasErrors() && c.action != destroying {
		found = append(found, w.goodIdentity(s, a, identity)...)
		if c.action == updating && changedIdentity(c.wasIdentity, identity) {
			found = append(found, invalid("Provider produced invalid identity", w.client.address, "returned another identity after apply for", a.String(), nil))
		}
	}
	switch {
	case value.IsNull() && found.HasErrors():
		return prior, found
	case value.IsNull():
		return nil, found
	}
	now := &instance{value: value, identity: identity, private: answer.Private}
	if prior != nil {
		now.tainted, now.before, now.dependencies = prior.tainted, prior.before, prior.dependencies
		if identity == cty.NilVal || identity.IsNull() {
			now.identity = prior.identity
		}
	}
	if now.identity != cty.NilVal && !now.identity.IsWhollyKnown() {
		now.identity = cty.NilVal
	}
	return now, found
}

// outcome checks the new value against the plan. What is unknown is null
// afterwards, as the state can hold nothing else.
func (w *walk) outcome(c *change, value cty.Value, legacy, failing bool) (cty.Value, Diagnostics) {
	var found Diagnostics
	bug := "\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker."
	if c.action == destroying && !value.IsNull() && !failing {
		found = append(found, failure("Provider returned invalid result object after apply",
			"After applying a %s plan, the provider returned a non-null object for %s. Destroying should always produce a null value, so this is always a bug in the provider and should be reported in the provider's own repository. Terraform will still save this errant object in the state for debugging and recovery.",
			"Delete", c.address))
	}
	if !value.IsWhollyKnown() {
		_ = cty.Walk(value, func(path cty.Path, v cty.Value) (bool, error) {
			if v.IsKnown() {
				return true, nil
			}
			found = append(found, failure("Provider returned invalid result object after apply",
				"After the apply operation, the provider still indicated an unknown value for %s%s. All values must be known after apply, so this is always a bug in the provider and should be reported in the provider's own repository. Terraform will still save the other known object values in the state.",
				c.address, pathText(path)))
			return false, nil
		})
		value = cty.UnknownAsNull(value)
	}
	if c.action == destroying || failing || found.HasErrors() || legacy {
		return value, found
	}
	for _, problem := range c.schema.differences(c.after, value, nil) {
		found = append(found, failure("Provider produced inconsistent result after apply",
			"When applying changes to %s, provider %q produced an unexpected new value: %s."+bug,
			c.address, fmt.Sprintf("provider[%q]", w.client.address), strings.TrimPrefix(problem.Error(), ": ")))
	}
	return value, found
}
