package virtualmachinenetworkinterface_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"
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
		ConfigPlanChecks: plans(plancheck.ResourceActionNoop),
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
