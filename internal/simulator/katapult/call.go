package katapult

import (
	"slices"
	"time"
)

// call is one request on its way through a handler. It holds the lock of the
// simulator.
type call struct {
	*Simulator
	now       time.Time
	kind      *kind
	route     *route
	token     Token
	path      map[string]string
	arguments map[string]any
	// client is the program that sent it.
	client string
	err    error
}

// args reads the request's arguments.
func (c *call) args() arguments { return arguments{values: c.arguments, err: &c.err} }

// lookup finds the object of a kind that query, body or path name.
func (c *call) lookup(kind string) (*record, error) { return c.lookupIn(c.args(), kind, kind) }

// lookupIn finds the object of a kind that one argument of a set names.
func (c *call) lookupIn(a arguments, argument, kind string) (*record, error) {
	key, value, err := c.lookupValue(a, argument, kind)
	if err != nil {
		return nil, err
	}
	var found *record
	if key == "id" {
		found = c.store.get(kind, value)
	} else {
		found = c.store.find(kind, key, value)
	}
	if found == nil || !c.visible(found) {
		return nil, notFound(c.kinds[kind].errorName)
	}
	return found, nil
}

func (c *call) lookupValue(a arguments, argument, kind string) (key, value string, err error) {
	set, given := a.set(argument)
	if c.err != nil {
		return "", "", c.err
	}
	if !given {
		if id, named := c.path[argument]; named && len(a.path) == 0 {
			return "id", id, nil
		}
		return "", "", missingArgument(set.path)
	}
	for _, candidate := range slices.Concat([]string{"id"}, c.kinds[kind].lookups) {
		if !set.given(candidate) || set.values[candidate] == nil {
			continue
		}
		if key != "" {
			return "", "", invalidArgument(set.path, "ambiguous_lookup_values")
		}
		key = candidate
		if text := set.text(candidate); text != nil {
			value = *text
		}
	}
	if key == "" && c.err == nil {
		return "", "", invalidArgument(set.path, "missing_lookup_value")
	}
	return key, value, c.err
}

// visible reports whether the token can see an object.
func (c *call) visible(r *record) bool {
	owner := r.owner
	if r.kind == "organization" {
		owner = r.id
	}
	if owner == "" || len(c.token.Organizations) == 0 {
		return true
	}
	organization := c.store.get("organization", owner)
	return organization != nil && slices.Contains(c.token.Organizations, organization.text("sub_domain"))
}

// organization finds the organization that a request names.
func (c *call) organization() (*record, error) {
	organization, err := c.lookup("organization")
	if err != nil {
		return nil, err
	}
	if organization.fields["suspended"] == true {
		return nil, fail(403, "organization_suspended", nil)
	}
	if organization.fields["activated_at"] == nil {
		return nil, fail(403, "organization_not_activated", nil)
	}
	return organization, nil
}
