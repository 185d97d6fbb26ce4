package chaos

import (
	"encoding/json"
	"fmt"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
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

// Stack is a configuration of so many groups with a prefix to their names, all disks of an estate given to
// its machines, and three interfaces for each machine: one with its address,
// and two on the virtual network, which are alike.
func (e Estate) Stack(prefix string, groups int) (config string, wanted map[string]int) {
	wanted = map[string]int{}
	for g := range groups {
		wanted[groupNamed(fmt.Sprintf("%s-%d", prefix, g))] = 1
	}
	for i, disk := range e.Disks {
		wanted[e.Machines[i%len(e.Machines)]+"/"+disk] = 1
	}
	for _, machine := range e.Machines {
		wanted[interfaceOn(machine, publicNetwork)] = 1
		wanted[interfaceOn(machine, e.Network)] = 2
	}
	return fmt.Sprintf(`locals {
  machines  = %s
  disks     = %s
  addresses = %s
}

resource "katapult_virtual_machine_group" "this" {
  count = %d
  name  = "%s-${count.index}"
}

resource "katapult_disk_assignment" "this" {
  count              = length(local.disks)
  disk_id            = local.disks[count.index]
  virtual_machine_id = local.machines[count.index %% length(local.machines)]
}

resource "katapult_virtual_machine_network_interface" "public" {
  count                 = length(local.machines)
  virtual_machine_id    = local.machines[count.index]
  network_id            = %q
  ip_address_ids        = [local.addresses[count.index]]
  network_speed_profile = "1gbps"
}

resource "katapult_virtual_machine_network_interface" "backend" {
  count                 = 2 * length(local.machines)
  virtual_machine_id    = local.machines[count.index %% length(local.machines)]
  virtual_network_id    = %q
  network_speed_profile = "1gbps"
}
`, list(e.Machines), list(e.Disks), list(e.Addresses), groups, prefix, publicNetwork, e.Network), wanted
}

// list writes texts as a list of the configuration language.
func list(texts []string) string {
	written, _ := json.Marshal(texts) // cannot fail
	return string(written)
}
