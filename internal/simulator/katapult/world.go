package katapult

import (
	"fmt"
	"slices"
)

// presentations are the ways in which single objects are answered, by kind. The
// others are answered as they are kept.
var presentations = map[string]func(*Simulator, *record) map[string]any{
	"data_center":     (*Simulator).dataCenter,
	"disk":            (*Simulator).disk,
	"ip_address":      (*Simulator).ipAddress,
	"network":         (*Simulator).network,
	"virtual_machine": (*Simulator).virtualMachine,
	"virtual_network": (*Simulator).virtualNetwork,
	"zone":            (*Simulator).zone,

	"virtual_machine_network_interface": (*Simulator).networkInterface,
}

func (s *Simulator) show(r *record) map[string]any {
	if show, exists := presentations[r.kind]; exists {
		return copiedMap(show(s, r))
	}
	return copiedMap(r.fields)
}

// Objects are copies of all objects of a kind, such as
// "virtual_machine_group", in order of creation and as the API shows them. Those
// in the trash are not among them; they have a "trash_object".
func (s *Simulator) Objects(kind string) []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settle(s.clock.Now())
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
	s.settle(s.clock.Now())
	r := s.store.byID[id]
	if r == nil {
		return nil, false
	}
	return s.show(r), true
}

// Change edits an object, as somebody could in the console. Fields have the
// API's names and are merged into nested objects; nil clears one. References to
// other objects are {"id": …}: of a disk also in
// {"virtual_machine_disk": {"virtual_machine": {"id": …}, "state": …}}, of an
// address in {"virtual_machine_network_interface": {"id": …}}. Where the state
// of a machine changes, its disks and interfaces follow.
func (s *Simulator) Change(id string, fields map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settle(s.clock.Now())
	r := s.existing(id)
	state, _ := fields["state"].(string)
	if r.kind == "virtual_machine" && state != "" {
		s.powered(r, state)
	}
	merge(r.fields, fields)
}

// Remove deletes an object at once and for good, without asking whether it may
// be deleted.
func (s *Simulator) Remove(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settle(s.clock.Now())
	s.destroy(s.existing(id))
}

// Trash puts a disk or a machine into the trash and returns the ID of the trash
// object. A disk that is assigned to a machine is taken from it first.
func (s *Simulator) Trash(id string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.settle(now)
	r := s.existing(id)
	if objectTypes[r.kind] == "" || r.trashed {
		panic("simulator: " + id + " cannot be put into the trash")
	}
	if r.kind == "disk" {
		r.fields["virtual_machine_disk"] = nil
	}
	return s.discard(now, r).id
}

// restrictable are the kinds of object whose deletion the API can refuse in
// this way.
var restrictable = []string{nicKind, "virtual_machine_group", "virtual_network"}

// Restrict has deletions of an object refused for the given reasons. No
// reasons lifts it. It panics for objects of which the API never refuses it.
func (s *Simulator) Restrict(id string, reasons ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r := s.existing(id)
	if !slices.Contains(restrictable, r.kind) {
		panic(fmt.Sprintf("simulator: the deletion of a %s cannot be restricted", r.kind))
	}
	r.restrictions = reasons
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
