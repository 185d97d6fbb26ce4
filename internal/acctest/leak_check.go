package acctest

import (
	"fmt"
	"strings"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// AllowLeak lets an object that Run created remain after it. A disk assignment's ID is
// those of machine and disk, joined by a slash.
func (w *World) AllowLeak(id string) { w.allowed.Store(id, true) }

// existing returns the kind of everything the provider may have created, by ID. That
// includes disk assignments, which are not objects of their own.
func (w *World) existing() map[string]string {
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

// ByProvider reports whether the provider created an object, rather than a test.
func ByProvider(l simulator.Leftover) bool {
	return strings.Contains(l.Client, "terraform-provider-katapult/")
}

// leakCheck fails the test for every new object that remains without AllowLeak.
func (w *World) leakCheck(before map[string]string) {
	w.t.Helper()
	for id, kind := range w.existing() {
		if _, allowed := w.allowed.Load(id); before[id] == "" && !allowed {
			w.t.Errorf("%s %s is left behind", kind, id)
		}
	}
}
