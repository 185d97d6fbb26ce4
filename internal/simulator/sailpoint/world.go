package sailpoint

import (
	"fmt"
	"maps"
	"slices"

	"terraform-provider-katapult/internal/simulator"
)

// AddGroup adds a governance group, as somebody could in the console, and
// returns its ID. It panics for an owner that does not exist.
func (s *Simulator) AddGroup(name, ownerID string) string {
	return s.addGroup(simulator.NewUUID(), name, ownerID)
}

func (s *Simulator) addGroup(id, name, ownerID string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := timestamp(s.clock.Now())
	owner := map[string]any{"type": "IDENTITY", "id": s.mustGetIdentity(ownerID).id}
	s.groups = append(s.groups, &group{id: id, fields: map[string]any{
		"name": name, "description": "", "owner": owner, "created": now, "modified": now,
	}})
	return id
}

// SeedExamples adds the groups that the examples of the documentation name. The
// identities in them are in every tenant.
func (s *Simulator) SeedExamples() {
	support := seeded[0].id
	auditors := s.addGroup("567a697e-885b-495a-afc5-d55e1c23a302", "Auditors", support)
	s.Connect(auditors, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Ledger reader"}})
	s.addGroup("c2f4a6d8-3b1e-4f70-9a52-7d8e6b0c1f39", "estate-operators", support)
}

// Groups are copies of all governance groups, in order of creation and as the
// API shows them.
func (s *Simulator) Groups() []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expireConnections(s.clock.Now())
	list := []map[string]any{}
	for _, g := range s.groups {
		list = append(list, s.show(g))
	}
	return list
}

// Group is a copy of one governance group, as the API shows it.
func (s *Simulator) Group(id string) (map[string]any, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.expireConnections(s.clock.Now())
	g := s.group(id)
	if g == nil {
		return nil, false
	}
	return s.show(g), true
}

// Change edits a group, as somebody could in the console. Fields have the API's
// names; an owner is {"id": …}. Nothing is checked: responses show nil as null,
// and unknown fields too.
func (s *Simulator) Change(id string, fields map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g := s.mustGet(id)
	g.fields["modified"] = timestamp(s.clock.Now())
	for name, value := range fields {
		if owner, isObject := value.(map[string]any); name == "owner" && isObject {
			owner = maps.Clone(owner)
			owner["type"] = "IDENTITY"
			value = owner
		}
		g.fields[name] = value
	}
}

// Remove deletes a group, even one that is in use.
func (s *Simulator) Remove(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.delete(s.mustGet(id))
}

// Members are the IDs of a group's members, in the order of their addition.
func (s *Simulator) Members(id string) []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.mustGet(id).members)
}

// AddMember adds an identity to a group. It panics for an identity that does not
// exist.
func (s *Simulator) AddMember(id, identityID string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g, member := s.mustGet(id), s.mustGetIdentity(identityID).id
	if !slices.Contains(g.members, member) {
		g.members = append(g.members, member)
	}
}

// RemoveMember removes an identity from a group.
func (s *Simulator) RemoveMember(id, identityID string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g := s.mustGet(id)
	g.members = slices.DeleteFunc(g.members, func(member string) bool { return member == identityID })
}

// mustGet finds a group that a test names. An unknown ID is a bug of the test.
func (s *Simulator) mustGet(id string) *group {
	g := s.group(id)
	if g == nil {
		panic(fmt.Sprintf("sailpoint simulator: there is no governance group %q", id))
	}
	return g
}
