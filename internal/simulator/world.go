package simulator

import "fmt"

// shown are the ways in which single objects are answered, by kind. The
// others are answered as they are kept.
var shown = map[string]func(*Simulator, *record) map[string]any{
	"data_center":     (*Simulator).dataCenter,
	"network":         (*Simulator).network,
	"virtual_network": (*Simulator).virtualNetwork,
	"zone":            (*Simulator).zone,
}

func (s *Simulator) show(r *record) map[string]any {
	if show, exists := shown[r.kind]; exists {
		return copiedMap(show(s, r))
	}
	return copiedMap(r.fields)
}

// Objects are copies of all objects of a kind, such as
// "virtual_machine_group", in order of creation and as the API shows them.
func (s *Simulator) Objects(kind string) []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	objects := []map[string]any{}
	for _, r := range s.store.byKind[kind] {
		objects = append(objects, s.show(r))
	}
	return objects
}

// Object is a copy of one object, as the API shows it.
func (s *Simulator) Object(id string) (map[string]any, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r := s.store.byID[id]
	if r == nil {
		return nil, false
	}
	return s.show(r), true
}

// Change edits an object, as somebody could in the console. Fields have the
// API's names and are merged into nested objects; nil clears one.
func (s *Simulator) Change(id string, fields map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	merge(s.existing(id).fields, fields)
}

// Remove deletes an object at once and for good, without asking whether it may
// be deleted.
func (s *Simulator) Remove(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.store.remove(s.existing(id))
}

// Restrict has deletions of an object refused for the given reasons. No
// reasons lifts it.
func (s *Simulator) Restrict(id string, reasons ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.existing(id).restrictions = reasons
}

// existing finds what a test talks about. An unknown ID is a mistake in the
// test, which should not go on.
func (s *Simulator) existing(id string) *record {
	r := s.store.byID[id]
	if r == nil {
		panic(fmt.Sprintf("simulator: there is no object %q", id))
	}
	return r
}
