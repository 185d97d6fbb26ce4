package sailpoint

import (
	"mime"
	"net/http"
	"slices"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// receive brings the tenant up to date and finds a request's operation.
func (s *Simulator) receive(r *http.Request, body []byte, now time.Time) simulator.Call {
	s.expireConnections(now)
	call := simulator.Call{Stamp: func(response *simulator.Response) {
		response.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	}}
	route, version, id := s.match(r.Method, r.URL.EscapedPath())
	switch {
	case route != nil:
		call.Operation = route.operation
		call.Perform = func() *simulator.Response { return s.perform(r, body, route, version, id, now) }
	case r.Method == http.MethodPost && r.URL.Path == tokenPath:
		call.Operation = tokenOperation
		call.Perform = func() *simulator.Response { return s.grant(r, body, now) }
	default:
		call.Perform = unrouted
	}
	return call
}

func (s *Simulator) hasOperation(operation string) bool {
	return operation == tokenOperation ||
		slices.ContainsFunc(s.routes, func(r route) bool { return r.operation == operation })
}

// perform carries out a request to the versioned API.
func (s *Simulator) perform(
	r *http.Request, body []byte, route *route, version, id string, now time.Time,
) *simulator.Response {
	granted, err := s.authenticate(r.Header, now)
	if err != nil {
		return refuse(err)
	}
	if refused := s.limit(granted.client+" "+version, now); refused != nil {
		return refused
	}
	if !granted.allows(route.scopes) {
		return refuse(&failure{status: http.StatusForbidden})
	}
	if route.media != "" {
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || media != route.media {
			return refuse(&failure{status: http.StatusUnsupportedMediaType})
		}
	}
	c := &call{Simulator: s, now: now, id: id, query: r.URL.Query(), body: body}
	result, err := route.handle(c)
	if err != nil {
		return refuse(err)
	}
	if response, isResponse := result.(*simulator.Response); isResponse {
		return response
	}
	return succeed(route.status, result)
}

// newResponse makes a response, with a body unless that is nil.
func newResponse(status int, body any) *simulator.Response {
	response := simulator.NewResponse(status, body)
	if body != nil {
		response.Header.Set("Content-Type", jsonType)
	}
	return response
}

func succeed(status int, body any) *simulator.Response {
	if status == 0 {
		status = http.StatusOK
	}
	return newResponse(status, body)
}

// expireConnections drops deleted connections after ConnectionLag.
func (s *Simulator) expireConnections(now time.Time) {
	for _, g := range s.groups {
		g.connections = slices.DeleteFunc(g.connections, func(c connection) bool {
			return !c.until.IsZero() && !now.Before(c.until)
		})
	}
}
