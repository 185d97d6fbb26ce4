package sailpoint

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
)

// identity is somebody who can own groups and be a member of them.
type identity struct{ id, name, email string }

// seeded have the same IDs in every tenant, so that examples can name them.
var seeded = []identity{
	{"2c9180a46faadee4016fb4e018c20639", "Support", "support@example.com"},
	{"2c7180a46faadee4016fb4e018c20642", "Michael Michaels", "michael.michaels@example.com"},
	{"464ae7bf791e49fdb74606a2e4a89635", "Addie Smith", "addie.smith@example.com"},
	{"3244d5f2d04447498520f54c6789ae33", "Thomas Edison", "thomas.edison@example.com"},
}

func (s *Simulator) seed() {
	for _, i := range seeded {
		s.identities = append(s.identities, &i)
	}
}

// AddIdentity adds somebody who can own groups and be a member, and returns
// the ID.
func (s *Simulator) AddIdentity(name, email string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	i := &identity{id: newID(), name: name, email: email}
	s.identities = append(s.identities, i)
	return i.id
}

// Identities lists everybody, with "id", "name" and "email". The first few are
// the same in every tenant.
func (s *Simulator) Identities() []map[string]any {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	list := []map[string]any{}
	for _, i := range s.identities {
		list = append(list, map[string]any{"id": i.id, "name": i.name, "email": i.email})
	}
	return list
}

func (s *Simulator) identity(id string) *identity {
	index := slices.IndexFunc(s.identities, func(i *identity) bool { return s.same(i.id, id) })
	if index < 0 {
		return nil
	}
	return s.identities[index]
}

// same reports whether an ID in a request is one of the tenant's.
func (s *Simulator) same(own, given string) bool {
	if own == given || !s.options.AnySpelling {
		return own == given
	}
	plain := func(id string) string { return strings.ToLower(strings.ReplaceAll(id, "-", "")) }
	return plain(own) == plain(given)
}

// existingIdentity finds one that a test talks about.
func (s *Simulator) existingIdentity(id string) *identity {
	i := s.identity(id)
	if i == nil {
		panic(fmt.Sprintf("sailpoint simulator: there is no identity %q", id))
	}
	return i
}

// newID is an ID as identities and tracked errors have it.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("%x", b)
}
