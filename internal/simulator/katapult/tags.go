package katapult

import "slices"

var tagKind = kind{name: "tag", prefix: "tag"}

// tag gives a machine tags, and makes those that do not exist. The machine
// lists them in the order of the tags, whatever the order of the names was.
func (s *Simulator) tag(fields map[string]any, owner string, names []any) {
	for _, name := range names {
		if name, _ := name.(string); s.tagNamed(name, owner) == nil {
			s.add("tag", owner, map[string]any{
				"name": name, "color": "light_blue", "created_at": fields["created_at"],
			})
		}
	}
	tags := []any{}
	for _, tag := range s.store.owned("tag", owner) {
		if slices.Contains(names, tag.fields["name"]) {
			tags = append(tags, tag.fields["name"])
		}
	}
	fields["tag_names"] = tags
}

func (s *Simulator) tagNamed(name, owner string) *record {
	for _, tag := range s.store.owned("tag", owner) {
		if tag.text("name") == name {
			return tag
		}
	}
	return nil
}

// tagsOf shows the tags of a machine.
func (s *Simulator) tagsOf(machine *record) []any {
	shown := []any{}
	names, _ := machine.fields["tag_names"].([]any)
	for _, name := range names {
		name, _ := name.(string)
		if tag := s.tagNamed(name, machine.owner); tag != nil {
			shown = append(shown, tag.fields)
		}
	}
	return shown
}
