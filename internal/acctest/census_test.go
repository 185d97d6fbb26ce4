package acctest

import (
	"slices"
	"testing"

	"terraform-provider-katapult/internal/simulator"
)

func TestWhateverTerraformLeavesBehindIsFound(t *testing.T) {
	t.Parallel()
	acme, network := map[string]any{"sub_domain": "acme"}, func(w *World) {
		w.DoAsTerraform("/organizations/organization/virtual_networks", map[string]any{
			"organization": map[string]any{"sub_domain": "acme"}, "data_center": map[string]any{"permalink": "uk-lon-01"},
			"properties": map[string]any{"name": "leak"},
		})
	}
	assign := func(w *World, disk, machine string) {
		w.DoAsTerraform("/disks/disk/assign", map[string]any{
			"disk": map[string]any{"id": disk}, "virtual_machine": map[string]any{"id": machine},
		})
	}
	for name, test := range map[string]struct {
		leak  func(w *World, disk, machine string)
		kinds []string
	}{
		"nothing":     {func(*World, string, string) {}, nil},
		"of the test": {func(w *World, _, _ string) { w.AddGroup("own"); w.AddDisk("own") }, nil},
		"a network":   {func(w *World, _, _ string) { network(w) }, []string{"virtual_network"}},
		"an address": {func(w *World, _, _ string) {
			w.DoAsTerraform("/organizations/organization/ip_addresses", map[string]any{
				"organization": acme, "network": map[string]any{"permalink": "uk-lon-01-public"}, "version": "ipv4",
			})
		}, []string{"ip_address"}},
		"an assignment":                          {assign, []string{"disk"}},
		"an assignment that may stay":            {func(w *World, disk, machine string) { w.Stays(machine + "/" + disk); assign(w, disk, machine) }, nil},
		"an assignment of a disk made meanwhile": {func(w *World, _, machine string) { assign(w, w.AddDisk("own"), machine) }, []string{"disk"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t)
			disk, machine := w.AddDisk("data"), w.AddVirtualMachine(simulator.VM{Name: "web"})
			network(w) // was there before
			before := w.census()
			test.leak(w, disk, machine)
			var kinds []string
			for _, item := range w.left(before) {
				kinds = append(kinds, item.Kind)
			}
			if !slices.Equal(kinds, test.kinds) {
				t.Errorf("%v, not %v", kinds, test.kinds)
			}
		})
	}
}
