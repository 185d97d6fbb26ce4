package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// shelled is a world or a tenant.
type shelled interface {
	Shell(config string) *acctest.Shell
}

// released returns a shell whose provider has its default settings.
func released(w shelled, config string) *acctest.Shell {
	shell := w.Shell(config)
	shell.Serve(acctest.Released)
	return shell
}

// spent runs the CLI and returns how many requests it made.
func spent(t *testing.T, w *acctest.World, shell *acctest.Shell, arguments ...string) int {
	t.Helper()
	w.ResetRequests()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return len(w.Requests())
}

// assigned seeds machines with attached disks, and returns the pairs.
func assigned(w *acctest.World, machines, disks int) (pairs [][2]string) {
	for m := range machines {
		machine := w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("db-%d", m)})
		for d := range disks / machines {
			disk := w.AddDisk(fmt.Sprintf("data-%d-%d", m, d))
			w.Change(disk, map[string]any{"virtual_machine_disk": map[string]any{
				"virtual_machine": map[string]any{"id": machine}, "state": "attached", "attach_on_boot": true,
			}})
			pairs = append(pairs, [2]string{machine, disk})
		}
	}
	return pairs
}

// counted returns a configuration with one resource for each value. Each
// resource has the arguments at its index.
func counted(typeName, name string, values any, arguments ...string) string {
	list, _ := json.Marshal(values)
	return fmt.Sprintf("locals {\n  %[2]s = %[3]s\n}\n\nresource %[1]q %[2]q {\n  count = length(local.%[2]s)\n  %[4]s\n}\n",
		typeName, name, list, strings.Join(arguments, "\n  "))
}
