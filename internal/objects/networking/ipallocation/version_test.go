package ipallocation_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/simulator"
)

const (
	leases   = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_new_ip"
	releases = "DELETE /ip_addresses/ip_address"
	v4       = "version = 4"
	v6       = "version = 6"
)

func newAddress(arguments ...string) string { return named("web", arguments...) }

// leased returns the address that was leased beside w.ip, or nothing.
func (w world) leased(t *testing.T) map[string]any {
	t.Helper()
	var leased map[string]any
	for _, a := range w.Objects("ip_address") {
		switch {
		case a["id"] == w.ip:
		case leased != nil:
			t.Fatalf("two addresses were leased: %v and %v", leased, a)
		default:
			leased = a
		}
	}
	return leased
}

// applied has applied a configuration, and returns the new address.
func (w world) applied(t *testing.T, config string) (shell *acctest.Shell, addressID string) {
	t.Helper()
	shell = w.Shell(config)
	run(t, shell, "apply", "-auto-approve")
	addressID, _ = w.leased(t)["id"].(string)
	return shell, addressID
}

func TestNewAddressIsLeasedAndReleasedWithTheResource(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.addInterface(w.machine)
	replaces := acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)
	w.Run(
		resource.TestStep{
			Config: newAddress(v4, toInterface(w.nic)),
			ConfigStateChecks: append(w.isOn(w.machine, w.nic),
				acctest.Has(address, "address", knownvalue.StringExact("198.18.0.3")), acctest.Has(address, "version", knownvalue.Int64Exact(4))),
			Check: func(*terraform.State) error {
				if a := w.leased(t); a["allocation_id"] != w.machine {
					return fmt.Errorf("%v was leased", a)
				}
				return nil
			},
		},
		resource.TestStep{Config: newAddress(v4, toInterface(w.nic), toMachine(w.machine)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{Config: newAddress(v6, toInterface(w.nic)), ConfigPlanChecks: replaces, ConfigStateChecks: w.isOn(w.machine, w.nic)},
		resource.TestStep{Config: newAddress(v6, toInterface(second)), ConfigPlanChecks: replaces, ConfigStateChecks: w.isOn(w.machine, second)},
		resource.TestStep{Config: newAddress(v6, toInterface(w.otherNIC)), ConfigPlanChecks: replaces, ConfigStateChecks: w.isOn(w.other, w.otherNIC)},
		resource.TestStep{Config: w.web(toMachine(w.machine)), ConfigPlanChecks: replaces, ConfigStateChecks: w.is(w.machine, w.nic)},
	)
	if a := w.leased(t); a != nil {
		t.Errorf("%v is left", a)
	}
}

func TestOneRequestLeasesAndAllocates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ResetRequests()
	shell, _ := w.applied(t, newAddress(v4, toInterface(w.nic)))
	made := made(w.World)
	if made[leases] != 1 || made["GET /virtual_machine_network_interfaces/virtual_machine_network_interface"] != 2 ||
		made["GET /virtual_machines/virtual_machine"] != 1 || made[reads]+made[lists] > 0 {
		t.Errorf("it took %v", made)
	}
	run(t, shell, "destroy", "-auto-approve")
}

func TestAddressesThatCannotWorkAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	const nic = `network_interface_id = "vmnet_x"`
	for arguments, says := range map[string]string{
		nic: `No IP address`,
		nic + "\nip_address_id = \"ip_x\"\n" + v4: `version = 4(.|\s)*Leave one of them out`,
		"virtual_machine_id = \"vm_x\"\n" + v4:    `version = 4(.|\s)*set network_interface_id`,
		nic + "\nversion = 5":                     `version = 5(.|\s)*must be one of`,
		nic + "\nip_address_id = \" \"":           `must not be blank`,
		v4:                                        `At least one of these attributes must be configured`,
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ipallocation.Object)
			w.Run(resource.TestStep{Config: named("web", arguments), PlanOnly: true, ExpectError: acctest.Matches(says)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestRefusedLeaseIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config func(w world) string
		fault  simulator.Fault
		says   []string
	}{
		"no address is free": {
			func(w world) string { return newAddress(v4, toInterface(w.nic)) },
			simulator.Fault{Operation: leases, Status: http.StatusServiceUnavailable, Code: "no_available_addresses"},
			[]string{`version = 4`, `503 no_available_addresses`, `no free address of this version`},
		},
		"no such interface": {
			func(world) string { return newAddress(v4, toInterface("vmnet_none")) },
			simulator.Fault{},
			[]string{`network_interface_id = "vmnet_none"`, `404 virtual_machine_network_interface_not_found`},
		},
		"an interface that was deleted meanwhile": {
			func(w world) string { return newAddress(v4, toInterface(w.nic)) },
			simulator.Fault{Operation: leases, Status: http.StatusNotFound, Code: nicKind + "_not_found"},
			[]string{`network_interface_id = "vmnet_`, `404 virtual_machine_network_interface_not_found`},
		},
		"an interface of another machine": {
			func(w world) string { return newAddress(v4, toInterface(w.nic), toMachine(w.other)) },
			simulator.Fault{},
			[]string{`network_interface_id = "vmnet_`, `virtual_machine_id is another one`},
		},
		"the token": {
			func(w world) string { return newAddress(v4, toInterface(w.nic)) },
			simulator.Fault{Operation: leases, Status: http.StatusForbidden, Code: "scope_not_granted"},
			[]string{`403 scope_not_granted`},
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
			if output := run(t, shell, "plan"); w.leased(t) != nil || !strings.Contains(output, "1 to add, 0 to change, 0 to destroy") {
				t.Errorf("%v is leased, or in the state: %s", w.leased(t), output)
			}
		})
	}
}

// The interface has another address before, which is not mistaken for the new one.
func TestLostAnswersLeaseAndReleaseOneAddress(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for _, operation := range []string{leases, unallocates, releases} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.give(w.ip, w.nic)
				w.Inject(fault.On(operation))
				shell, addressID := w.applied(t, newAddress(v4, toInterface(w.nic)))
				if output := run(t, shell, "plan", "-detailed-exitcode"); addressID == "" {
					t.Errorf("no address: %s", output)
				}
				run(t, shell, "destroy", "-auto-approve")
				if a := w.leased(t); a != nil || w.owner() != w.machine {
					t.Errorf("%v is left, and %v has the other address", a, w.owner())
				}
			})
		}
	}
}

func TestLostAnswersOfSeveralLeasesOfOneInterface(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Inject(simulator.Fault{Operation: leases, DropAfter: true, Times: 2})
	shell := w.Shell(named("web", "count = 4", v4, toInterface(w.nic)))
	run(t, shell, "apply", "-auto-approve")
	if n := len(w.Objects("ip_address")); n != 5 {
		t.Errorf("%d addresses instead of 5", n)
	}
	run(t, shell, "plan", "-detailed-exitcode")
	run(t, shell, "destroy", "-auto-approve")
	if a := w.leased(t); a != nil {
		t.Errorf("%v is left", a)
	}
}

// Two addresses have appeared, and either may be the one that was asked for.
func TestLeaseThatCannotBeToldFromAnotherIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Inject(simulator.Fault{Operation: leases, DropAfter: true})
	looks := 0
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == "GET /virtual_machine_network_interfaces/virtual_machine_network_interface" {
			if looks++; looks == 2 { // right before the request
				w.give(w.ip, w.nic)
			}
		}
	})
	shell := w.Shell(newAddress(v4, toInterface(w.nic)))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_ip_allocation`, `the IP address may have been created`, `2 identical objects have appeared since`,
		w.ip, `import \{`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if n := w.Count(leases); n != 1 {
		t.Errorf("%d addresses were asked for", n)
	}
}

func TestHalfDestroyedAllocation(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]func(t *testing.T, w world, shell *acctest.Shell, addressID string){
		"is destroyed by the next destroy": func(t *testing.T, w world, shell *acctest.Shell, _ string) {
			t.Helper()
			run(t, shell, "destroy", "-auto-approve")
			if n := w.Count(unallocates); n != 1 {
				t.Errorf("unallocated %d times", n)
			}
		},
		"is destroyed without a refresh": func(t *testing.T, _ world, shell *acctest.Shell, _ string) {
			t.Helper()
			run(t, shell, "destroy", "-auto-approve", "-refresh=false")
		},
		"is allocated again by the next apply": func(t *testing.T, w world, shell *acctest.Shell, addressID string) {
			t.Helper()
			if output := run(t, shell, "apply", "-auto-approve"); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") {
				t.Error(output)
			}
			if a := w.leased(t); a["id"] != addressID || a["allocation_id"] != w.machine {
				t.Errorf("%v is leased", a)
			}
			run(t, shell, "plan", "-detailed-exitcode")
			run(t, shell, "destroy", "-auto-approve")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			shell, addressID := w.applied(t, newAddress(v4, toInterface(w.nic)))
			w.Inject(simulator.Fault{Operation: releases, Status: http.StatusForbidden, Code: "scope_not_granted"})
			output, err := shell.Run("destroy", "-auto-approve", "-no-color")
			if err == nil || !acctest.Matches(`Cannot delete katapult_ip_allocation`, `198.18.0.3`, `403 scope_not_granted`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if a := w.leased(t); a == nil || a["allocation_id"] != nil {
				t.Errorf("%v is leased", a)
			}
			after(t, w, shell, addressID)
			if a := w.leased(t); a != nil {
				t.Errorf("%v is left", a)
			}
		})
	}
}

func TestDriftOfAnOwnedAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(w world, addressID string)
		plans   string
		warns   string
	}{
		"taken from the interface":            {func(w world, id string) { w.give(id, "") }, "0 added, 1 changed, 0 destroyed", ""},
		"released":                            {func(w world, id string) { w.Remove(id) }, "1 added, 0 changed, 0 destroyed", ""},
		"on another interface of the machine": {func(w world, id string) { w.give(id, w.addInterface(w.machine)) }, "1 added, 0 changed, 1 destroyed", ""},
		"on another machine": {
			func(w world, id string) { w.give(id, w.otherNIC) }, "1 added, 0 changed, 0 destroyed",
			`IP address left to what has it(.|\s)*198.18.0.3 \(ip_\w+\) belonged to this resource`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			shell, addressID := w.applied(t, newAddress(v4, toInterface(w.nic)))
			test.happens(w, addressID)
			output := run(t, shell, "apply", "-auto-approve")
			if !strings.Contains(output, test.plans) || !acctest.Matches(test.warns).MatchString(output) {
				t.Error(output)
			}
			run(t, shell, "plan", "-detailed-exitcode")
			run(t, shell, "destroy", "-auto-approve")
			if a := w.leased(t); (a == nil) != (test.warns == "") || a != nil && a["allocation_id"] != w.other {
				t.Errorf("%v is left", a)
			}
		})
	}
}

// The machine was rebuilt elsewhere, so the address comes to another interface in place.
func TestFreeAddressIsAllocatedToWhatIsConfiguredByThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := "variable \"nic\" {}\n" + newAddress(v4, "network_interface_id = var.nic")
	shell := w.Shell(config)
	run(t, shell, "apply", "-auto-approve", "-var=nic="+w.nic)
	addressID := w.leased(t)["id"]
	w.give(fmt.Sprint(addressID), "")
	if output := run(t, shell, "apply", "-auto-approve", "-var=nic="+w.otherNIC); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") {
		t.Error(output)
	}
	if a := w.leased(t); a["id"] != addressID || a["allocation_id"] != w.other {
		t.Errorf("%v is leased", a)
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=nic="+w.otherNIC)
	run(t, shell, "destroy", "-auto-approve", "-var=nic="+w.otherNIC)
}

// There is no refresh before the destroy, so the destroy itself must notice.
func TestDestroyOfAnOwnedAddressThatHasChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(w world, addressID string)
		stays   bool
	}{
		"free":                    {func(w world, id string) { w.give(id, "") }, false},
		"released":                {func(w world, id string) { w.Remove(id) }, false},
		"the machine is gone":     {func(w world, _ string) { w.Remove(w.machine) }, false},
		"the machine is in trash": {func(w world, _ string) { w.Trash(w.machine) }, false},
		"another machine has it":  {func(w world, id string) { w.give(id, w.otherNIC) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			shell, addressID := w.applied(t, newAddress(v4, toInterface(w.nic)))
			test.happens(w, addressID)
			output := run(t, shell, "destroy", "-refresh=false", "-auto-approve")
			a := w.leased(t)
			if (a != nil) != test.stays || strings.Contains(output, "IP address left to what has it") != test.stays {
				t.Errorf("%v is left\n%s", a, output)
			}
			if test.stays && a["allocation_id"] != w.other {
				t.Errorf("%v has the address", a["allocation_id"])
			}
		})
	}
}

func TestImportedAllocationOwnsItsAddressOnceItHasAVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.give(w.ip, w.nic)
	shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, w.ip) + newAddress(v4, toInterface(w.nic)))
	output := run(t, shell, "apply", "-auto-approve")
	if !acctest.Matches(`Warning: IP address will be owned`, `owns IP address 198.18.0.2 \(`+w.ip+`\)`, `releases the address`, `1 imported, 0 added, 1 changed, 0 destroyed`).MatchString(output) {
		t.Error(output)
	}
	if output := run(t, shell, "plan", "-detailed-exitcode"); strings.Contains(output, "Warning") {
		t.Error(output)
	}
	if n := w.Count(leases) + w.Count(unallocates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
	run(t, shell, "destroy", "-auto-approve")
	if _, there := w.Object(w.ip); there {
		t.Error("the address was not released")
	}
}

// The address is not the resource's own, so it stays.
func TestImportedAllocationOfAnotherVersionIsReplaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.give(w.ip, w.nic)
	shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, w.ip) + newAddress(v6, toInterface(w.nic)))
	if output := run(t, shell, "apply", "-auto-approve"); !strings.Contains(output, "1 imported, 1 added, 0 changed, 1 destroyed") || strings.Contains(output, "Warning") {
		t.Error(output)
	}
	if _, there := w.Object(w.ip); !there || w.owner() != nil {
		t.Errorf("it is there: %t, and belongs to %v", there, w.owner())
	}
	run(t, shell, "destroy", "-auto-approve")
}

func TestOwnershipIsGivenUpByNamingTheAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell("variable \"ip\" {\n  default = null\n}\n" + newAddress("version = var.ip == null ? 4 : null", "ip_address_id = var.ip", toInterface(w.nic)))
	run(t, shell, "apply", "-auto-approve")
	addressID := fmt.Sprint(w.leased(t)["id"])
	if output := run(t, shell, "apply", "-auto-approve", "-var=ip="+addressID); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") {
		t.Error(output)
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=ip="+addressID)
	run(t, shell, "destroy", "-auto-approve", "-var=ip="+addressID)
	if a := w.leased(t); a["id"] != addressID || a["allocation_id"] != nil {
		t.Errorf("%v is leased", a)
	}
}

// The lease of the old resource has ended elsewhere, which it does not know. The new one
// gets the same address, which is not the old one's to release.
func TestAddressThatWasLeasedAnewIsNotReleased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	third, _ := w.addMachine("third")
	dependent := w.lease(london, "ipv4")
	shell := w.Shell(moved + named("old", "count = var.moved ? 0 : 1", v4, toInterface(w.nic)) +
		named("dependent", "count = var.moved ? 0 : 1", fmt.Sprintf("ip_address_id = %q", dependent), toMachine(third), "depends_on = [katapult_ip_allocation.old]") +
		named("new", "count = var.moved ? 1 : 0", v4, toInterface(w.nic)))
	run(t, shell, "apply", "-auto-approve")
	var addressID string
	for _, a := range w.Objects("ip_address") {
		if a["id"] != w.ip && a["id"] != dependent {
			addressID = fmt.Sprint(a["id"])
		}
	}
	w.Remove(addressID)
	var once sync.Once
	asked := make(chan struct{})
	w.Observe(func(e simulator.Exchange) {
		switch {
		case e.Operation == leases:
			once.Do(func() { close(asked) })
		case e.Operation == "GET /virtual_machines/virtual_machine" && e.Query.Get("virtual_machine[id]") == third:
			select {
			case <-asked:
			case <-time.After(soonEnough):
			}
		}
	})
	output := run(t, shell, "apply", "-auto-approve", "-refresh=false", "-var=moved=true")
	if a, there := w.Object(addressID); !there || a["allocation_id"] != w.machine {
		t.Errorf("%v\n%s", a, output)
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=moved=true")
	run(t, shell, "destroy", "-auto-approve", "-var=moved=true")
}

// The interface has an address before, whose lease the same run ends: the new lease is of
// that address, and the response is lost.
func TestLostLeaseOfAnAddressThatWasThereBeforeIsFound(t *testing.T) {
	t.Parallel()
	w := world{World: acctest.New(t, ipallocation.Object, ip.Object)}
	w.machine, w.nic = w.addMachine("web")
	shell := w.Shell(moved + fmt.Sprintf("resource \"katapult_ip\" \"old\" {\n  count = var.moved ? 0 : 1\n  network_id = %q\n}\n", london) +
		named("web", "count = var.moved ? 1 : 0", v4, toInterface(w.nic)))
	run(t, shell, "apply", "-auto-approve")
	w.ip = w.Only("ip_address")
	w.give(w.ip, w.nic)
	var looks int
	released := make(chan struct{})
	w.Observe(func(e simulator.Exchange) {
		switch e.Operation {
		case "GET /virtual_machine_network_interfaces/virtual_machine_network_interface":
			if looks++; looks == 2 { // right before the request
				select {
				case <-released:
				case <-time.After(soonEnough):
					t.Error("the old lease did not end")
				}
			}
		case releases:
			close(released)
		}
	})
	w.Inject(simulator.Fault{Operation: leases, DropAfter: true})
	run(t, shell, "apply", "-auto-approve", "-var=moved=true")
	if n := w.Count(leases); n != 1 || w.Only("ip_address") != w.ip || w.owner() != w.machine {
		t.Errorf("%d leases, %v has the address", n, w.owner())
	}
	run(t, shell, "plan", "-detailed-exitcode", "-var=moved=true")
}

func TestStateWithoutVersionPlansNothing(t *testing.T) {
	t.Parallel()
	for name, timeouts := range map[string]string{"without timeouts": `null`, "with timeouts": `{"create": "1m", "delete": null}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.give(w.ip, w.nic)
			config := w.web(toMachine(w.machine))
			if timeouts != "null" {
				config = w.web(toMachine(w.machine), "timeouts {\n  create = \"1m\"\n}")
			}
			shell := w.Shell(config)
			shell.WriteState(typeName, "web", fmt.Sprintf(`{"id": %[1]q, "ip_address_id": %[1]q, "virtual_machine_id": %[2]q, "network_interface_id": %[3]q,
				"address": "198.18.0.2", "allocation_type": "VirtualMachine", "allocation_id": %[2]q, "timeouts": %[4]s}`, w.ip, w.machine, w.nic, timeouts))
			run(t, shell, "plan", "-detailed-exitcode")
			run(t, shell, "plan", "-detailed-exitcode", "-refresh=false")
			run(t, shell, "destroy", "-auto-approve")
			if _, there := w.Object(w.ip); !there || w.owner() != nil {
				t.Errorf("the address is there: %t, and %v has it", there, w.owner())
			}
		})
	}
}
