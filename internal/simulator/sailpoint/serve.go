package sailpoint

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"time"
)

// maximumBody is more than any body of the API needs.
const maximumBody = 8 << 20

// ServeHTTP answers one request: fault, authentication, limit, effect, record
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
	operation := ""
	route, version, id := s.match(r.Method, r.URL.EscapedPath())
	switch {
	case route != nil:
		operation = route.operation
	case r.Method == http.MethodPost && r.URL.Path == tokenPath:
		operation = tokenOperation
	}
	perform := func() *answer {
		switch {
		case operation == tokenOperation:
			return s.grant(r, body, now)
		case route == nil:
			return unrouted()
		}
		return s.perform(r, body, route, version, id, now)
	}

	fault := s.nextFault(operation)
	delay := s.options.Latency
	var a *answer
	if fault == nil {
		a = perform()
	} else {
		delay += fault.Latency
		a = fault.apply(perform)
	}
	if a != nil {
		a.header.Set("Date", now.UTC().Format(http.TimeFormat))
	}
	return a, s.remember(r, operation, body, a, now), delay
}

// perform carries out a request to the versioned API.
func (s *Simulator) perform(r *http.Request, body []byte, route *route, version, id string, now time.Time) *answer {
	granted, err := s.authenticate(r.Header, now)
	if err != nil {
		return refuse(err)
	}
	if a := s.admit(granted.client+" "+version, now); a != nil {
		return a
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
	if a, isAnswer := result.(*answer); isAnswer {
		return a
	}
	return succeed(route.status, result)
}

// settle forgets the connections that the API has seen long enough.
func (s *Simulator) settle(now time.Time) {
	for _, g := range s.groups {
		g.connections = slices.DeleteFunc(g.connections, func(c connection) bool {
			return !c.until.IsZero() && !now.Before(c.until)
		})
	}
}
