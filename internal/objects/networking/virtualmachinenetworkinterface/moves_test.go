package virtualmachinenetworkinterface_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const readsAddress = "GET /ip_addresses/ip_address"

// soonEnough limits how long a response waits for another request.
const soonEnough = 20 * time.Second

// signal is given once. Delayed responses wait for it.
type signal struct {
	once  sync.Once
	given chan struct{}
}

func newSignal() *signal { return &signal{given: make(chan struct{})} }

func (s *signal) give() { s.once.Do(func() { close(s.given) }) }

func (s *signal) await() {
	select {
	case <-s.given:
	case <-time.After(soonEnough):
	}
}

// together delays the responses to an operation until n requests have arrived.
func (w world) together(n int32, operation string) {
	var arrived atomic.Int32
	all := newSignal()
	w.Observe(func(e simulator.Exchange) {
		if e.Operation != operation {
			return
		}
		if arrived.Add(1) == n {
			all.give()
		}
		all.await()
	})
}

// holdBack delays reads of an interface until a request of one of the operations has
// arrived.
func (w world) holdBack(nic string, until *signal, operations ...string) {
	w.Observe(func(e simulator.Exchange) {
		switch {
		case slices.Contains(operations, e.Operation):
			until.give()
		case e.Operation == reads && e.Query.Get(kind+"[id]") == nic:
			until.await()
		}
	})
}

// ownerOf returns the ID of the interface that has an address.
func (w world) ownerOf(addressID string) string {
	for _, nic := range w.Objects(kind) {
		id, _ := nic["id"].(string)
		if slices.Contains(w.addressesOf(id), addressID) {
			return id
		}
	}
	return ""
}

// networkInterface configures one of several interfaces; addresses is an
// expression.
func (w world) networkInterface(name, machine, addresses string, more ...string) string {
	config := world{w.World, machine}.on(append([]string{"ip_address_ids = " + addresses}, more...)...)
	return strings.Replace(config, `"web"`, fmt.Sprintf("%q", name), 1)
}

// Each interface first sees that its new address is taken.
func TestAddressesMoveBetweenInterfacesInOneApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		interfaces, machines int
	}{
		"swap on one machine":           {2, 1},
		"swap between two machines":     {2, 2},
		"ring of three on one machine":  {3, 1},
		"ring of three on two machines": {3, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			machines := []string{w.machine, w.AddVirtualMachine(simulator.VM{Name: "other"})}
			var addresses []string
			for range test.interfaces {
				addresses = append(addresses, w.addAddress())
			}
			config := fmt.Sprintf("variable \"shift\" {\n  default = 0\n}\nlocals {\n  all = [\"%s\"]\n}\n", strings.Join(addresses, `", "`))
			for i := range test.interfaces {
				config += w.networkInterface(fmt.Sprintf("nic%d", i), machines[i%test.machines], fmt.Sprintf("[local.all[(%d + var.shift) %% %d]]", i, test.interfaces))
			}
			shell := w.Shell(config)
			apply(t, shell)
			output, err := shell.Between(func() {
				w.together(int32(test.interfaces), readsAddress)
				if test.machines > 1 {
					w.holdBack(w.ownerOf(addresses[1]), newSignal(), allocates)
				}
			}, "-var=shift=1")
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", "-var=shift=1"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			for _, id := range addresses {
				if object, _ := w.Object(id); object["allocation_id"] == nil {
					t.Errorf("%s belongs to nothing", id)
				}
			}
		})
	}
}

func apply(t *testing.T, shell *acctest.Shell, arguments ...string) {
	t.Helper()
	if output, err := shell.Run(append([]string{"apply", "-auto-approve", "-no-color"}, arguments...)...); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

// The other interface reads the address while it is still taken.
func TestAddressOfADestroyedInterfaceMovesInOneApply(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]string{
		"to one that is made":    "count = var.moved ? 1 : 0",
		"to one that is changed": "count = 1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			ip := w.addAddress()
			shell := w.Shell("variable \"moved\" {\n  default = false\n}\n" +
				w.networkInterface("old", w.machine, fmt.Sprintf("[%q]", ip), "count = var.moved ? 0 : 1") +
				w.networkInterface("new", w.AddVirtualMachine(simulator.VM{Name: "other"}), fmt.Sprintf("var.moved ? [%q] : []", ip), other))
			apply(t, shell)
			if output, err := shell.Between(func() { w.holdBack(w.ownerOf(ip), newSignal(), readsAddress, allocates) }, "-var=moved=true"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if got := w.addressesOf(w.Only(kind)); len(got) != 1 || got[0] != ip {
				t.Errorf("it has %v", got)
			}
		})
	}
}

// The machine would otherwise be without an address until the next apply.
func TestAddressIsGivenBackIfTheOtherIsNotReleasedAfterAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	mine, theirs := w.addAddress(), w.addAddress()
	shell := w.Shell("variable \"moved\" {\n  default = false\n}\n" +
		w.networkInterface("web", w.machine, fmt.Sprintf("[var.moved ? %q : %q]", theirs, mine)) +
		w.networkInterface("old", w.AddVirtualMachine(simulator.VM{Name: "other"}), fmt.Sprintf("[%q]", theirs), "count = var.moved ? 0 : 1"))
	apply(t, shell)
	begun, released := newSignal(), newSignal()
	w.Observe(func(e simulator.Exchange) {
		switch e.Operation {
		case readsAddress:
			begun.await()
		case detaches: // of the one that is destroyed
			begun.give()
			released.await()
		case unallocates:
			released.give()
		}
	})
	w.Inject(simulator.Fault{Operation: unallocates, Skip: 1, Status: 403, Code: "scope_not_granted"})
	output, err := shell.Run("apply", "-var=moved=true", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot update `+typeName, `allocating IP address `+theirs, `belongs to VirtualMachine vm_\w+`).MatchString(output) ||
		!acctest.Matches(`Cannot delete `+typeName, `403 scope_not_granted`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	for _, id := range []string{mine, theirs} {
		if object, _ := w.Object(id); object["allocation_id"] == nil {
			t.Errorf("%s belongs to nothing", id)
		}
	}
	if n := w.Count(detaches) - w.Count(attaches); n != -2 {
		t.Errorf("attached %d times less often than detached, want 2 interfaces attached", n)
	}
	apply(t, shell, "-var=moved=true")
	if got := w.addressesOf(w.Only(kind)); len(got) != 1 || got[0] != theirs {
		t.Errorf("it has %v", got)
	}
}

// A new address comes before the old one goes.
func TestMachineIsNeverWithoutAnAddressWhileItChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	before, after := w.addAddress(), w.addAddress()
	shell := w.Shell("variable \"changed\" {\n  default = false\n}\n" +
		w.on(fmt.Sprintf("ip_address_ids = [var.changed ? %q : %q]", after, before)))
	apply(t, shell)
	w.Observe(func(e simulator.Exchange) {
		if (e.Operation == allocates || e.Operation == unallocates) && len(w.addressesOf(w.Only(kind))) == 0 {
			t.Errorf("after %s it has no address", e.Operation)
		}
	})
	apply(t, shell, "-var=changed=true")
}

// addressesOf returns the IDs of the addresses that an interface has.
func (w world) addressesOf(nic string) []string {
	object, _ := w.Object(nic)
	list, _ := object["ip_addresses"].([]any)
	var all []string
	for _, a := range list {
		a, _ := a.(map[string]any)
		id, _ := a["id"].(string)
		all = append(all, id)
	}
	return all
}
