package chaos_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

// losses are the ways in which a response is lost when all has been done.
var losses = []struct {
	name  string
	fault simulator.Fault
}{
	{"cut", simulator.Fault{DropAfter: true}},
	{"502", simulator.Fault{Status: http.StatusBadGateway, AfterEffect: true, Body: "<html><h1>502 Bad Gateway</h1></html>"}},
}

// TestNothingIsLostWithAnyAnswer loses the response to every request that changes
// something, once: the nth of an apply, of an update and of a destroy.
func TestNothingIsLostWithAnyAnswer(t *testing.T) {
	t.Parallel()
	for _, p := range plots {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			loseAll(t, p)
		})
	}
}

func loseAll(t *testing.T, p plot) {
	t.Helper()
	var writes map[string][]string
	acctest.FastClock(t, func(t *testing.T) { writes = writesOf(t, p) })
	most := 0
	for _, operations := range writes {
		most = max(most, len(operations))
	}
	var (
		mu    sync.Mutex
		again []string // what took a second run
	)
	t.Cleanup(func() {
		slices.Sort(again)
		t.Logf("%d, %d and %d responses; those that took a second run:\n%s",
			len(writes["apply"]), len(writes["update"]), len(writes["destroy"]), strings.Join(again, "\n"))
	})
	for nth := range most {
		for i, way := range losses {
			if !*everyRequest && p.differ != nil && (nth+i)%len(losses) != 0 {
				continue // the short form takes turns
			}
			t.Run(fmt.Sprintf("%02d %s", nth+1, way.name), func(t *testing.T) {
				t.Parallel()
				acctest.FastClock(t, func(t *testing.T) {
					repeated := lose(t, p, way.fault, nth, writes)
					mu.Lock()
					defer mu.Unlock()
					for _, what := range repeated {
						again = append(again, way.name+" "+what)
					}
				})
			})
		}
	}
}

// writesOf are the requests of each phase that change something, in order.
func writesOf(t *testing.T, p plot) map[string][]string {
	t.Helper()
	s, writes := newScene(t, newWorld(t), p), map[string][]string{}
	for _, phase := range inOrder {
		s.ResetRequests()
		s.run(t, phase)
		writes[phase] = s.writes()
	}
	return writes
}

// lose goes through the phases with the nth response of each lost, and returns where a
// second run was needed.
func lose(t *testing.T, p plot, fault simulator.Fault, nth int, writes map[string][]string) (repeated []string) {
	t.Helper()
	s := newScene(t, newWorld(t), p)
	for _, phase := range inOrder {
		if nth >= len(writes[phase]) {
			s.run(t, phase)
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
		output, err := s.try(phase)
		s.InjectFunc(nil)
		if lost != writes[phase][nth] {
			t.Fatalf("%s: lost the response to %q, not to %q: %v\n%s", phase, lost, writes[phase][nth], err, output)
		}
		if err != nil {
			repeated = append(repeated, phase+" "+lost)
			s.run(t, phase)
		}
		s.agrees(t, phase)
	}
	return repeated
}
