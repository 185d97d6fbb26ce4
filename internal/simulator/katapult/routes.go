package katapult

import (
	"fmt"
	"net/url"
	"strings"
)

// prefix begins all paths of the core API.
const prefix = "/core/v1"

// handler carries one operation out and returns the body of its response: a plainText, or
// what is written as JSON.
type handler func(*call) (any, error)

// route is one operation, spelled as in the API's documentation.
type route struct {
	operation string
	handle    handler
	// scopes: the token needs one of them; empty needs none.
	scopes string
	// status of a successful response, 200 when 0.
	status int
	// newer says that the published contract lacks the operation.
	newer bool

	kind     *kind
	method   string
	segments []segment
}

// segment is one of a path. A placeholder stands for an object: the API takes
// anything in its place, and where that is an ID it works as the lookup.
type segment struct {
	text        string
	placeholder bool
}

// parsed is a route that can be matched. The names of kinds are placeholders,
// but at the beginning, and the version of an address.
func (r route) parsed(of *kind, kinds map[string]*kind) route {
	method, path, found := strings.Cut(r.operation, " /")
	if !found || r.handle == nil {
		panic(fmt.Sprintf("simulator: incomplete route %q", r.operation))
	}
	r.kind, r.method = of, method
	for i, text := range strings.Split(path, "/") {
		r.segments = append(r.segments, segment{text, i > 0 && kinds[text] != nil || text == "address_version"})
	}
	return r
}

// match finds the route of a request, and the objects that its path names.
// Among several routes the one that is literal earlier wins, as in
// /load_balancers/rules/x against /load_balancers/x/rules.
func (s *Simulator) match(method, escapedPath string) (*route, map[string]string) {
	path, found := strings.CutPrefix(escapedPath, prefix+"/")
	if !found {
		return nil, nil
	}
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	var best *route
	for i := range s.routes {
		if r := &s.routes[i]; r.method == method && r.fits(segments) && (best == nil || r.moreLiteral(best)) {
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
		if segment.text != segments[i] && !segment.placeholder || segments[i] == "" {
			return false
		}
	}
	return true
}

func (r *route) moreLiteral(other *route) bool {
	for i := range r.segments {
		if mine, theirs := r.segments[i].placeholder, other.segments[i].placeholder; mine != theirs {
			return theirs
		}
	}
	return false
}

// named returns the values that a path has for its placeholders. It leaves out
// those that clients write when they name the object elsewhere.
func (r *route) named(segments []string) map[string]string {
	values := map[string]string{}
	for i, segment := range r.segments {
		value, err := url.PathUnescape(segments[i])
		if err != nil || !segment.placeholder || value == segment.text || value == "_" || strings.HasPrefix(value, ":") {
			continue
		}
		values[segment.text] = value
	}
	return values
}
