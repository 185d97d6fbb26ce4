package sailpoint

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// group is a governance group. Its fields are those of the API, without the ID
// and the two counts.
type group struct {
	id          string
	fields      map[string]any
	members     []string
	connections []connection
}

func (g *group) text(field string) string {
	text, _ := g.fields[field].(string)
	return text
}

// show is the group as the API shows it: the server adds the owner's name.
func (s *Simulator) show(g *group) map[string]any {
	shown := maps.Clone(g.fields)
	shown["id"] = g.id
	shown["memberCount"], shown["connectionCount"] = len(g.members), len(g.connections)
	if owner, isObject := g.fields["owner"].(map[string]any); isObject {
		owner = maps.Clone(owner)
		id, _ := owner["id"].(string)
		if i := s.identity(id); i != nil {
			owner["name"], owner["displayName"], owner["emailAddress"] = i.name, i.name, i.email
		}
		shown["owner"] = owner
	}
	return shown
}

func (s *Simulator) group(id string) *group {
	index := slices.IndexFunc(s.groups, func(g *group) bool { return s.same(g.id, id) })
	if index < 0 {
		return nil
	}
	return s.groups[index]
}

func (s *Simulator) delete(g *group) {
	s.groups = slices.DeleteFunc(s.groups, func(other *group) bool { return other == g })
}

// lookup finds the group that a request's path names.
func (c *call) lookup() (*group, error) {
	if g := c.group(c.id); g != nil {
		return g, nil
	}
	return nil, missing(c.id)
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func createGroup(c *call) (any, error) {
	var body map[string]any
	if err := json.Unmarshal(c.body, &body); err != nil || body == nil {
		return nil, invalid("The request body is not a governance group.")
	}
	fields := map[string]any{"created": timestamp(c.now), "modified": timestamp(c.now), "description": ""}
	for _, field := range []string{"name", "owner", "description"} {
		if value, exists := body[field]; exists {
			fields[field] = value
		}
	}
	if err := c.validate(fields); err != nil {
		return nil, err
	}
	g := &group{id: simulator.NewUUID(), fields: fields}
	c.groups = append(c.groups, g)
	return c.show(g), nil
}

// validate refuses an incomplete group, and reduces its owner to a reference.
func (s *Simulator) validate(fields map[string]any) error {
	name, isText := fields["name"].(string)
	if fields["name"] != nil && !isText {
		return invalid("Field \"name\" must be a string.")
	}
	if strings.TrimSpace(name) == "" {
		return required("name")
	}
	if _, isText := fields["description"].(string); !isText {
		return invalid("Field \"description\" must be a string.")
	}
	if fields["owner"] == nil {
		return required("owner")
	}
	owner, isObject := fields["owner"].(map[string]any)
	if !isObject {
		return invalid("Field \"owner\" must be an object.")
	}
	id, _ := owner["id"].(string)
	switch {
	case id == "":
		return required("owner.id")
	case owner["type"] != "IDENTITY":
		return invalid("Field \"owner.type\" must be IDENTITY.")
	case s.identity(id) == nil:
		return invalid("Referenced Identity %s was not found.", id)
	}
	fields["owner"] = map[string]any{"type": "IDENTITY", "id": s.identity(id).id}
	return nil
}

func getGroup(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	return c.show(g), nil
}

// deleteGroup refuses a group in use. The contract declares neither that nor
// an unknown group for it.
func deleteGroup(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	if len(g.connections) > 0 {
		return nil, invalid("Unable to delete Governance Group %s because it is in use.", g.id)
	}
	c.delete(g)
	return nil, nil
}
