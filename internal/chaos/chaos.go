// Package chaos runs Terraform while the API fails at random. It then compares the state
// with the cloud: no duplicates, no orphans, no ghosts.
package chaos

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Kinds of faults, as reports name them.
const (
	Unavailable = "503"
	Limited     = "429"
	CutBefore   = "cut before"
	CutAfter    = "cut after"
	Truncated   = "truncated"
	LostByProxy = "502 after"
	FailedTask  = "failed task"
)

// faults are what can happen to a request, with the percentage of requests each hits.
var faults = []struct {
	kind    string
	percent float64
	fault   simulator.Fault
}{
	{Unavailable, 5, simulator.Fault{Status: http.StatusServiceUnavailable, Code: "service_unavailable"}},
	{Limited, 2, simulator.Fault{Status: http.StatusTooManyRequests, Code: "rate_limit_reached"}},
	{CutBefore, 2, simulator.Fault{DropBefore: true}},
	{CutAfter, 2, simulator.Fault{DropAfter: true}},
	{Truncated, 1, simulator.Fault{Truncate: true}},
	{LostByProxy, 1, simulator.Fault{Status: http.StatusBadGateway, AfterEffect: true, Body: "<html><h1>502 Bad Gateway</h1></html>"}},
}

// taskFailurePercent is the percentage of tasks that fail.
const taskFailurePercent = 1

// Dice choose the faults at random. The seed alone determines their sequence. The order in
// which requests arrive determines which request each fault hits.
type Dice struct {
	random *rand.Rand
	// Injected counts the faults by kind.
	Injected map[string]int
}

// NewDice returns Dice with a seed.
func NewDice(seed uint64) *Dice {
	return &Dice{random: rand.New(rand.NewPCG(seed, seed)), Injected: map[string]int{}}
}

// InjectInto injects faults into a cloud's requests and tasks from now on.
func (d *Dice) InjectInto(cloud *simulator.Simulator) {
	cloud.InjectFunc(d.rollFault)
	cloud.FailTasksFunc(d.rollTaskFailure)
}

// StopInjecting ends all injected faults.
func StopInjecting(cloud *simulator.Simulator) {
	cloud.InjectFunc(nil)
	cloud.FailTasksFunc(nil)
}

func (d *Dice) rollFault(string) *simulator.Fault {
	thrown := 100 * d.random.Float64()
	for _, f := range faults {
		if thrown -= f.percent; thrown < 0 {
			d.Injected[f.kind]++
			return &f.fault
		}
	}
	return nil
}

func (d *Dice) rollTaskFailure(string) bool {
	failed := 100*d.random.Float64() < taskFailurePercent
	if failed {
		d.Injected[FailedTask]++
	}
	return failed
}

// String lists the number of faults by kind.
func (d *Dice) String() string {
	var all []string
	for kind, times := range d.Injected {
		all = append(all, fmt.Sprintf("%s: %d", kind, times))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
