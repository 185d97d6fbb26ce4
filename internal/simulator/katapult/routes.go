package katapult

import (
	"fmt"
	"net/url"
	"strings"
)

// prefix is what all paths of the core API begin with.
const prefix = "/core/v1"

// handler does the work of one operation and returns the body of its answer.
type handler func(*call) (any, error)

// route is one operation, spelled as in the API's documentation.
type route struct {
	operation string
	handle    handler
	// scopes: one of them must be granted; none are needed when empty.
	scopes string
	// status of the success answer, 200 when 0.
	status int

	method   string
	segments []string
}

// placeholders are the path segments that stand for an object. The API takes
// anything in their place; where that is an ID, it works as the lookup.
var placeholders = map[string]bool{
	"address_version":                   true,
	"data_center":                       true,
	"disk":                              true,
	"ip_address":                        true,
	"network":                           true,
	"organization":                      true,
	"task":                              true,
	"trash_object":                      true,
	"virtual_machine":                   true,
	"virtual_machine_group":             true,
	"virtual_machine_network_interface": true,
	"virtual_network":                   true,
	"zone":                              true,
}

func parseRoutes(routes []route) []route {
	for i, r := range routes {
		method, path, found := strings.Cut(r.operation, " /")
		if !found || r.handle == nil {
			panic(fmt.Sprintf("simulator: incomplete route %q", r.operation))
		}
		routes[i].method, routes[i].segments = method, strings.Split(path, "/")
	}
	return routes
}

// match finds the route of a request, and the objects that its path names.
// Of several candidates the one that is literal earlier wins, as in
// /load_balancers/rules/x against /load_balancers/x/rules.
func (s *Simulator) match(method, escapedPath string) (*route, map[string]string) {
	path, found := strings.CutPrefix(escapedPath, prefix+"/")
	if !found {
		return nil, nil
	}
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	var best *route
	for i := range s.routes {
		if r := &s.routes[i]; r.method == method && r.fits(segments) && (best == nil || r.moreLiteral(best, segments)) {
			best = r
		}
	}
	if best == nil {
		return nil, nil
	}
	return best, best.named(segments)
}

func (r *route) fits(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, segment := range r.segments {
		if segment != segments[i] && !placeholders[segment] || segments[i] == "" {
			return false
		}
	}
	return true
}

func (r *route) moreLiteral(other *route, segments []string) bool {
	for i := range segments {
		mine, theirs := !placeholders[r.segments[i]], !placeholders[other.segments[i]]
		if mine != theirs {
			return mine
		}
	}
	return false
}

// named returns the values that a path gives for its placeholders, leaving
// out the ones that clients write when they name the object elsewhere.
func (r *route) named(segments []string) map[string]string {
	values := map[string]string{}
	for i, segment := range r.segments {
		value, err := url.PathUnescape(segments[i])
		if err != nil || !placeholders[segment] || value == segment || value == "_" || strings.HasPrefix(value, ":") {
			continue
		}
		values[segment] = value
	}
	return values
}
