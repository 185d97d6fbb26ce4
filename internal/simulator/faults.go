package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is something that goes wrong with a request. Faults apply in the order
// in which they were injected.
type Fault struct {
	// Operation is one in the documentation's spelling, as in
	// "DELETE /virtual_machine_groups/virtual_machine_group" or
	// "GET /workgroups/{id}". SailPoint's operations have no version. An empty
	// one matches every request.
	Operation string
	// Skip matching requests pass first; then Times are hit. 0 times means
	// once, a negative number for ever.
	Skip, Times int

	// Status replaces the real response, and the request has no effect.
	Status int
	// Code, Description and Detail describe an error of Katapult.
	Code, Description string
	Detail            any
	// AfterEffect lets the request have its effect before Status replaces the
	// response.
	AfterEffect bool
	// Bare leaves out the wrapper around an error of Katapult.
	Bare bool
	// Body replaces the API's error body, as a proxy would.
	Body, ContentType string
	// RetryAfter is a header, in seconds.
	RetryAfter int

	// Latency delays the response, after its effect.
	Latency time.Duration
	// DropBefore cuts the connection before any effect, DropAfter after it. A
	// Go client retries a dropped GET by itself, if it has used the connection
	// before.
	DropBefore, DropAfter bool
	// Truncate has the effect, and cuts the connection halfway through the
	// response's body.
	Truncate bool
}

// On returns the fault for an operation. Subtests that share a fault use it instead of
// changing the fault, which is a data race between those that run at the same time.
func (f Fault) On(operation string) Fault {
	f.Operation = operation
	return f
}

// Inject queues a fault. It panics for one that can never happen: an operation
// that does not exist, or a response without a status.
func (s *Server) Inject(f Fault) {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	if f.Operation != "" && !s.config.HasOperation(f.Operation) {
		panic(fmt.Sprintf("simulator: there is no operation %q", f.Operation))
	}
	if f.Status == 0 && (f.Code != "" || f.Body != "" || f.RetryAfter > 0 || f.AfterEffect) {
		panic("simulator: a fault that responds needs a status")
	}
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// InjectFunc has a function choose a fault for each request that no queued
// fault hits, nil for none. Its Operation, Skip and Times do not matter. A nil
// function ends it. The function must not use the simulator.
func (s *Server) InjectFunc(choose func(operation string) *Fault) {
	s.config.Mutex.Lock()
	defer s.config.Mutex.Unlock()
	s.choose = choose
}

// nextFault finds the first fault that applies to a request. Faults before it
// that are skipping count the request.
func (s *Server) nextFault(operation string) *Fault {
	for i, f := range s.faults {
		if f.Operation != "" && f.Operation != operation {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times > 0 {
			f.Times--
			if f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return f
	}
	if s.choose != nil {
		return s.choose(operation)
	}
	return nil
}

// apply carries a request out as far as a fault lets it, and returns the
// response, nil when the connection is to be cut.
func (s *Server) apply(f *Fault, perform func() *Response) *Response {
	if f == nil {
		return perform()
	}
	if f.DropBefore {
		return nil
	}
	var response *Response
	if f.Status == 0 || f.AfterEffect {
		response = perform()
	}
	if f.Status != 0 {
		response = s.faulty(*f)
	}
	if f.DropAfter {
		return nil
	}
	if f.Truncate {
		response.cut = len(response.Body) / 2
	}
	return response
}

// faulty makes the response of a fault.
func (s *Server) faulty(f Fault) *Response {
	var response *Response
	switch {
	case f.Body != "" || f.ContentType != "":
		contentType := f.ContentType
		if contentType == "" {
			contentType = s.config.FaultType
		}
		response = NewResponse(f.Status, nil)
		response.Body = []byte(f.Body)
		response.Header.Set("Content-Type", contentType)
	default:
		response = s.config.Refuse(f)
	}
	if f.Status == http.StatusNoContent {
		response.Body = nil
	}
	if f.RetryAfter > 0 {
		response.Header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	response.Injected = true
	return response
}
