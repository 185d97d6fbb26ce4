package acctest

import "fmt"

// Stays says that something is meant to be there after Run, although it was not
// before: by its ID, or those of machine and disk joined by a slash.
func (w *World) Stays(id string) { w.stays.Store(id, true) }

// census is every object that Terraform can have made, with its kind.
func (w *World) census() map[string]string {
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
