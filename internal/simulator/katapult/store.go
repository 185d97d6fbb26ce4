package katapult

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// record is one object of the simulated cloud. Its fields are those of the API,
// but a reference to another object is only its ID.
type record struct {
	id, kind string
	// owner is the ID of its organization, empty for what everybody shares.
	owner  string
	fields map[string]any
	// restrictions are reasons to refuse its deletion.
	restrictions []string
	trashed      bool
	// number is its place in the order of creation.
	number int
	// created says that a request created it, and client which program sent it.
	created bool
	client  string
	// busyUntil is the end of its last task.
	busyUntil time.Time
}

func (r *record) text(field string) string {
	value, _ := r.fields[field].(string)
	return value
}

// reference is the ID of the object that a field refers to, or "".
func (r *record) reference(field string) string {
	value, _ := r.fields[field].(map[string]any)
	id, _ := value["id"].(string)
	return id
}

// store holds all objects, by ID and by kind in order of creation.
type store struct {
	byID     map[string]*record
	byKind   map[string][]*record
	counters map[string]int
	added    int
}

func newStore() store {
	return store{byID: map[string]*record{}, byKind: map[string][]*record{}, counters: map[string]int{}}
}

func (s *store) add(r *record) *record {
	s.added++
	r.number = s.added
	r.fields["id"] = r.id
	s.byID[r.id] = r
	s.byKind[r.kind] = append(s.byKind[r.kind], r)
	return r
}

func (s *store) remove(r *record) {
	delete(s.byID, r.id)
	s.byKind[r.kind] = slices.DeleteFunc(s.byKind[r.kind], func(other *record) bool { return other == r })
}

// get finds an object of a kind by its ID, or nil.
func (s *store) get(kind, id string) *record {
	if r := s.byID[id]; r != nil && r.kind == kind {
		return r
	}
	return nil
}

// find returns the first object of a kind with a field of that value, or nil.
func (s *store) find(kind, field, value string) *record {
	for _, r := range s.byKind[kind] {
		if r.text(field) == value && value != "" {
			return r
		}
	}
	return nil
}

// owned lists an organization's objects of a kind, in order of creation.
func (s *store) owned(kind, owner string) []*record {
	var list []*record
	for _, r := range s.byKind[kind] {
		if r.owner == owner {
			list = append(list, r)
		}
	}
	return list
}

// children lists the objects of a kind that belong to a parent, in order of creation. Their
// reference to it has the name of its kind.
func (s *store) children(kind string, parent *record) []*record {
	var list []*record
	for _, r := range s.byKind[kind] {
		if r.reference(parent.kind) == parent.id {
			list = append(list, r)
		}
	}
	return list
}

// newID makes IDs that are the same in every run of a test. They differ between
// organizations, also those of different simulators.
func (s *store) newID(prefix, owner string) string {
	key := owner + "/" + prefix
	for {
		s.counters[key]++
		if id := prefix + "_" + idSuffix(fmt.Sprintf("%s/%d", key, s.counters[key])); s.byID[id] == nil {
			return id
		}
	}
}

// idSuffix turns a text into 16 letters and digits.
func idSuffix(text string) string {
	sum := sha256.Sum256([]byte(text))
	digits := new(big.Int).SetBytes(sum[:]).Text(62)
	return (strings.Repeat("0", 16) + digits)[len(digits):][:16]
}

// deepCopy copies a value made of maps, lists and scalars.
func deepCopy(value any) any {
	switch value := value.(type) {
	case map[string]any:
		return deepCopyMap(value)
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = deepCopy(element)
		}
		return list
	case []map[string]any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = deepCopy(element)
		}
		return list
	case []string:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = element
		}
		return list
	}
	return value
}

func deepCopyMap(value map[string]any) map[string]any {
	fields := make(map[string]any, len(value))
	for key, element := range value {
		fields[key] = deepCopy(element)
	}
	return fields
}

// merge writes changes into fields, and merges maps that both have.
func merge(fields, changes map[string]any) {
	for key, change := range changes {
		into, isMap := fields[key].(map[string]any)
		from, bothMaps := change.(map[string]any)
		if isMap && bothMaps {
			into = maps.Clone(into)
			merge(into, from)
			fields[key] = into
			continue
		}
		fields[key] = deepCopy(change)
	}
}

// pick copies some fields: the API often shows less of an object inside another.
func pick(fields map[string]any, names ...string) map[string]any {
	picked := make(map[string]any, len(names))
	for _, name := range names {
		if value, exists := fields[name]; exists {
			picked[name] = value
		}
	}
	return picked
}
