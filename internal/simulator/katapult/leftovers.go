package katapult

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
)

// Leftover is an object that a client has created and not deleted.
type Leftover struct {
	Kind, ID string
	// Client is the User-Agent of the request that created it.
	Client string
}

// Leftovers are the objects that POST requests have created, in order of
// creation. Left out are those that were deleted or are in the trash, and kinds
// that the API cannot delete, such as tasks. What a test adds by other means is
// no leftover, nor is what exists before a request refers to it.
func (s *Simulator) Leftovers() []Leftover {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	created := slices.Collect(maps.Values(s.store.byID))
	created = slices.DeleteFunc(created, func(r *record) bool { return !r.created || r.trashed })
	slices.SortFunc(created, func(a, b *record) int { return cmp.Compare(a.number, b.number) })
	leftovers := []Leftover{}
	for _, r := range created {
		leftovers = append(leftovers, Leftover{Kind: r.kind, ID: r.id, Client: r.client})
	}
	return leftovers
}

// noteCreated marks what a POST request has created: the objects that its
// response shows under the name of their kind, and that did not exist before.
// What the response only refers to is deeper within it.
func (c *call) noteCreated(before int, response any) {
	body, _ := response.(map[string]any)
	for name, value := range body {
		shown, _ := value.(map[string]any)
		id, _ := shown["id"].(string)
		r := c.store.get(name, id)
		if all := c.store.byKind[name]; id == "" && shown != nil && len(all) > 0 {
			r = all[len(all)-1] // of some kinds the API tells no ID
		}
		if c.route.method == http.MethodPost && r != nil && r.number > before && c.kinds[name].deletable {
			r.created, r.client = true, c.client
		}
	}
}
