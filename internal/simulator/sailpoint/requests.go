package sailpoint

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is one that the simulator has received.
type Request struct {
	// Operation in the contract's spelling with the version removed, empty if
	// there is none.
	Operation    string
	Method, Path string
	Query        url.Values
	Body         []byte
	// Status of the answer, 0 when the connection was cut instead.
	Status int
	Time   time.Time
	// Header without Authorization.
	Header http.Header
}

// Exchange is a request and the whole answer to it.
type Exchange struct {
	Request
	ResponseHeader http.Header
	ResponseBody   []byte
	// Injected says that the answer was made up by a fault.
	Injected bool
}

// Requests lists what was received so far, in order of arrival, requests for
// tokens included.
func (s *Simulator) Requests() []Request {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests forgets what was received.
func (s *Simulator) ResetRequests() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.requests = nil
}

// Observe has a function called for every request that is answered in full,
// just before the answer is sent, from several goroutines at a time.
func (s *Simulator) Observe(f func(Exchange)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.observers = append(s.observers, f)
}

func (s *Simulator) observing() []func(Exchange) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.observers)
}

// remember keeps a request and its answer, nil when there was none.
func (s *Simulator) remember(r *http.Request, operation string, body []byte, a *answer, now time.Time) Exchange {
	header := r.Header.Clone()
	header.Del("Authorization")
	request := Request{
		Operation: operation, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Body: body, Header: header, Time: now,
	}
	exchange := Exchange{}
	if a != nil {
		request.Status = a.status
		exchange.ResponseHeader, exchange.ResponseBody, exchange.Injected = a.header.Clone(), a.body, a.injected
	}
	exchange.Request = request
	s.requests = append(s.requests, request)
	return exchange
}
