// Package simulator is the HTTP side of a simulated API: the clock, recorded
// requests, injected faults and responses. It knows no particular API; those
// are packages of their own.
package simulator

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// maximumBody is more than any request of an API needs.
const maximumBody = 8 << 20

// Config is what distinguishes one simulated API from another.
type Config struct {
	// Mutex guards the API's data. The server holds it while it handles a
	// request, and uses it for its own data.
	Mutex sync.Locker
	Clock Clock
	// Latency delays every response, after its effect.
	Latency time.Duration
	// Receive identifies a request. It changes nothing that a fault would have
	// to prevent.
	Receive func(r *http.Request, body []byte, now time.Time) Call
	// HasOperation reports whether a fault can name an operation.
	HasOperation func(operation string) bool
	// Refuse makes the error response that a fault asks for.
	Refuse func(Fault) *Response
	// FaultType is the content type of a fault's body, unless it brings one.
	FaultType string
}

// Call is a request that an API has identified.
type Call struct {
	// Operation in the documentation's spelling, empty if there is none.
	Operation string
	// Perform carries the request out.
	Perform func() *Response
	// Stamp adds the headers that every response has, those of faults included.
	Stamp func(*Response)
}

// Server serves one simulated API. It is safe for concurrent use.
type Server struct {
	config    Config
	faults    []*Fault
	choose    func(operation string) *Fault
	requests  []Request
	observers []func(Exchange)
}

// NewServer makes a server for an API.
func NewServer(c Config) *Server { return &Server{config: c} }

// ServeHTTP handles one request: identify, fault, effect, record and delay, in
// this order.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	response, exchange, delay := s.handle(r, body)
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	if response == nil {
		panic(http.ErrAbortHandler)
	}
	if response.cut == uncut {
		for _, observe := range s.observing() {
			observe(exchange)
		}
	}
	response.write(w)
}

// handle returns the response, nil when there is to be none, and how long to
// delay it.
func (s *Server) handle(r *http.Request, body []byte) (*Response, Exchange, time.Duration) {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	now := s.config.Clock.Now()
	call := s.config.Receive(r, body, now)
	fault := s.nextFault(call.Operation)
	delay := s.config.Latency
	if fault != nil {
		delay += fault.Latency
	}
	response := s.apply(fault, call.Perform)
	if response != nil {
		call.Stamp(response)
	}
	return response, s.record(r, call.Operation, body, response, now), delay
}
