package virtualmachinenetworkinterface_test

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const listsMachines = "GET /organizations/organization/virtual_machines"

// estate has two machines with interfaces of all sorts, and returns their IDs in order of
// the machines' names.
func estate(t *testing.T) (w world, all []string) {
	t.Helper()
	w = newWorld(t, "started")
	ids := []string{w.addInterface(), w.addInterface(), w.addInterface()}
	w.Change(ids[0], map[string]any{"state": "attached"})
	w.Change(w.addAddress(), map[string]any{kind: ref(ids[0])})
	other := world{w.World, w.AddVirtualMachine(katapult.VM{Name: "other", State: "stopped"})}
	private := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
		"virtual_machine": ref(other.machine), "virtual_network": ref(w.addVirtualNetwork()), "speed_profile": ref(tenGigabit),
	})[kind].(map[string]any)["id"].(string)
	return w, append([]string{private, other.addInterface()}, ids...)
}

func TestQueryListsTheInterfacesOfOneOrOfAllMachines(t *testing.T) {
	t.Parallel()
	w, all := estate(t)
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"of a machine":       {map[string]string{"virtual_machine_id": w.machine}, 0, all[2:]},
		"two of a machine":   {map[string]string{"virtual_machine_id": w.machine}, 2, all[2:4]},
		"of all machines":    {nil, 0, all},
		"three of all":       {nil, 3, all[:3]},
		"of another machine": {map[string]string{"virtual_machine_id": w.AddVirtualMachine(katapult.VM{Name: "without"})}, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List(typeName, test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if !strings.Contains(r.Name, " on ") || r.Resource["name"] != r.Name || r.Resource["mac_address"] == "" || r.Resource["virtual_machine_id"] == "" ||
					r.Resource["network_speed_profile"] == "" || r.Resource["id"] != r.Identity["id"] {
					t.Errorf("%+v", r)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestQueryForIdentitiesAloneAsksForNoInterfaceByItself(t *testing.T) {
	t.Parallel()
	w, all := estate(t)
	w.ResetRequests()
	if got := w.ListIdentities(typeName, nil); len(got) != len(all) {
		t.Errorf("got %v", got)
	}
	if w.Count(reads) > 0 || w.Count(lists) != 2 || w.Count(listsMachines) != 1 {
		t.Errorf("%d reads, %d lists of interfaces, %d of machines", w.Count(reads), w.Count(lists), w.Count(listsMachines))
	}
}

func TestMachineThatIsDeletedWhileListingIsLeftOut(t *testing.T) {
	t.Parallel()
	w, all := estate(t)
	w.Observe(func(e simulator.Exchange) {
		if _, exists := w.Object(w.machine); exists && e.Operation == listsMachines {
			w.Remove(w.machine)
		}
	})
	if got := w.ListIdentities(typeName, nil); len(got) != 2 || !slices.Contains(all[:2], got[0]) {
		t.Errorf("got %v", got)
	}
}

// An import follows the configuration that a query has written, so both must agree.
func TestListedInterfacesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w, _ := estate(t)
	w.ImportsListed(typeName, nil)
}
