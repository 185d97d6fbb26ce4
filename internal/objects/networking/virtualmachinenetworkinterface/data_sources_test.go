package virtualmachinenetworkinterface_test

import (
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	findsOnNetwork = "GET /virtual_machines/virtual_machine/networks/network/interface"
	manyType       = typeName + "s"
	availableType  = typeName + "_available_ips"
)

// onVirtualNetwork adds an interface on a virtual network, and returns both IDs.
func (w world) onVirtualNetwork() (nic, network string) {
	network = w.addVirtualNetwork()
	nic, _ = w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
		"virtual_machine": ref(w.machine), "virtual_network": ref(network), "speed_profile": ref(tenGigabit),
	})[kind].(map[string]any)["id"].(string)
	return nic, network
}

func TestDataSourceFindsByIDAndByMachineAndNetwork(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	private, network := w.onVirtualNetwork()
	public, ip := w.addInterface(), w.addAddress()
	w.Change(public, map[string]any{"state": "attached"})
	w.Change(ip, map[string]any{kind: ref(public)})
	of := func(network string) string {
		return fmt.Sprintf("virtual_machine_id = %q\nnetwork = %q", w.machine, network)
	}
	w.Reads(typeName, map[string]string{
		"id": public, "virtual_machine_id": w.machine, "name": "Public Network on web", "network_id": publicNetwork, "virtual_network_id": acctest.Null,
		"state": "attached", "ip_address_ids.#": "1", "ip_address_ids.0": ip, "ip_addresses.#": "1",
		"speed_profile.id": gigabit, "speed_profile.permalink": "1gbps", "speed_profile.name": "1Gbps",
	}, fmt.Sprintf("id = %q", public), of(publicNetwork), of("uk-lon-01-public"))
	w.Reads(typeName, map[string]string{
		"id": private, "name": "backend on web", "network_id": acctest.Null, "virtual_network_id": network, "ip_address_ids.#": "0", "ip_addresses.#": "0",
		"speed_profile.permalink": "10gbps", "state": "detached",
	}, fmt.Sprintf("id = %q", private), of(network))
	if w.Count(findsOnNetwork) == 0 {
		t.Error("the API was not asked for the interface on the public network")
	}
}

func TestDataSourceFailsClearly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	_, network := w.onVirtualNetwork()
	second, _ := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
		"virtual_machine": ref(w.machine), "virtual_network": ref(network), "speed_profile": ref(gigabit),
	})[kind].(map[string]any)["id"].(string)
	trashed := w.AddVirtualMachine(katapult.VM{Name: "trashed"})
	w.Trash(trashed)
	of := func(machine, network string) string {
		return fmt.Sprintf("virtual_machine_id = %q\nnetwork = %q", machine, network)
	}
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":                   {`id = "vmnet_none"`, []string{`id = "vmnet_none"`, `404 virtual_machine_network_interface_not_found`}},
		"no such machine":              {of("vm_none", publicNetwork), []string{`virtual_machine_id = "vm_none"`, `404 virtual_machine_not_found`}},
		"no such machine, virtual":     {of("vm_none", network), []string{`virtual_machine_id = "vm_none"`, `404 virtual_machine_not_found`}},
		"a machine in the trash":       {of(trashed, publicNetwork), []string{`virtual_machine_id = "vm_`, `406 object_in_trash`}},
		"no such network":              {of(w.machine, "nowhere"), []string{`network\s+= "nowhere"`, `404 network_not_found`}},
		"no interface on the network":  {of(w.machine, "eu-ams-01"), []string{`network\s+= "eu-ams-01"`, `404 interface_not_found`}},
		"no interface on the virtual":  {of(w.machine, "vnet_none"), []string{`network\s+= "vnet_none"`, `the machine has no interface on this virtual network`}},
		"several on a virtual network": {of(w.machine, network), []string{`network\s+= "vnet_`, `2 interfaces of the machine are on this virtual network: vmnet_\w+, ` + second, `set id to choose one`}},
		"no key":                       {``, []string{`Exactly one of these attributes must be configured: \[id,virtual_machine_id\]`}},
		"two keys":                     {"id = \"a\"\n" + of("b", "c"), []string{`Exactly one of these attributes must be configured: \[id,virtual_machine_id\]`}},
		"a machine without a network":  {`virtual_machine_id = "vm_x"`, []string{`These attributes must be configured together: \[virtual_machine_id,network\]`}},
		"an empty network":             {of("vm_x", " "), []string{`network\s+= " "`, `must not be blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(typeName, test.arguments, test.says...)
		})
	}
}

func TestDataSourceListsTheInterfacesOfAMachineWithOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	public, ip := w.addInterface(), w.addAddress()
	private, network := w.onVirtualNetwork()
	w.Change(ip, map[string]any{kind: ref(public)})
	w.ResetRequests()
	w.Reads(manyType, map[string]string{
		"network_interfaces.#": "2", "network_interfaces.0.id": public, "network_interfaces.0.name": "Public Network on web",
		"network_interfaces.0.network_id": publicNetwork, "network_interfaces.0.virtual_network_id": acctest.Null,
		"network_interfaces.0.ip_address_ids.0": ip, "network_interfaces.0.ip_addresses.#": "1",
		"network_interfaces.1.id": private, "network_interfaces.1.network_id": acctest.Null, "network_interfaces.1.virtual_network_id": network,
		"network_interfaces.1.ip_address_ids.#": "0",
	}, fmt.Sprintf("virtual_machine_id = %q", w.machine))
	if n := w.Count(reads); n > 0 {
		t.Errorf("%d interfaces were asked for by themselves", n)
	}
	w.Reads(manyType, map[string]string{"network_interfaces.#": "0"}, fmt.Sprintf("virtual_machine_id = %q", w.AddVirtualMachine(katapult.VM{Name: "without"})))
	w.Refuses(manyType, `virtual_machine_id = "vm_none"`, `virtual_machine_id = "vm_none"`, `404 virtual_machine_not_found`)
}

func TestDataSourceListsAddressesForAnInterface(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	nic := w.addInterface()
	free, used := w.addAddress(), w.addAddress()
	w.Change(used, map[string]any{kind: ref(nic)})
	w.Change(free, map[string]any{"vip": true, "label": "website"})
	six, _ := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": ref(publicNetwork), "version": "ipv6",
	})["ip_address"].(map[string]any)["id"].(string)
	of := func(version int) string { return fmt.Sprintf("network_interface_id = %q\nversion = %d", nic, version) }
	w.Reads(availableType, map[string]string{
		"ip_addresses.#": "1", "ip_addresses.0.id": free, "ip_addresses.0.address": "198.18.0.2", "ip_addresses.0.address_with_mask": "198.18.0.2/22",
		"ip_addresses.0.vip": "true", "ip_addresses.0.label": "website",
	}, of(4))
	w.Reads(availableType, map[string]string{"ip_addresses.#": "1", "ip_addresses.0.id": six, "ip_addresses.0.label": ""}, of(6))
	w.Change(six, map[string]any{kind: ref(nic)})
	w.Reads(availableType, map[string]string{"ip_addresses.#": "0"}, of(6))
	w.Refuses(availableType, of(5), `version = 5`, `must be one of: \["4" "6"\]`)
	w.Refuses(availableType, strings.Replace(of(4), nic, "vmnet_none", 1), `network_interface_id = "vmnet_none"`, `404 virtual_machine_network_interface_not_found`)
}
