package acctest

import (
	"strings"

	"terraform-provider-katapult/internal/simulator"
)

// providerAgent is a part of the provider's User-Agent.
const providerAgent = "terraform-provider-katapult/"

// Stays says that something is meant to be there after Run, although it was not
// before: by its ID, or those of machine and disk joined by a slash.
func (w *World) Stays(id string) { w.stays.Store(id, true) }

// census is everything that Terraform can have made, whatever its kind: the IDs
// of objects and references. Objects that a test made are not among them.
func (w *World) census() map[string]simulator.Item {
	all := map[string]simulator.Item{}
	for _, item := range w.Inventory() {
		if item.Reference || Terraform(item) {
			all[item.ID] = item
		}
	}
	return all
}

// Terraform reports whether an object was made by a request of the provider.
func Terraform(item simulator.Item) bool {
	return strings.Contains(item.Agent, providerAgent)
}

// compare fails the test for what has come about since a census, unless it is
// meant to stay.
func (w *World) compare(before map[string]simulator.Item) {
	w.t.Helper()
	for _, item := range w.left(before) {
		w.t.Errorf("%s %s is left behind", item.Kind, item.ID)
	}
}

// left is what has come about since a census and is not meant to stay.
func (w *World) left(before map[string]simulator.Item) []simulator.Item {
	var left []simulator.Item
	for id, item := range w.census() {
		_, stays := w.stays.Load(id)
		if _, there := before[id]; !there && !stays {
			left = append(left, item)
		}
	}
	return left
}
