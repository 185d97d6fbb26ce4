package sailpoint

import (
	"fmt"
	"maps"
	"slices"

	"terraform-provider-katapult/internal/simulator"
)

// AddGroup makes a governance group, as somebody could in the console, and
// returns its ID. It panics for an owner that does not exist.
func (s *Simulator) AddGroup(name, ownerID string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := timestamp(s.clock.Now())
	owner := map[string]any{"type": "IDENTITY", "id": s.existingIdentity(ownerID).id}
	g := &group{id: simulator.NewUUID(), fields: map[string]any{
		"name": name, "description": "", "owner": owner, "created": now, "modified": now,
	}}
	s.groups = append(s.groups, g)
	return g.id
}

// Groups are copies of all governance groups, in order of creation and as the
// API shows them.
func (s *Simulator) Groups() []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settle(s.clock.Now())
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
	s.settle(s.clock.Now())
	g := s.group(id)
	if g == nil {
		return nil, false
	}
	return s.show(g), true
}

// Change edits a group, as somebody could in the console. Fields have the API's
// names and are kept without a check; an owner is {"id": …}, nil is answered as
// null, and fields that the API does not have are answered too.
func (s *Simulator) Change(id string, fields map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g := s.existing(id)
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

// Remove deletes a group at once, also one that is in use.
func (s *Simulator) Remove(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.delete(s.existing(id))
}

// Members are the IDs of a group's members, in the order in which they came.
func (s *Simulator) Members(id string) []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.existing(id).members)
}

// AddMember makes an identity a member of a group. It panics for an identity
// that does not exist.
func (s *Simulator) AddMember(id, identityID string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g, member := s.existing(id), s.existingIdentity(identityID).id
	if !slices.Contains(g.members, member) {
		g.members = append(g.members, member)
	}
}

// RemoveMember takes an identity out of a group.
func (s *Simulator) RemoveMember(id, identityID string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	g := s.existing(id)
	g.members = slices.DeleteFunc(g.members, func(member string) bool { return member == identityID })
}

// existing finds what a test talks about. An unknown ID is a mistake in the
// test, which should not go on.
func (s *Simulator) existing(id string) *group {
	g := s.group(id)
	if g == nil {
		panic(fmt.Sprintf("sailpoint simulator: there is no governance group %q", id))
	}
	return g
}
