package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Fault is something that goes wrong with a request. Faults are used up in
// the order in which they were injected.
type Fault struct {
	// Operation is one in the documentation's spelling, as in
	// "DELETE /virtual_machine_groups/virtual_machine_group". An empty one
	// matches every request.
	Operation string
	// Skip matching requests pass first; then Times are hit. 0 times means
	// once, a negative number for ever.
	Skip, Times int

	// Status is answered instead of the real answer, which then has no effect.
	Status            int
	Code, Description string
	Detail            any
	// AfterEffect lets the request have its effect before it is answered with
	// Status.
	AfterEffect bool
	// Bare leaves out the wrapper around the error.
	Bare bool
	// Body is answered as it stands, as something between the client and the
	// API would.
	Body, ContentType string

	// Latency delays the answer, after its effect.
	Latency time.Duration
	// DropBefore cuts the connection instead of any effect, DropAfter instead
	// of the answer. A Go client repeats a dropped GET by itself, if the
	// connection has been used before.
	DropBefore, DropAfter bool
	// Truncate has the effect, and cuts the connection halfway through the
	// answer's body.
	Truncate bool
}

// Inject adds a fault to those waiting. It panics for one that would never
// happen: an operation that the simulator does not have, or an answer without
// a status.
func (s *Simulator) Inject(f Fault) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if f.Operation != "" && !slices.ContainsFunc(s.routes, func(r route) bool { return r.operation == f.Operation }) {
		panic(fmt.Sprintf("simulator: there is no operation %q", f.Operation))
	}
	if f.Status == 0 && (f.Code != "" || f.Body != "" || f.AfterEffect) {
		panic("simulator: a fault that answers needs a status")
	}
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// InjectFunc has a function choose what goes wrong with each request that no
// other fault hits: nil for nothing. Operation, Skip and Times of its choice do
// not matter. A nil function ends it. It must not use the simulator.
func (s *Simulator) InjectFunc(choose func(operation string) *Fault) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.chooseFault = choose
}

// nextFault takes the first fault that applies to a request. All faults before
// it that are skipping take note of the request.
func (s *Simulator) nextFault(operation string) *Fault {
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
	if s.chooseFault != nil {
		return s.chooseFault(operation)
	}
	return nil
}

// meet makes the answer that a fault, or none, leaves of a request: nil for no
// answer.
func (s *Simulator) meet(f *Fault, perform func() *answer) *answer {
	if f == nil {
		return perform()
	}
	if f.DropBefore {
		return nil
	}
	var a *answer
	if f.Status == 0 || f.AfterEffect {
		a = perform()
	}
	if f.Status != 0 {
		a = s.faulty(f)
	}
	if f.DropAfter {
		return nil
	}
	if f.Truncate {
		a.cut = len(a.body) / 2
	}
	return a
}

// faulty makes up the answer that a fault wants.
func (s *Simulator) faulty(f *Fault) *answer {
	if f.Body != "" || f.ContentType != "" {
		contentType := f.ContentType
		if contentType == "" {
			contentType = "text/html"
		}
		header := http.Header{}
		header.Set("Content-Type", contentType)
		return &answer{status: f.Status, header: header, body: []byte(f.Body), injected: true, cut: uncut}
	}
	detail := f.Detail
	if detail == nil {
		detail = map[string]any{}
	}
	description := f.Description
	if description == "" {
		description = describe(f.Code)
	}
	a := s.refuse(&failure{status: f.Status, code: f.Code, description: description, detail: detail}, f.Bare)
	a.injected = true
	return a
}
