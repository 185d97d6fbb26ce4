package ipallocation_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/simulator"
)

// soonEnough limits how long a response waits for another request.
const soonEnough = 20 * time.Second

// holdMachine delays the reads of a machine, with which all work on it begins, until an
// address has been read: by the create that needs it.
func (w world) holdMachine(machine string) {
	var once sync.Once
	asked := make(chan struct{})
	w.Observe(func(e simulator.Exchange) {
		switch {
		case e.Operation == reads && e.Query.Get("ip_address[id]") == w.ip:
			once.Do(func() { close(asked) })
		case e.Operation == "GET /virtual_machines/virtual_machine" && e.Query.Get("virtual_machine[id]") == machine:
			select {
			case <-asked:
			case <-time.After(soonEnough):
			}
		}
	})
}

const moved = "variable \"moved\" {\n  default = false\n}\n"

// Terraform creates one and destroys the other in any order. Here the create comes first:
// what depends on the other one has to be destroyed before it.
func TestAddressMovesBetweenTwoResourcesInOneApply(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]bool{"the create comes first": true, "in any order": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			third, _ := w.addMachine("third")
			before := "count = var.moved ? 0 : 1"
			shell := w.Shell(moved + named("old", before, fmt.Sprintf("ip_address_id = %q", w.ip), toMachine(w.machine)) +
				named("dependent", before, fmt.Sprintf("ip_address_id = %q", w.lease(london, "ipv4")), toMachine(third), "depends_on = [katapult_ip_allocation.old]") +
				named("new", "count = var.moved ? 1 : 0", fmt.Sprintf("ip_address_id = %q", w.ip), toInterface(w.otherNIC)))
			shell.WaitForReleases()
			run(t, shell, "apply", "-auto-approve")
			output, err := shell.Between(func() {
				if held {
					w.holdMachine(third)
				}
			}, "-var=moved=true")
			if err != nil || w.owner() != w.other {
				t.Errorf("%v has the address: %v\n%s", w.owner(), err, output)
			}
			if strings.Contains(output, "Warning") {
				t.Errorf("%s", output)
			}
			run(t, shell, "plan", "-detailed-exitcode", "-var=moved=true")
			run(t, shell, "destroy", "-auto-approve", "-var=moved=true")
		})
	}
}

func TestTwoSwapTheirAddressesInOneApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.lease(london, "ipv4")
	shell := w.Shell(moved + fmt.Sprintf("locals {\n  ids = [%q, %q]\n  machines = [%q, %q]\n}\n", w.ip, second, w.machine, w.other) +
		named("both", "count = 2", "ip_address_id = local.ids[count.index]", "virtual_machine_id = local.machines[var.moved ? 1 - count.index : count.index]") +
		named("crossed", "count = 0", "ip_address_id = local.ids[1 - count.index]", "virtual_machine_id = local.machines[count.index]"))
	shell.WaitForReleases()
	run(t, shell, "apply", "-auto-approve")
	run(t, shell, "apply", "-auto-approve", "-var=moved=true")
	if w.owner() != w.other {
		t.Errorf("%v has the address", w.owner())
	}
	// Now each resource gets the other's address.
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "local.ids[count.index]", "local.ids[1 - count.index]", 1))
	run(t, shell, "apply", "-auto-approve", "-var=moved=true")
	run(t, shell, "plan", "-detailed-exitcode", "-var=moved=true")
	if w.owner() != w.machine {
		t.Errorf("%v has the address", w.owner())
	}
	run(t, shell, "destroy", "-auto-approve")
}

// The same allocation is created under one address and destroyed under another one, in any
// order.
func TestAddressStaysWhenTheResourceIsRenamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web(toMachine(w.machine)))
	run(t, shell, "apply", "-auto-approve")
	for _, name := range []string{"www", "web", "www", "web"} {
		shell.Configure(w.ProviderBlock() + strings.Replace(w.web(toMachine(w.machine)), `"web"`, `"`+name+`"`, 1))
		run(t, shell, "apply", "-auto-approve")
		if w.owner() != w.machine {
			t.Errorf("%v has the address", w.owner())
		}
		run(t, shell, "plan", "-detailed-exitcode")
	}
	run(t, shell, "destroy", "-auto-approve")
}

func TestSecondAllocationOfOneAddressIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	again := strings.Replace(w.web(toMachine(w.other)), `"web"`, `"again"`, 1)
	output, err := w.Shell(w.web(toMachine(w.machine))+again).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !strings.Contains(output, "Error: Cannot create katapult_ip_allocation") || strings.Count(output, "Error:") != 1 {
		t.Errorf("%v\n%s", err, output)
	}
	if n := w.Count(allocates); n != 1 {
		t.Errorf("allocated %d times", n)
	}
}

// The interface has announced its release when it reads itself. It goes on when the
// allocation has seen that the address is taken.
func TestAddressMovesFromAnInterfaceInOneApply(t *testing.T) {
	t.Parallel()
	w := world{World: acctest.New(t, ipallocation.Object, virtualmachinenetworkinterface.Object)}
	w.ip = w.lease(london, "ipv4")
	w.machine, _ = w.addMachine("web")
	w.other, _ = w.addMachine("other")
	shell := w.Shell(moved + fmt.Sprintf("resource \"katapult_virtual_machine_network_interface\" \"n\" {\n  virtual_machine_id = %q\n  network_id = %q\n"+
		"  network_speed_profile = \"1gbps\"\n  ip_address_ids = var.moved ? [] : [%q]\n}\n", w.machine, london, w.ip) +
		w.web("count = var.moved ? 1 : 0", toMachine(w.other)))
	shell.WaitForReleases()
	run(t, shell, "apply", "-auto-approve")
	output, err := shell.Between(func() {
		var once sync.Once
		seen := make(chan struct{})
		w.Observe(func(e simulator.Exchange) {
			switch e.Operation {
			case "GET /virtual_machine_network_interfaces/virtual_machine_network_interface":
				select {
				case <-seen:
				case <-time.After(soonEnough):
					t.Error("the allocation did not look at the address")
				}
			case reads:
				once.Do(func() { close(seen) })
			}
		})
	}, "-var=moved=true")
	if err != nil || w.owner() != w.other {
		t.Errorf("%v has the address: %v\n%s", w.owner(), err, output)
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=moved=true")
	run(t, shell, "destroy", "-auto-approve", "-var=moved=true")
}
