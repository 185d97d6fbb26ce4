package katapult

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// receive brings the cloud up to date, counts a request against its rate limit
// and finds its operation.
func (s *Simulator) receive(r *http.Request, body []byte, now time.Time) simulator.Call {
	s.runDue(now)
	remaining := s.count(bearer(r.Header), now)
	route, path := s.match(r.Method, r.URL.EscapedPath())
	operation := ""
	if route != nil {
		operation = route.operation
	}
	return simulator.Call{
		Operation: operation,
		Perform:   func() *simulator.Response { return s.perform(r, body, route, path, now, remaining) },
		Stamp:     func(response *simulator.Response) { s.stamp(response, now, remaining) },
	}
}

func (s *Simulator) hasOperation(operation string) bool {
	return slices.ContainsFunc(s.routes, func(r route) bool { return r.operation == operation })
}

// perform carries a request out.
func (s *Simulator) perform(
	r *http.Request, body []byte, route *route, path map[string]string, now time.Time, remaining int,
) *simulator.Response {
	if route == nil {
		return s.refuse(&failure{
			status: http.StatusNotFound, code: "route_not_found",
			description: fmt.Sprintf("No route matches '%s' for %s", r.URL.Path, r.Method),
			detail:      map[string]any{"path": r.URL.Path, "request_method": r.Method},
		}, false)
	}
	token, err := s.authenticate(r, route.scopes, remaining)
	if err != nil {
		return s.refuse(err, false)
	}
	values, err := parseArguments(r.URL.Query(), r.Header, body)
	if err != nil {
		return s.refuse(err, false)
	}
	c := &call{Simulator: s, now: now, kind: route.kind, route: route, token: token, path: path, arguments: values, client: r.UserAgent()}
	before := s.store.added
	result, err := route.handle(c)
	if err != nil {
		return s.refuse(err, false)
	}
	c.noteCreated(before, result)
	return succeed(route.status, result)
}
