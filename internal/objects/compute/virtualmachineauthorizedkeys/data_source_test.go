package virtualmachineauthorizedkeys_test

import (
	"net/http"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachineauthorizedkeys"
	fault "terraform-provider-katapult/internal/simulator"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	keys    = "katapult_virtual_machine_authorized_keys"
	getKeys = "GET /virtual_machine/authorized_keys"
)

func TestReadsTheKeysOfTheTokensMachine(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"two keys": "ssh-ed25519 AAAA jo@example.com\nssh-rsa BBBB \"quoted\" max@example.com\n", "no key": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, virtualmachineauthorizedkeys.Object)
			w.ManageKeys(acctest.Token, w.AddVirtualMachine(simulator.VM{Name: "web"}), content)
			w.Reads(keys, map[string]string{"content": content}, "")
		})
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachineauthorizedkeys.Object)
	w.Refuses(keys, "", `Cannot read data source katapult_virtual_machine_authorized_keys`,
		`404 no_virtual_machine_for_api_token`, `api_key that belongs to a virtual machine`)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	w.ManageKeys(acctest.Token, machine, "")
	w.Change(machine, map[string]any{"authorized_keys": nil})
	w.Refuses(keys, "", `409 continuous_management_disabled`, `read them on the machine itself`)
}

// Keys decide who may log in: what a proxy or a login page says is none.
func TestPageOfAProxyIsNoKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachineauthorizedkeys.Object)
	w.ManageKeys(acctest.Token, w.AddVirtualMachine(simulator.VM{Name: "web"}), "ssh-ed25519 AAAA jo@example.com")
	w.Inject(fault.Fault{Operation: getKeys, Status: http.StatusOK, Body: "<html>Sign in</html>", Times: -1})
	w.Refuses(keys, "", `status 200, text/html`, `it is not plain text`)
}
