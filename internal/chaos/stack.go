package chaos

import (
	"encoding/json"
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// publicNetwork is the network of all IP addresses.
const publicNetwork = "netw_gVRkZdSKczfNg34P"

// Fixture is what exists before Terraform runs: machines, three disks and an address for
// each, and a virtual network.
type Fixture struct {
	Machines, Disks, Addresses []string
	Network                    string
}

// NewFixture creates a fixture with this number of machines.
func NewFixture(t *testing.T, w *acctest.World, machines int) Fixture {
	t.Helper()
	e := Fixture{Network: w.AddVirtualNetwork("backend", "uk-lon-01")}
	for m := range machines {
		e.Machines = append(e.Machines, w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("machine-%d", m)}))
		for d := range 3 {
			e.Disks = append(e.Disks, w.Simulator.AddDisk(fmt.Sprintf("data-%d-%d", m, d)))
		}
		response := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
			"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"id": publicNetwork}, "version": "ipv4",
		})
		e.Addresses = append(e.Addresses, stringAt(response, "ip_address", "id"))
	}
	return e
}

// Layout determines how a configuration is written, and which machine gets which disk and
// address.
type Layout struct {
	// Renamed gives every resource another address: another name, and keys instead
	// of indices. The new objects are then created first: Terraform deletes the old
	// groups before the old assignments, because the groups depend on them.
	Renamed bool
	// Shift moves every disk this many machines forward, and every address as many back.
	Shift int
	// Rebuilt counts how often machines that Terraform has built were replaced.
	Rebuilt int
}

// Stack returns a configuration and the number of objects it wants per description. It has
// groups with a name prefix, assigns every disk of the fixture, and gives each machine
// three interfaces. One interface has an address. The other two are identical, on the
// virtual network.
func (e Fixture) Stack(prefix string, groups int, l Layout) (config string, wanted map[string]int) {
	wanted = map[string]int{}
	for g := range groups {
		wanted[key("virtual_machine_group", fmt.Sprintf("%s-%d", prefix, g))] = 1
	}
	for i, disk := range e.Disks {
		wanted[assignmentKey(e.Machines[(i+l.Shift)%len(e.Machines)], disk)] = 1
	}
	for _, machine := range e.Machines {
		wanted[interfaceKey(machine, publicNetwork)] = 1
		wanted[allocationKey(machine)] = 1
		wanted[interfaceKey(machine, e.Network)] = 2
	}
	name, repeat, index := "this", func(count string) string { return "count = " + count }, "count.index"
	after := "depends_on = [katapult_disk_assignment.this]"
	if l.Renamed {
		name, index, after = "renamed", "tonumber(each.key)", ""
		repeat = func(count string) string { return "for_each = toset([for i in range(" + count + ") : tostring(i)])" }
	}
	return fmt.Sprintf(`locals {
  machines  = %[1]s
  disks     = %[2]s
  addresses = %[3]s
}

resource "katapult_virtual_machine_group" %[4]q {
  %[5]s
  name = "%[6]s-${%[7]s}"
  %[14]s
}

resource "katapult_disk_assignment" %[4]q {
  %[8]s
  disk_id            = local.disks[%[7]s]
  virtual_machine_id = local.machines[(%[7]s + %[9]d) %% length(local.machines)]
}

resource "katapult_virtual_machine_network_interface" "%[4]s_public" {
  %[10]s
  virtual_machine_id    = local.machines[%[7]s]
  network_id            = %[11]q
  ip_address_ids        = [local.addresses[(%[7]s + %[9]d) %% length(local.addresses)]]
  network_speed_profile = "1gbps"
}

resource "katapult_virtual_machine_network_interface" "%[4]s_backend" {
  %[12]s
  virtual_machine_id    = local.machines[%[7]s %% length(local.machines)]
  virtual_network_id    = %[13]q
  network_speed_profile = "1gbps"
}
`, hclList(e.Machines), hclList(e.Disks), hclList(e.Addresses), name, repeat(fmt.Sprint(groups)), prefix, index,
		repeat(fmt.Sprint(len(e.Disks))), l.Shift, repeat(fmt.Sprint(len(e.Machines))), publicNetwork,
		repeat(fmt.Sprint(2*len(e.Machines))), e.Network, after), wanted
}

// hclList writes strings as an HCL list.
func hclList(texts []string) string {
	encoded, _ := json.Marshal(texts) // cannot fail
	return string(encoded)
}
