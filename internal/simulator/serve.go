package simulator

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// maximumBody is more than any argument of the API needs.
const maximumBody = 8 << 20

// ServeHTTP answers one request: count, fault, authentication, effect, record
// and delay, in this order.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	a, exchange, delay := s.process(r, body)
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	if a == nil {
		panic(http.ErrAbortHandler)
	}
	if a.cut == uncut {
		for _, observe := range s.observing() {
			observe(exchange)
		}
	}
	a.write(w)
}

// process works out the answer, nil when there is to be none, and how long to
// hold it back.
func (s *Simulator) process(r *http.Request, body []byte) (*answer, Exchange, time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.settle(now)
	remaining := s.count(bearer(r.Header), now)
	route, path := s.match(r.Method, r.URL.EscapedPath())
	operation := ""
	if route != nil {
		operation = route.operation
	}
	fault := s.nextFault(operation)
	delay := s.options.Latency
	if fault != nil {
		delay += fault.Latency
	}

	a := s.meet(fault, func() *answer { return s.perform(r, body, route, path, now, remaining) })
	if a != nil && a.header.Get("Content-Type") == "" {
		s.stamp(a, now, remaining)
	}
	return a, s.remember(r, operation, body, a, now), delay
}

// perform carries a request out.
func (s *Simulator) perform(r *http.Request, body []byte, route *route, path map[string]string, now time.Time, remaining int) *answer {
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
	c := &call{Simulator: s, now: now, route: route, token: token, path: path, arguments: values}
	result, err := route.handle(c)
	if err != nil {
		return s.refuse(err, false)
	}
	return s.succeed(route.status, result)
}
