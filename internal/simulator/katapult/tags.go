package katapult

import "slices"

var tagKind = kind{
	name: "tag", prefix: "tag", byName: true,
	routes: []route{
		{operation: "GET /organizations/organization/tags", handle: list, scopes: "tags tags:read"},
		{operation: "POST /organizations/organization/tags", handle: create, scopes: "tags"},
		{operation: "GET /tags/tag", handle: read, scopes: "tags tags:read"},
		{operation: "PATCH /tags/tag", handle: update, scopes: "tags"},
		{operation: "DELETE /tags/tag", handle: remove, scopes: "tags"},
	},
	row: pickFields("id", "name", "color"),
	// The API picks a colour, unless it is given one.
	defaults: func(c *call) map[string]any {
		return map[string]any{"color": tagColors[len(c.store.byKind["tag"])%len(tagColors)], "created_at": c.now.Unix()}
	},
	properties: func(_ *call, properties arguments, fields map[string]any) []string {
		properties.copyText(fields, "name")
		properties.copyEnum(fields, "color", tagColors...)
		return blank(fields["name"], "Name")
	},
}

var tagColors = []string{
	"red", "pink", "purple", "dark_blue", "green", "teal", "aqua", "light_blue", "yellow", "orange", "orange_red",
	"brown", "black", "dark_gray", "light_gray", "light_brown", "pastel_red", "pastel_pink", "pastel_purple",
	"pastel_dark_blue", "pastel_green", "pastel_teal", "pastel_aqua", "pastel_light_blue", "pastel_yellow",
	"pastel_orange", "pastel_orange_red", "pastel_brown", "pastel_black", "pastel_dark_gray", "pastel_light_gray",
	"pastel_light_brown",
}

// SeedTag puts a tag into the first organization. Without an ID it gets a new one.
func (s *Simulator) SeedTag(name, id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.addAs(id, "tag", s.firstOrganization(), map[string]any{"name": name, "color": "light_blue", "created_at": s.clock.Now().Unix()})
}

// tag sets the tags of a machine, and creates those that do not exist.
func (s *Simulator) tag(fields map[string]any, owner string, names []any) {
	ids := []any{}
	for _, name := range names {
		name, _ := name.(string)
		tag := s.tagNamed(name, owner)
		if tag == nil {
			tag = s.add("tag", owner, map[string]any{
				"name": name, "color": "light_blue", "created_at": fields["created_at"],
			})
		}
		ids = append(ids, tag.id)
	}
	fields["tags"] = ids
}

func (s *Simulator) tagNamed(name, owner string) *record {
	for _, tag := range s.store.owned("tag", owner) {
		if tag.text("name") == name {
			return tag
		}
	}
	return nil
}

// tagsOf lists the tags of a machine in the order in which they were created,
// whatever the order of their names was.
func (s *Simulator) tagsOf(machine *record) []*record {
	ids, _ := machine.fields["tags"].([]any)
	var tags []*record
	for _, tag := range s.store.owned("tag", machine.owner) {
		if slices.Contains(ids, any(tag.id)) {
			tags = append(tags, tag)
		}
	}
	return tags
}
