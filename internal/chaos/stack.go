package chaos

import (
	"encoding/json"
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// publicNetwork is where addresses are from.
const publicNetwork = "netw_gVRkZdSKczfNg34P"

// Estate is what is there before Terraform: machines, three disks and an address
// for each, and a virtual network.
type Estate struct {
	Machines, Disks, Addresses []string
	Network                    string
}

// NewEstate makes one of so many machines.
func NewEstate(t *testing.T, w *acctest.World, machines int) Estate {
	t.Helper()
	e := Estate{Network: w.AddVirtualNetwork("backend", "uk-lon-01")}
	for m := range machines {
		e.Machines = append(e.Machines, w.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("machine-%d", m)}))
		for d := range 3 {
			e.Disks = append(e.Disks, w.Simulator.AddDisk(fmt.Sprintf("data-%d-%d", m, d)))
		}
		answer := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
			"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"id": publicNetwork}, "version": "ipv4",
		})
		e.Addresses = append(e.Addresses, text(answer, "ip_address", "id"))
	}
	return e
}

// A Layout is how a stack is written down, and which of an estate's machines
// has which disk and address.
type Layout struct {
	// Renamed gives every resource another address: another name, and keys
	// instead of indices. From the old address to the new one, what is new comes
	// first: the groups are deleted before the assignments that they depend on.
	Renamed bool
	// Shift moves every disk that many machines on, and every address as many
	// back.
	Shift int
}

// Stack is a configuration of so many groups with a prefix to their names, all disks of an estate given to
// its machines, and three interfaces for each machine: one with an address,
// and two on the virtual network, which are alike.
func (e Estate) Stack(prefix string, groups int, l Layout) (config string, wanted map[string]int) {
	wanted = map[string]int{}
	for g := range groups {
		wanted[groupNamed(fmt.Sprintf("%s-%d", prefix, g))] = 1
	}
	for i, disk := range e.Disks {
		wanted[e.Machines[(i+l.Shift)%len(e.Machines)]+"/"+disk] = 1
	}
	for _, machine := range e.Machines {
		wanted[interfaceOn(machine, publicNetwork)] = 1
		wanted[interfaceOn(machine, e.Network)] = 2
	}
	name, many, index := "this", func(count string) string { return "count = " + count }, "count.index"
	after := "depends_on = [katapult_disk_assignment.this]"
	if l.Renamed {
		name, index, after = "renamed", "tonumber(each.key)", ""
		many = func(count string) string { return "for_each = toset([for i in range(" + count + ") : tostring(i)])" }
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
`, list(e.Machines), list(e.Disks), list(e.Addresses), name, many(fmt.Sprint(groups)), prefix, index,
		many(fmt.Sprint(len(e.Disks))), l.Shift, many(fmt.Sprint(len(e.Machines))), publicNetwork,
		many(fmt.Sprint(2*len(e.Machines))), e.Network, after), wanted
}

// list writes texts as a list of the configuration language.
func list(texts []string) string {
	written, _ := json.Marshal(texts) // cannot fail
	return string(written)
}
