package simulator

import "slices"

// Item is an object of the cloud, or a reference to another object that it has
// got since it was made, such as the assignment of a disk.
type Item struct {
	// ID is the object's or, of a reference, the target's and the object's,
	// joined by a slash.
	ID string
	// Kind is the object's.
	Kind string
	// Agent is the User-Agent of the request that made the object. It is empty
	// for what was seeded, and for references.
	Agent string
	// Reference says that it is one.
	Reference bool
}

// passing are the kinds of record that come and go by themselves.
var passing = []string{"task", "trash_object"}

// Inventory is everything there is, outside the trash, of every kind.
func (s *Simulator) Inventory() []Item {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settle(s.clock.Now())
	var items []Item
	for kind, records := range s.store.byKind {
		if slices.Contains(passing, kind) {
			continue
		}
		for _, r := range records {
			if r.trashed {
				continue
			}
			items = append(items, Item{ID: r.id, Kind: kind, Agent: r.agent})
			for _, target := range s.store.references(r.fields) {
				if !slices.Contains(r.born, target) {
					items = append(items, Item{ID: target + "/" + r.id, Kind: kind, Reference: true})
				}
			}
		}
	}
	return items
}

// references are the IDs of all objects that a value refers to.
func (s *store) references(value any) []string {
	var ids []string
	switch value := value.(type) {
	case map[string]any:
		for key, element := range value {
			reference, _ := element.(map[string]any)
			if id, _ := reference["id"].(string); s.byID[id] != nil {
				ids = append(ids, id)
			} else if key != "id" {
				ids = append(ids, s.references(element)...)
			}
		}
	case []any:
		for _, element := range value {
			ids = append(ids, s.references(map[string]any{"": element})...)
		}
	}
	return ids
}
