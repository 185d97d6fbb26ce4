package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is one that a simulator has received.
type Request struct {
	// Operation in the documentation's spelling, empty if there is none.
	Operation    string
	Method, Path string
	Query        url.Values
	Body         []byte
	// Header without Authorization.
	Header http.Header
	// Status of the response, 0 when the connection was cut instead.
	Status int
	Time   time.Time
}

// Exchange is a request with its whole response.
type Exchange struct {
	Request
	ResponseHeader http.Header
	ResponseBody   []byte
	// Injected says that a fault made the response up.
	Injected bool
}

// Requests lists what was received so far, in order of arrival. Requests for
// tokens are included.
func (s *Server) Requests() []Request {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests empties the list of requests.
func (s *Server) ResetRequests() {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	s.requests = nil
}

// Observe calls a function for every complete response, just before it is
// sent. Several goroutines call it at a time.
func (s *Server) Observe(f func(Exchange)) {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	s.observers = append(s.observers, f)
}

func (s *Server) observing() []func(Exchange) {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	return slices.Clone(s.observers)
}

// record keeps a request and its response, which may be nil.
func (s *Server) record(r *http.Request, operation string, body []byte, response *Response, now time.Time) Exchange {
	header := r.Header.Clone()
	header.Del("Authorization")
	request := Request{
		Operation: operation, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Body: body, Header: header, Time: now,
	}
	exchange := Exchange{}
	if response != nil {
		request.Status = response.Status
		exchange.ResponseHeader, exchange.ResponseBody = response.Header.Clone(), response.Body
		exchange.Injected = response.Injected
	}
	exchange.Request = request
	s.requests = append(s.requests, request)
	return exchange
}
