package sailpoint

import (
	"reflect"
	"slices"
	"time"
)

// connection is something that uses a group, in the API's view.
type connection struct {
	shown map[string]any
	// until is when the API forgets a connection that is gone; zero for one
	// that is not.
	until time.Time
}

// Connect says all that uses a group: roles, sources and the like, each as the
// API shows it or with some fields of
//
//	{"object": {"type": "ROLE", "id": …, "name": …, "description": …}, "connectionType": …}
//
// and the others filled in. None disconnects the group. The API's view of a
// connection that is gone lags as Options say.
func (s *Simulator) Connect(id string, connections ...map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.settle(now)
	g := s.existing(id)
	wanted := []connection{}
	for _, c := range connections {
		wanted = append(wanted, connection{shown: completed(c)})
	}
	for _, old := range g.connections {
		isWanted := slices.ContainsFunc(wanted, func(c connection) bool { return reflect.DeepEqual(c.shown, old.shown) })
		if isWanted || s.options.ConnectionLag <= 0 {
			continue
		}
		if old.until.IsZero() {
			old.until = now.Add(s.options.ConnectionLag)
		}
		wanted = append(wanted, old)
	}
	g.connections = wanted
}

// completed is a whole connection.
func completed(given map[string]any) map[string]any {
	object := map[string]any{
		"type": "ROLE", "id": "2c91808568c529c60168cca6f90c1313", "name": "Employee database", "description": nil,
	}
	if fields, isObject := given["object"].(map[string]any); isObject {
		for name, value := range fields {
			object[name] = value
		}
	}
	kind, isText := given["connectionType"].(string)
	if !isText {
		kind = "AccessRequestReviewer"
	}
	return map[string]any{"object": object, "connectionType": kind}
}

// listConnections sorts by fields of the connected object. Those it has are its
// name alone; created and modified are accepted and leave the order as it is.
func listConnections(c *call) (any, error) {
	g, err := c.found()
	if err != nil {
		return nil, err
	}
	list := []map[string]any{}
	for _, connected := range g.connections {
		list = append(list, connected.shown)
	}
	return c.page(list, 50, func(item map[string]any, field string) string {
		object, _ := item["object"].(map[string]any)
		text, _ := object[field].(string)
		return text
	}, "name", "created", "modified")
}
