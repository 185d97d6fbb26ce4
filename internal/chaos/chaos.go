// Package chaos lets Terraform run while everything around the provider fails,
// and then asks whether its state is the truth: nothing made twice, nothing
// forgotten, nothing imagined.
package chaos

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// What goes wrong, as reports name it.
const (
	Unavailable = "503"
	Limited     = "429"
	CutBefore   = "cut before"
	CutAfter    = "cut after"
	Truncated   = "truncated"
	LostByProxy = "502 after"
	FailedTask  = "failed task"
)

// faults are what a request meets, and with how many of a hundred it does.
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

// failingTasks are how many of a hundred tasks fail.
const failingTasks = 1

// Dice decide what goes wrong. What they show next depends on their seed alone;
// who meets it depends on the order in which requests arrive.
type Dice struct {
	random *rand.Rand
	// Thrown counts what went wrong, by kind.
	Thrown map[string]int
}

// NewDice makes dice from a seed.
func NewDice(seed uint64) *Dice {
	return &Dice{random: rand.New(rand.NewPCG(seed, seed)), Thrown: map[string]int{}}
}

// Trouble lets the dice decide about everything that a cloud does from now on.
func (d *Dice) Trouble(cloud *simulator.Simulator) {
	cloud.InjectFunc(d.fault)
	cloud.FailTasksFunc(d.fails)
}

// Peace lets nothing go wrong any more.
func Peace(cloud *simulator.Simulator) {
	cloud.InjectFunc(nil)
	cloud.FailTasksFunc(nil)
}

func (d *Dice) fault(string) *simulator.Fault {
	thrown := 100 * d.random.Float64()
	for _, f := range faults {
		if thrown -= f.percent; thrown < 0 {
			d.Thrown[f.kind]++
			return &f.fault
		}
	}
	return nil
}

func (d *Dice) fails(string) bool {
	failed := 100*d.random.Float64() < failingTasks
	if failed {
		d.Thrown[FailedTask]++
	}
	return failed
}

// String lists what went wrong.
func (d *Dice) String() string {
	var all []string
	for kind, times := range d.Thrown {
		all = append(all, fmt.Sprintf("%s: %d", kind, times))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
