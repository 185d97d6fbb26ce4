package acctest

import (
	"fmt"
	"strings"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Stays says that something is meant to be there after Run, although it was not
// before: by its ID, or those of machine and disk joined by a slash.
func (w *World) Stays(id string) { w.stays.Store(id, true) }

// census is everything that the provider can have made, with its kind: objects
// that it has created, and disk assignments, which are no objects of their own.
func (w *World) census() map[string]string {
	all := map[string]string{}
	for _, leftover := range w.Leftovers() {
		if ByProvider(leftover) {
			all[leftover.ID] = leftover.Kind
		}
	}
	for _, disk := range w.Objects("disk") {
		assignment, _ := disk["virtual_machine_disk"].(map[string]any)
		machine, assigned := assignment["virtual_machine"].(map[string]any)
		if assigned && assignment["boot"] != true {
			all[fmt.Sprint(machine["id"], "/", disk["id"])] = "disk assignment"
		}
	}
	return all
}

// ByProvider reports whether the provider has created an object, not a test.
func ByProvider(l simulator.Leftover) bool {
	return strings.Contains(l.Client, "terraform-provider-katapult/")
}

// compare fails the test for what has come about since a census, unless it is
// meant to stay.
func (w *World) compare(before map[string]string) {
	w.t.Helper()
	for id, kind := range w.census() {
		if _, stays := w.stays.Load(id); before[id] == "" && !stays {
			w.t.Errorf("%s %s is left behind", kind, id)
		}
	}
}
