package katapult

import (
	"slices"
	"time"
)

// call is one request on its way through a handler. The simulator is locked
// as long as it exists.
type call struct {
	*Simulator
	now       time.Time
	route     *route
	token     Token
	path      map[string]string
	arguments map[string]any
	err       error
}

// args gives access to the request's arguments.
func (c *call) args() arguments { return arguments{values: c.arguments, err: &c.err} }

// lookups are the keys, besides id, by which objects can be looked up.
var lookups = map[string][]string{
	"data_center":           {"permalink"},
	"disk_io_profile":       {"permalink"},
	"ip_address":            {"address"},
	"network":               {"permalink"},
	"network_speed_profile": {"permalink"},
	"organization":          {"sub_domain"},
	"trash_object":          {"object_id"},
	"virtual_machine":       {"fqdn"},
	"zone":                  {"permalink"},
}

// lookup finds the object that the argument named like its kind refers to,
// in query, body or path.
func (c *call) lookup(kind string) (*record, error) { return c.lookupIn(c.args(), kind, kind) }

// lookupIn finds the object of a kind that one argument of a set refers to.
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
	if found == nil || !c.sees(found) {
		return nil, notFound(kind)
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
	for _, candidate := range slices.Concat([]string{"id"}, lookups[kind]) {
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

// sees reports whether the token may know of an object at all.
func (c *call) sees(r *record) bool {
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

// organization finds the organization that a request is about.
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

// deletable is the refusal to delete an object, if somebody restricted it.
func deletable(r *record) error {
	if len(r.restrictions) == 0 {
		return nil
	}
	return fail(409, "deletion_restricted", map[string]any{"errors": r.restrictions})
}

// create adds an object that was made now.
func (c *call) create(prefix, kind, owner string, fields map[string]any) *record {
	return c.store.add(&record{id: c.store.newID(prefix, owner), kind: kind, owner: owner, fields: fields})
}
