package ip_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	unallocates = "POST /ip_addresses/ip_address/unallocate"
	// soonEnough limits how long a response waits for another request.
	soonEnough = 20 * time.Second
)

// apply makes a shell whose state has the address.
func applied(t *testing.T, w *acctest.World, config string) *acctest.Shell {
	t.Helper()
	shell := w.Shell(config)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return shell
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	faults := acctest.LostResponses()
	faults["unavailable twice"] = simulator.Fault{Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2}
	faults["released meanwhile"] = simulator.Fault{Status: http.StatusNotFound, Code: "ip_address_not_found", AfterEffect: true}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			w.Run(
				resource.TestStep{Config: web(inLondon)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: web(inLondon), Destroy: true},
			)
		})
	}
}

// The state knows the owner, so that the plan has shown it.
func TestAddressOfAKnownOwnerIsReleased(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	shell := applied(t, w, web(inLondon))
	allocate(w, "web")
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if left := w.Objects(kind); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOwnerThatKeepsTheAddressIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	shell := applied(t, w, web(inLondon))
	allocate(w, "web")
	w.Inject(simulator.Fault{Operation: deletes, Status: http.StatusConflict, Code: "resource_does_not_support_unallocation"})
	output, err := shell.Run("destroy", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot delete katapult_ip`, `Deleting "198.18.0.2" \(ip_\w+\) failed`,
		`409 resource_does_not_support_unallocation`, `Take the address from what has it first`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	w.Only(kind)
}

// A saved plan meets an address that something has got since.
func TestAddressThatHasGotAnOwnerSinceThePlanIsNotReleased(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(w *acctest.World) string
		says    []string
	}{
		"a free one is taken": {func(w *acctest.World) string { return allocate(w, "web") }, []string{
			`Cannot delete katapult_ip`, `Deleting "198.18.0.2" \(ip_\w+\) failed`, `198.18.0.2 belongs to VirtualMachine %s`,
			`to its network interface "Public Network on web" \(vmnet_\w+\)`, `may be part of a newer lease`, `was not released`,
			`Plan again and look at allocation_id`, `terraform state rm`,
		}},
		"it moved to another": {func(w *acctest.World) string {
			w.Change(w.Only(kind), map[string]any{"virtual_machine_network_interface": nil})
			return allocate(w, "other")
		}, []string{`belongs to VirtualMachine %s`, `was not released`}},
		"its owner is gone": {func(w *acctest.World) string {
			w.Remove(w.Only("virtual_machine"))
			return ""
		}, nil},
		"it is gone itself": {func(w *acctest.World) string { w.Remove(w.Only(kind)); return "" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			shell := applied(t, w, web(inLondon))
			if name != "a free one is taken" {
				allocate(w, "web")
			}
			var owner string
			output, err := shell.Between(func() { owner = test.happens(w) }, "-destroy")
			for i := range test.says {
				test.says[i] = strings.ReplaceAll(test.says[i], "%s", owner)
			}
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if test.says == nil {
				if left := w.Objects(kind); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
				return
			}
			if n := w.Count(deletes); n > 0 {
				t.Errorf("%d attempts to release it", n)
			}
			// The next plan shows the owner, and can be applied.
			if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// Somebody else takes the address from its owner while the destroy waits for this run to
// do that.
func TestAddressThatIsFreeAfterTheWaitIsReleased(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	shell := applied(t, w, web(inLondon))
	var once sync.Once
	output, err := shell.Between(func() {
		machine := allocate(w, "web")
		w.Observe(func(e simulator.Exchange) {
			if e.Operation == reads {
				once.Do(func() { w.Remove(machine) })
			}
		})
	}, "-destroy")
	if err != nil || len(w.Objects(kind)) > 0 {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestOwnerThatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	shell := applied(t, w, web(inLondon))
	w.Inject(simulator.Fault{Operation: "GET /virtual_machines/virtual_machine/network_interfaces", Status: 403, Code: "scope_not_granted"})
	output, err := shell.Between(func() { allocate(w, "web") }, "-destroy")
	if err == nil || !acctest.Matches(`198.18.0.2 belongs to VirtualMachine vm_\w+ \(which of its interfaces that is cannot be found out`, `403 scope_not_granted`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// The interface names the address by its ID, so that Terraform knows of no dependency.
func TestDestroyWaitsUntilTheSameRunHasTakenTheAddressFromItsOwner(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refresh string
		reads   int // of the address, with that of its destroy
		refused bool
	}{
		"the state knows the owner":     {"-refresh=true", 2, false},
		"the state knows of no owner":   {"-refresh=false", 1, false},
		"the interface does not let go": {"-refresh=false", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object, virtualmachinenetworkinterface.Object)
			machine := w.AddVirtualMachine(katapult.VM{Name: "web"})
			shell := applied(t, w, web(inLondon))
			shell.Write("main.tf", shell.Read("main.tf")+fmt.Sprintf("resource \"katapult_virtual_machine_network_interface\" \"n\" {\n"+
				"  virtual_machine_id = %q\n  network_id = %q\n  network_speed_profile = \"1gbps\"\n  ip_address_ids = [%q]\n}\n", machine, london, w.Only(kind)))
			shell.WaitForReleases()
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			read := make(chan struct{}, 10)
			w.Observe(func(e simulator.Exchange) {
				switch {
				case e.Operation == reads:
					read <- struct{}{}
				case strings.HasSuffix(e.Operation, "/detach"):
					for range test.reads {
						select {
						case <-read:
						case <-time.After(soonEnough):
							t.Error("the address was not to be released before the interface was detached")
						}
					}
				}
			})
			if test.refused {
				shell.Serve() // waits for half a second
				w.Inject(simulator.Fault{Operation: unallocates, Status: http.StatusForbidden, Code: "scope_not_granted"})
			}
			w.ResetRequests()
			output, err := shell.Run("destroy", "-auto-approve", "-no-color", test.refresh)
			switch {
			case !test.refused && err != nil, test.refused && (err == nil || !acctest.Matches(`Cannot delete katapult_ip`, `was not released`).MatchString(output)):
				t.Errorf("%v\n%s", err, output)
			}
			if n := w.Count(unallocates); n != 1 {
				t.Errorf("taken from its owner %d times", n)
			}
			if n := len(w.Objects(kind)); (n == 0) == test.refused {
				t.Errorf("%d addresses are left", n)
			}
		})
	}
}
