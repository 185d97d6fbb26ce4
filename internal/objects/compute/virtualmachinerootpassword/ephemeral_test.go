package virtualmachinerootpassword_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinerootpassword"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const password = "katapult_virtual_machine_root_password"

func TestReadsThePassword(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinerootpassword.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	got, errs := w.Open(password, map[string]any{"virtual_machine_id": machine})
	if got["password"] != simulator.RootPassword || len(errs) > 0 {
		t.Errorf("%v, %q", got, errs)
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachinerootpassword.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	w.Change(machine, map[string]any{"initial_root_password": nil})
	for id, says := range map[string]string{"vm_none": `virtual_machine_not_found`, machine: `does not tell the password`} {
		_, errs := w.Open(password, map[string]any{"virtual_machine_id": id})
		if len(errs) != 1 || !acctest.Matches(`Cannot open ephemeral resource katapult_virtual_machine_root_password`, says).MatchString(errs[0]) {
			t.Errorf("%q", errs)
		}
	}
}
