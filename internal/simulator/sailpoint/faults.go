package sailpoint

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is something that goes wrong with a request. Faults are used up in
// the order in which they were injected.
type Fault struct {
	// Operation is one in the contract's spelling with the version removed, as
	// in "POST /workgroups/bulk-delete" or "GET /workgroups/{id}", or
	// "POST /oauth/token". An empty one matches every request.
	Operation string
	// Skip matching requests pass first; then Times are hit. 0 times means
	// once, a negative number for ever.
	Skip, Times int

	// Status is answered instead of the real answer, which then has no effect.
	Status int
	// AfterEffect lets the request have its effect before it is answered with
	// Status.
	AfterEffect bool
	// Body is answered as it stands. Without one the answer has the shape that
	// the API gives to errors of that status.
	Body string
	// ContentType of the body, application/json when empty.
	ContentType string
	// RetryAfter seconds are announced in the header of that name.
	RetryAfter int

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
	isKnown := f.Operation == "" || f.Operation == tokenOperation ||
		slices.ContainsFunc(s.routes, func(r route) bool { return r.operation == f.Operation })
	if !isKnown {
		panic(fmt.Sprintf("sailpoint simulator: there is no operation %q", f.Operation))
	}
	if f.Status == 0 && (f.Body != "" || f.RetryAfter > 0 || f.AfterEffect) {
		panic("sailpoint simulator: a fault that answers needs a status")
	}
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
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
	return nil
}

// apply makes the answer that a fault leaves of a request, nil for none.
func (f *Fault) apply(perform func() *answer) *answer {
	if f.DropBefore {
		return nil
	}
	var a *answer
	if f.Status == 0 || f.AfterEffect {
		a = perform()
	}
	if f.Status != 0 {
		a = f.answer()
	}
	if f.DropAfter {
		return nil
	}
	if f.Truncate {
		a.cut = len(a.body) / 2
	}
	return a
}

// answer makes up the answer that a fault wants.
func (f *Fault) answer() *answer {
	a := refuse(&failure{status: f.Status})
	if f.Body != "" || f.ContentType != "" {
		a.body = []byte(f.Body)
	}
	if f.ContentType != "" {
		a.header.Set("Content-Type", f.ContentType)
	}
	if f.Status == http.StatusNoContent {
		a.body = nil
	}
	if f.RetryAfter > 0 {
		a.header.Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	a.injected = true
	return a
}
