package diskassignment_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/diskassignment"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName       = "katapult_disk_assignment"
	listsMachines  = "GET /organizations/organization/virtual_machines"
	listsOnMachine = "GET /virtual_machines/virtual_machine/disks"
)

// assigned is a world with two machines, of which one has two disks, and the other none
// besides the one that it boots from.
func assigned(t *testing.T) (w *acctest.World, machine, empty string, disks []string) {
	t.Helper()
	w = acctest.New(t, diskassignment.Object)
	machine, empty = w.AddVirtualMachine(simulator.VM{Name: "db"}), w.AddVirtualMachine(simulator.VM{Name: "web"})
	for _, name := range []string{"data", "logs"} {
		disk := w.AddDisk(name)
		w.Do("POST", "/disks/"+disk+"/assign", map[string]any{"virtual_machine": map[string]any{"id": machine}})
		disks = append(disks, disk)
	}
	w.ResetRequests()
	return w, machine, empty, disks
}

func TestQueryListsAssignmentsWithoutBootDisks(t *testing.T) {
	t.Parallel()
	w, machine, empty, disks := assigned(t)
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":                  {nil, 0, disks},
		"of a machine":         {map[string]string{"virtual_machine_id": machine}, 0, disks},
		"of a machine without": {map[string]string{"virtual_machine_id": empty}, 0, nil},
		"limited":              {nil, 1, disks[:1]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List(typeName, test.filter, test.limit) {
				got = append(got, r.Identity["disk_id"])
				if r.Identity["virtual_machine_id"] != machine || r.Resource["id"] != machine+"/"+r.Identity["disk_id"] || r.Resource["attachment_state"] != "detached" {
					t.Errorf("%+v", r)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestListedAssignmentsCanBeImported(t *testing.T) {
	t.Parallel()
	w, _, _, _ := assigned(t)
	w.Run(resource.TestStep{Config: w.ImportsListed(typeName, nil)})
}

func TestQueryAsksForEachMachineOnce(t *testing.T) {
	t.Parallel()
	w, _, _, _ := assigned(t)
	w.List(typeName, nil, 0)
	if w.Count(listsMachines) != 1 || w.Count(listsOnMachine) != 2 {
		t.Errorf("%v", w.Requests())
	}
}
