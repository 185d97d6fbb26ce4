package katapult

import "fmt"

// show is a copy of an object as the API shows it.
func (s *Simulator) show(r *record) map[string]any { return deepCopyMap(s.shown(r)) }

// Objects are copies of all objects of a kind, such as "virtual_machine_group",
// in order of creation and as the API shows them. Those in the trash are left
// out; they have a "trash_object".
func (s *Simulator) Objects(kind string) []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	objects := []map[string]any{}
	for _, r := range s.store.byKind[kind] {
		if !r.trashed {
			objects = append(objects, s.show(r))
		}
	}
	return objects
}

// Object is a copy of one object, as the API shows it, also if it is in the
// trash.
func (s *Simulator) Object(id string) (map[string]any, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	r := s.store.byID[id]
	if r == nil {
		return nil, false
	}
	return s.show(r), true
}

// ID is the ID of the first object of a kind with a text in a field, or "". The API tells no
// IDs of buckets and object storage accounts.
func (s *Simulator) ID(kind, field, text string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	if r := s.store.find(kind, field, text); r != nil {
		return r.id
	}
	return ""
}

// Change edits an object, as somebody could in the console. Fields have the
// API's names and are merged into nested objects; nil clears one. References are
// {"id": …}: the machine of a disk is
// {"virtual_machine_disk": {"virtual_machine": {"id": …}, "state": …}}, the
// interface of an address {"virtual_machine_network_interface": {"id": …}}. Disks
// and interfaces follow the state of their machine.
func (s *Simulator) Change(id string, fields map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	r := s.mustGet(id)
	state, _ := fields["state"].(string)
	if r.kind == "virtual_machine" && state != "" {
		s.setPowerState(r, state)
	}
	merge(r.fields, fields)
}

// Remove deletes an object at once and for good, whatever forbids it.
func (s *Simulator) Remove(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	s.destroy(s.mustGet(id))
}

// Trash puts an object into the trash and returns the ID of the trash object. It
// unassigns a disk first.
func (s *Simulator) Trash(id string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	r := s.mustGet(id)
	if s.kinds[r.kind].trash == "" || r.trashed {
		panic("simulator: " + id + " cannot be put into the trash")
	}
	if r.kind == "disk" {
		r.fields["virtual_machine_disk"] = nil
	}
	return s.moveToTrash(now, r).id
}

// Restrict refuses the deletion of an object for the given reasons; none lifts
// it. It panics for kinds whose deletion the API never refuses.
func (s *Simulator) Restrict(id string, reasons ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r := s.mustGet(id)
	if !s.kinds[r.kind].restrictable {
		panic(fmt.Sprintf("simulator: the deletion of a %s cannot be restricted", r.kind))
	}
	r.restrictions = reasons
}

// mustGet finds an object that a test names. An unknown ID is a bug of the test.
func (s *Simulator) mustGet(id string) *record {
	r := s.store.byID[id]
	if r == nil {
		panic(fmt.Sprintf("simulator: there is no object %q", id))
	}
	return r
}

// mustFind is mustGet by another field.
func (s *Simulator) mustFind(kind, field, value string) *record {
	r := s.store.find(kind, field, value)
	if r == nil {
		panic(fmt.Sprintf("simulator: there is no %s with %s %q", kind, field, value))
	}
	return r
}
