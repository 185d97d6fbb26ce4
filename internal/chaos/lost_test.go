package chaos_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/simulator"
)

// losses are the ways in which an answer is lost when all has been done.
var losses = []struct {
	name  string
	fault simulator.Fault
}{
	{"cut", simulator.Fault{DropAfter: true}},
	{"502", simulator.Fault{Status: http.StatusBadGateway, AfterEffect: true, Body: "<html><h1>502 Bad Gateway</h1></html>"}},
}

// inOrder are the phases, each of which goes on from the one before.
var inOrder = []string{"apply", "update", "destroy"}

// TestNothingIsLostWithAnyAnswer loses the answer to every request that
// changes something, once: the nth of an apply, of an update and of a destroy.
func TestNothingIsLostWithAnyAnswer(t *testing.T) {
	t.Parallel()
	writes := writesOf(t)
	most := 0
	for _, operations := range writes {
		most = max(most, len(operations))
	}
	var (
		mu     sync.Mutex
		again  []string // what took a second run
		places = make(chan struct{}, atOnce)
		all    sync.WaitGroup
	)
	for nth := range most {
		for _, way := range losses {
			places <- struct{}{}
			all.Go(func() {
				defer func() { <-places }()
				t.Run(fmt.Sprintf("%02d %s", nth+1, way.name), func(t *testing.T) {
					repeated := lose(t, way.fault, nth, writes)
					mu.Lock()
					defer mu.Unlock()
					for _, what := range repeated {
						again = append(again, way.name+" "+what)
					}
				})
			})
		}
	}
	all.Wait()
	slices.Sort(again)
	t.Logf("%d, %d and %d answers; those that took a second run:\n%s",
		len(writes["apply"]), len(writes["update"]), len(writes["destroy"]), strings.Join(again, "\n"))
}

// writesOf are the requests of each phase that change something, in order.
func writesOf(t *testing.T) map[string][]string {
	t.Helper()
	s, writes := newScene(t), map[string][]string{}
	for _, phase := range inOrder {
		s.ResetRequests()
		s.run(t, phases[phase])
		for _, r := range s.Requests() {
			if !strings.HasPrefix(r.Operation, "GET ") {
				writes[phase] = append(writes[phase], r.Operation)
			}
		}
	}
	return writes
}

// lose goes through the phases with the nth answer of each lost, and returns
// where a second run was needed.
func lose(t *testing.T, fault simulator.Fault, nth int, writes map[string][]string) (repeated []string) {
	t.Helper()
	s := newScene(t)
	for _, phase := range inOrder {
		if nth >= len(writes[phase]) {
			s.run(t, phases[phase])
			continue
		}
		var lost string
		seen := 0
		s.InjectFunc(func(operation string) *simulator.Fault {
			if strings.HasPrefix(operation, "GET ") {
				return nil
			}
			if seen++; seen != nth+1 {
				return nil
			}
			lost = operation
			return &fault
		})
		output, err := s.try(phases[phase])
		s.InjectFunc(nil)
		if lost != writes[phase][nth] {
			t.Fatalf("%s: lost the answer to %q, not to %q: %v\n%s", phase, lost, writes[phase][nth], err, output)
		}
		if err != nil {
			repeated = append(repeated, phase+" "+lost)
			s.run(t, phases[phase])
		}
		s.agrees(t, phase)
	}
	return repeated
}

// agrees checks that after a phase nothing is left to do, and that everything is
// there once.
func (s scene) agrees(t *testing.T, phase string) {
	t.Helper()
	wanted := map[string]int{s.machine + "/" + s.disk: 1, "interface of " + s.machine + " on netw_gVRkZdSKczfNg34P": 1}
	switch phase {
	case "apply":
		wanted["group before"] = 1
	case "update":
		wanted["group after"] = 1
	case "destroy":
		wanted = nil
	}
	if phase != "destroy" {
		arguments := append([]string{"plan", "-detailed-exitcode", "-no-color"}, phases[phase][1:]...)
		if output, err := s.shell.Run(arguments...); err != nil {
			t.Errorf("the plan after the %s is not empty: %v\n%s", phase, err, output)
		}
	}
	if audit := compare(t, s.World, wanted, s.shell); !audit.Clean() {
		t.Errorf("after the %s: %s", phase, audit)
	}
}
