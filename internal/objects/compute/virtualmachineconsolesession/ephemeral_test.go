package virtualmachineconsolesession_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachineconsolesession"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const session = "katapult_virtual_machine_console_session"

func TestOpensASession(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachineconsolesession.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	got, errs := w.Open(session, map[string]any{"virtual_machine_id": machine})
	if !strings.Contains(got["url"], simulator.ConsoleSecret) || !strings.HasSuffix(got["url"], got["id"]) || !strings.HasSuffix(got["expires_at"], "Z") || len(errs) > 0 {
		t.Errorf("%v, %q", got, errs)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachineconsolesession.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web", State: "stopped"})
	for id, says := range map[string]string{"vm_none": `virtual_machine_not_found`, machine: `406 virtual_machine_must_be_started.*Start the machine first`} {
		_, errs := w.Open(session, map[string]any{"virtual_machine_id": id})
		if len(errs) != 1 || !acctest.Matches(`Cannot open ephemeral resource katapult_virtual_machine_console_session`, says).MatchString(errs[0]) {
			t.Errorf("%q", errs)
		}
	}
}
