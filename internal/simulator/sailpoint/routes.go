package sailpoint

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// handler carries out one operation and returns the body of its response, or a
// *simulator.Response where more than the body is special.
type handler func(*call) (any, error)

// route is one operation, spelled as in the contract without its version.
type route struct {
	operation string
	handle    handler
	// scopes: the token needs one of them.
	scopes []string
	// status of a successful response, 200 when 0.
	status int
	// media is the required content type of the request.
	media string

	method   string
	segments []string
}

// call is one request on its way through a handler.
type call struct {
	*Simulator
	now   time.Time
	id    string
	query url.Values
	body  []byte
}

const (
	jsonType  = "application/json"
	patchType = "application/json-patch+json"

	allScopes   = "sp:scopes:all"
	readScope   = "idn:workgroup:read"
	manageScope = "idn:workgroup:manage"
	writeScope  = "idn:workgroup:write"
)

// The token endpoint is not part of the versioned API.
const (
	tokenOperation = "POST /oauth/token"
	tokenPath      = "/oauth/token"
)

func allRoutes() []route {
	// In no version of the contract does manage include writing members.
	read, manage, write := []string{readScope, manageScope}, []string{manageScope}, []string{writeScope}
	routes := []route{
		{operation: "GET /workgroups", handle: listGroups, scopes: read},
		{operation: "POST /workgroups", handle: createGroup, scopes: manage, media: jsonType},
		{
			operation: "POST /workgroups/bulk-delete", handle: bulkDelete, scopes: manage, media: jsonType,
			status: http.StatusMultiStatus,
		},
		{operation: "GET /workgroups/{id}", handle: getGroup, scopes: read},
		{operation: "PATCH /workgroups/{id}", handle: patchGroup, scopes: manage, media: patchType},
		{operation: "DELETE /workgroups/{id}", handle: deleteGroup, scopes: manage, status: http.StatusNoContent},
		{operation: "GET /workgroups/{workgroupId}/connections", handle: listConnections, scopes: read},
		{operation: "GET /workgroups/{workgroupId}/members", handle: listMembers, scopes: read},
		{
			operation: "POST /workgroups/{workgroupId}/members/bulk-add", handle: addMembers, scopes: write,
			media: jsonType, status: http.StatusMultiStatus,
		},
		{
			operation: "POST /workgroups/{workgroupId}/members/bulk-delete", handle: deleteMembers, scopes: write,
			media: jsonType, status: http.StatusMultiStatus,
		},
	}
	for i, r := range routes {
		method, path, found := strings.Cut(r.operation, " /")
		if !found || r.handle == nil {
			panic(fmt.Sprintf("sailpoint simulator: incomplete route %q", r.operation))
		}
		routes[i].method, routes[i].segments = method, strings.Split(path, "/")
	}
	return routes
}

// prefixed are versions that begin a path. The current one follows the first
// segment: /workgroups/v1.
var prefixed = []string{"beta", "v2024", "v2025", "v2026"}

// unversioned removes the version from the segments of a path. Paths outside the
// API have none.
func unversioned(escapedPath string) (version string, segments []string) {
	path, found := strings.CutPrefix(escapedPath, "/")
	if !found {
		return "", nil
	}
	segments = strings.Split(path, "/")
	switch {
	case len(segments) > 1 && slices.Contains(prefixed, segments[0]) && segments[1] == "workgroups":
		return segments[0], segments[1:]
	case len(segments) > 1 && segments[0] == "workgroups" && segments[1] == "v1":
		return "v1", slices.Delete(segments, 1, 2)
	}
	return "", nil
}

// match finds the route of a request, its version and the ID in its path. More
// literal routes come earlier in the table.
func (s *Simulator) match(method, escapedPath string) (*route, string, string) {
	version, segments := unversioned(escapedPath)
	if version == "" {
		return nil, "", ""
	}
	for i := range s.routes {
		if id, fits := s.routes[i].fits(method, segments); fits {
			return &s.routes[i], version, id
		}
	}
	return nil, version, ""
}

func (r *route) fits(method string, segments []string) (id string, fits bool) {
	if method != r.method || len(segments) != len(r.segments) {
		return "", false
	}
	for i, segment := range r.segments {
		if strings.HasPrefix(segment, "{") {
			value, err := url.PathUnescape(segments[i])
			if err != nil || value == "" {
				return "", false
			}
			id = value
			continue
		}
		if segment != segments[i] {
			return "", false
		}
	}
	return id, true
}
