package ipallocation_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

func TestRefusedAllocationIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config func(w world) string
		fault  simulator.Fault
		says   []string
	}{
		"no such address": {
			func(w world) string { w.ip = "ip_none"; return w.web(toMachine(w.machine)) },
			simulator.Fault{},
			[]string{`ip_address_id = "ip_none"`, `404 ip_address_not_found`},
		},
		"no such machine": {
			func(w world) string { return w.web(toMachine("vm_none")) },
			simulator.Fault{},
			[]string{`virtual_machine_id = "vm_none"`, `404 virtual_machine_not_found`},
		},
		"no such interface": {
			func(w world) string { return w.web(toInterface("vmnet_none")) },
			simulator.Fault{},
			[]string{`network_interface_id = "vmnet_none"`, `404 virtual_machine_network_interface_not_found`, `Check the ID`},
		},
		"an address of another network": {
			func(w world) string {
				w.ip = w.lease("netw_gnlxBcgtF7xyMslK", "ipv4")
				return w.web(toInterface(w.nic))
			},
			simulator.Fault{},
			[]string{`ip_address_id = "ip_`, `422 invalid_ip`},
		},
		"a machine without a fitting interface": {
			func(w world) string { w.Remove(w.nic); return w.web(toMachine(w.machine)) },
			simulator.Fault{},
			[]string{`virtual_machine_id = "vm_`, `422 no_interface_available`, `needs a network interface on the network of the address`},
		},
		"an interface of another machine": {
			func(w world) string { return w.web(toInterface(w.nic), toMachine(w.other)) },
			simulator.Fault{},
			[]string{`network_interface_id = "vmnet_`, `belongs to virtual machine vm_\w+, and virtual_machine_id is another one`},
		},
		"a virtual network": {func(w world) string {
			nic := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
				"virtual_machine": map[string]any{"id": w.machine}, "virtual_network": map[string]any{"id": w.AddVirtualNetwork("backend", "uk-lon-01")},
				"speed_profile": map[string]any{"permalink": "1gbps"},
			})[nicKind].(map[string]any)["id"].(string)
			return w.web(toInterface(nic))
		}, simulator.Fault{}, []string{`network_interface_id = "vmnet_`, `"backend on web" \(vmnet_\w+\) is on a virtual network, which takes no IP addresses`}},
		"the token": {
			func(w world) string { return w.web(toMachine(w.machine)) },
			simulator.Fault{Operation: allocates, Status: 403, Code: "scope_not_granted"},
			[]string{`with katapult_ip_allocation\.web`, `403 scope_not_granted`, `Add the scopes`},
		},
		"a machine that goes to the trash": {
			func(w world) string { return w.web(toMachine(w.machine)) },
			simulator.Fault{Operation: allocates, Status: 406, Code: "object_in_trash"},
			[]string{`virtual_machine_id = "vm_`, `406 object_in_trash`, `Restore it`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			config := test.config(w)
			if test.fault.Operation != "" {
				w.Inject(test.fault)
			}
			shell := w.Shell(config)
			output, err := shell.Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(append([]string{`Cannot create katapult_ip_allocation`}, test.says...)...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if output := run(t, shell, "plan"); !strings.Contains(output, "1 to add, 0 to change, 0 to destroy") {
				t.Errorf("it is in the state: %s", output)
			}
		})
	}
}

func TestTakenAddressIsRefusedBeforeAnythingIsChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config func(w world) string
		owner  func(w world) string
	}{
		"by another machine":                       {func(w world) string { return w.web(toMachine(w.machine)) }, func(w world) string { return w.otherNIC }},
		"by another machine, for an interface":     {func(w world) string { return w.web(toInterface(w.nic)) }, func(w world) string { return w.otherNIC }},
		"by another interface of the same machine": {func(w world) string { return w.web(toInterface(w.nic)) }, func(w world) string { return w.addInterface(w.machine) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			owner := test.owner(w)
			w.give(w.ip, owner)
			output, err := w.Shell(test.config(w)).Run("apply", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`Cannot create katapult_ip_allocation`, `ip_address_id = "`, `IP address ip_\w+ is taken: 198.18.0.2 belongs to VirtualMachine vm_\w+, to its network interface`,
				`\(`+owner+`\)`, `no other operation of this run released it within [\d.]+m?s`, `Nothing was changed`, `create_before_destroy`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if n := w.Count(allocates) + w.Count(allocatesTo) + w.Count(unallocates); n > 0 {
				t.Errorf("%d attempts to change something", n)
			}
		})
	}
}

func TestExistingAllocationIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]func(w world) string{
		"of a machine":    func(w world) string { return w.web(toMachine(w.machine)) },
		"of an interface": func(w world) string { return w.web(toInterface(w.nic)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.give(w.ip, w.nic)
			shell := w.Shell(config(w))
			output := run(t, shell, "apply", "-auto-approve")
			if !acctest.Matches(`Warning: Existing IP allocation taken over`, `198.18.0.2 \(ip_\w+\) was already allocated to`, `\(`+w.nic+`\)`).MatchString(output) {
				t.Error(output)
			}
			if n := w.Count(allocates) + w.Count(allocatesTo); n > 0 {
				t.Errorf("allocated %d times", n)
			}
			run(t, shell, "plan", "-detailed-exitcode")
		})
	}
}

func TestLostAnswersDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for operation, config := range map[string]func(w world) string{
			allocates:   func(w world) string { return w.web(toMachine(w.machine)) },
			allocatesTo: func(w world) string { return w.web(toInterface(w.nic)) },
			unallocates: func(w world) string { return w.web(toMachine(w.machine)) },
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.Inject(fault.On(operation))
				shell := w.Shell(config(w))
				run(t, shell, "apply", "-auto-approve")
				run(t, shell, "plan", "-detailed-exitcode")
				if w.owner() != w.machine {
					t.Errorf("%v has the address", w.owner())
				}
				run(t, shell, "destroy", "-auto-approve")
				if w.owner() != nil {
					t.Errorf("%v still has the address", w.owner())
				}
			})
		}
	}
}

// Nothing tells whether the address was allocated, so the state has it as tainted.
func TestAllocationOfWhichNothingIsKnownIsInTheState(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]func(w world) string{
		allocates:   func(w world) string { return w.web(toMachine(w.machine)) },
		allocatesTo: func(w world) string { return w.web(toInterface(w.nic)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Inject(simulator.Fault{Operation: name, DropAfter: true})
			w.Inject(simulator.Fault{Operation: name, Times: 4, Status: http.StatusBadGateway, Body: "<html>", ContentType: "text/html"})
			shell := w.Shell(config(w))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err == nil || !acctest.Matches(`Cannot create katapult_ip_allocation`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if output := run(t, shell, "apply", "-auto-approve", "-refresh=false"); !strings.Contains(output, "1 added, 0 changed, 1 destroyed") || strings.Contains(output, "taken over") {
				t.Error(output)
			}
			run(t, shell, "destroy", "-auto-approve")
			if w.owner() != nil {
				t.Errorf("%v still has the address", w.owner())
			}
		})
	}
}

func TestAllocationWhoseInterfaceCannotBeReadIsTainted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := w.web(toMachine(w.machine))
	w.Inject(simulator.Fault{Operation: lists, Status: 403, Code: "scope_not_granted"})
	w.Run(
		resource.TestStep{Config: config, ExpectError: acctest.Matches(`Cannot create katapult_ip_allocation`, `403 scope_not_granted`)},
		resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
	)
}

// There is no refresh before the destroy, so the destroy itself must notice.
func TestDestroyOfWhatIsGone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(w world)
		owner   func(w world) any
	}{
		"free already":            {func(w world) { w.give(w.ip, "") }, nil},
		"the address is gone":     {func(w world) { w.Remove(w.ip) }, nil},
		"the machine is gone":     {func(w world) { w.Remove(w.machine) }, nil},
		"the machine is stopped":  {func(w world) { w.Change(w.machine, map[string]any{"state": "stopped"}) }, nil},
		"the machine is in trash": {func(w world) { w.Trash(w.machine) }, nil},
		"another machine has it":  {func(w world) { w.give(w.ip, w.otherNIC) }, func(w world) any { return w.other }},
		"free while it is released": {func(w world) {
			w.Inject(simulator.Fault{Operation: unallocates, Status: 422, Code: "no_allocation", AfterEffect: true})
		}, nil},
		"gone while it is released": {func(w world) {
			w.Inject(simulator.Fault{Operation: unallocates, Status: 404, Code: "ip_address_not_found", AfterEffect: true})
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			shell := w.Shell(w.web(toMachine(w.machine)))
			run(t, shell, "apply", "-auto-approve")
			test.happens(w)
			run(t, shell, "destroy", "-refresh=false", "-auto-approve")
			var want any
			if test.owner != nil {
				want = test.owner(w)
			}
			if w.owner() != want {
				t.Errorf("%v has the address", w.owner())
			}
		})
	}
}

func TestRefusedReleaseKeepsTheAllocation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := w.web(toMachine(w.machine))
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: unallocates, Status: 409, Code: "resource_does_not_support_unallocation"})
			},
			Config: config, Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_ip_allocation`, `Deleting "198.18.0.2" \(ip_\w+\) failed`, `409 resource_does_not_support_unallocation`),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestMachineInTransitionIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Change(w.machine, map[string]any{"state": "stopping"})
	settled := false
	w.Observe(func(e simulator.Exchange) {
		switch {
		case e.Operation == "GET /virtual_machines/virtual_machine" && !settled:
			settled = true
			w.Change(w.machine, map[string]any{"state": "stopped"})
		case e.Operation == allocates && !settled:
			t.Error("the machine was in a transition")
		}
	})
	run(t, w.Shell(w.web(toMachine(w.machine))), "apply", "-auto-approve")
	if n := w.Count("GET /virtual_machines/virtual_machine"); n < 2 {
		t.Errorf("the machine was looked at %d times", n)
	}
	if w.owner() != w.machine {
		t.Error(fmt.Sprint(w.owner()) + " has the address")
	}
}
