package virtualmachinenetworkinterface_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state, arguments string
		attached         bool
	}{
		"by permalink":      {"started", `network_speed_profile = "1gbps"`, true},
		"by ID":             {"started", fmt.Sprintf("network_speed_profile = %q", gigabit), true},
		"detached":          {"started", "attached = false", false},
		"machine stopped":   {"stopped", "attached = true", false},
		"with an address":   {"started", "ip_address_ids = null", true},
		"on a lone network": {"started", fmt.Sprintf("network_id = %q", publicNetwork), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, test.state)
			id := w.addInterface()
			if test.attached {
				w.change(map[string]any{"state": "attached"})
			}
			if name == "with an address" {
				other := w.addAddress()
				w.Change(other, map[string]any{kind: ref(id)})
				defer w.Remove(other)
			}
			shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + w.on(test.arguments))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "1 imported, 0 added, 0 changed") {
				t.Fatalf("%v\n%s", err, output)
			}
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	id := w.addInterface()
	w.change(map[string]any{"state": "attached"})
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + w.on(),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportedStateIsTheCreatedOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

// TestImportTakesInTheAddresses imports an interface with an address, into what
// is written by hand and into what Terraform writes, and then destroys it.
func TestImportTakesInTheAddresses(t *testing.T) {
	t.Parallel()
	for _, arguments := range []string{"named", "left out", "generated"} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			id, ip := w.addInterface(), w.addAddress()
			w.change(map[string]any{"state": "attached"})
			w.Change(ip, map[string]any{kind: ref(id)})
			config := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
			switch arguments {
			case "named":
				config += w.on(manages(ip))
			case "left out":
				config += w.on()
			}
			shell := w.Shell(config)
			if arguments == "generated" {
				shell = w.CLIShell(config)
				if output, err := shell.Run("plan", "-no-color", "-generate-config-out=generated.tf"); err != nil {
					t.Fatalf("%v\n%s", err, output)
				}
				if written := shell.Read("generated.tf"); !strings.Contains(written, ip) {
					t.Errorf("the address is not in what was generated: %s", written)
				}
			}
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "1 imported, 0 added, 0 changed") {
				t.Fatalf("%v\n%s", err, output)
			}
			if got := stateOf(t, shell).Addresses; len(got) != 1 || got[0] != ip {
				t.Errorf("the state has the addresses %v", got)
			}
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// The create of a replacement does not know the prior state.
func TestReplacementThatWouldLoseItsAddressesIsNotPlanned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	id, ip := w.addInterface(), w.addAddress()
	w.change(map[string]any{"state": "attached"})
	w.Change(ip, map[string]any{kind: ref(id)})
	shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + w.on())
	apply(t, shell)
	says := acctest.Matches(`Replaced interface would lose its IP addresses`, `made without them: `+ip, `set ip_address_ids = \["`+ip+`"\]`, `To release them, set ip_address_ids = \[\]`)
	if output, err := shell.Run("plan", "-no-color", "-replace="+address); err == nil || !says.MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	other := world{w.World, w.AddVirtualMachine(simulator.VM{Name: "other"})}
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), w.machine, other.machine, 1))
	if output, err := shell.Run("plan", "-no-color"); err == nil || !says.MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "network_id", manages(ip)+"\n  network_id", 1))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("%v\n%s", err, output)
	}
	if got := w.addressesOf(w.Only(kind)); len(got) != 1 || got[0] != ip {
		t.Errorf("the new one has %v", got)
	}
}
