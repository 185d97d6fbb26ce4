package sailpoint

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
)

// identity is a person who can own groups and be a member.
type identity struct{ id, name, email string }

// seeded are in every tenant, so that examples can name their IDs.
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

// AddIdentity adds a person who can own groups and be a member, and returns the
// ID.
func (s *Simulator) AddIdentity(name, email string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	i := &identity{id: newID(), name: name, email: email}
	s.identities = append(s.identities, i)
	return i.id
}

// Identities lists everybody, with "id", "name" and "email". Every tenant begins
// with the same few.
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

// same reports whether a request means one of the tenant's IDs.
func (s *Simulator) same(own, given string) bool {
	if own == given || !s.options.AnySpelling {
		return own == given
	}
	plain := func(id string) string { return strings.ToLower(strings.ReplaceAll(id, "-", "")) }
	return plain(own) == plain(given)
}

// mustGetIdentity finds one that a test names.
func (s *Simulator) mustGetIdentity(id string) *identity {
	i := s.identity(id)
	if i == nil {
		panic(fmt.Sprintf("sailpoint simulator: there is no identity %q", id))
	}
	return i
}

// newID is an ID of identities and errors, without dashes.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return fmt.Sprintf("%x", b)
}
