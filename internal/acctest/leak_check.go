package acctest

import "fmt"

// AllowLeak says that something is meant to be there after Run, although it was not
// before: by its ID, or those of machine and disk joined by a slash.
func (w *World) AllowLeak(id string) { w.allowed.Store(id, true) }

// existing are all objects that Terraform can have made, by kind.
func (w *World) existing() map[string]string {
	all := map[string]string{}
	for _, kind := range []string{"virtual_machine_group", "virtual_machine_network_interface"} {
		for _, object := range w.Objects(kind) {
			id, _ := object["id"].(string)
			all[id] = kind
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

// leakCheck fails the test for every object that is left behind, unless it may be.
func (w *World) leakCheck(before map[string]string) {
	w.t.Helper()
	for id, kind := range w.existing() {
		if _, allowed := w.allowed.Load(id); before[id] == "" && !allowed {
			w.t.Errorf("%s %s is left behind", kind, id)
		}
	}
}
