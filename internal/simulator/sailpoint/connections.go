package sailpoint

import (
	"reflect"
	"slices"
	"time"
)

// connection is something that uses a group.
type connection struct {
	shown map[string]any
	// until is when the API stops showing a deleted connection, otherwise zero.
	until time.Time
}

// Connect sets everything that uses a group: roles, sources and the like. Each
// has some fields of
//
//	{"object": {"type": "ROLE", "id": …, "name": …, "description": …}, "connectionType": …}
//
// and defaults for the others. None disconnects the group. The API still shows a
// deleted connection for ConnectionLag.
func (s *Simulator) Connect(id string, connections ...map[string]any) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.expireConnections(now)
	g := s.mustGet(id)
	wanted := []connection{}
	for _, c := range connections {
		wanted = append(wanted, connection{shown: withDefaults(c)})
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

// withDefaults is a whole connection.
func withDefaults(given map[string]any) map[string]any {
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

// listConnections sorts by fields of the connected object, which has only a
// name. The API accepts created and modified, which change nothing.
func listConnections(c *call) (any, error) {
	g, err := c.lookup()
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
