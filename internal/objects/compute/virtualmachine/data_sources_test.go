package virtualmachine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachine"
	"terraform-provider-katapult/internal/objects/storage/disk"
	"terraform-provider-katapult/internal/objects/storage/virtualmachinedisk"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	public      = "netw_gVRkZdSKczfNg34P"
	inLondon    = "loc_UUhPmoCbpic6UX0Y"
	inAmsterdam = "dc_Wm37yAq0BHhKXsPa"
	lists       = "GET /organizations/organization/virtual_machines"
)

func id(name string) map[string]any { return map[string]any{"id": name} }

// connect gives a machine an interface on a new virtual network, outside
// Terraform, and returns the IDs of both.
func connect(w *acctest.World, machine string) (nic, network string) {
	network = w.AddVirtualNetwork("backend", "uk-lon-01")
	return connectTo(w, machine, network), network
}

// connectTo gives a machine an interface on a virtual network, outside Terraform,
// and returns its ID.
func connectTo(w *acctest.World, machine, network string) (nic string) {
	answer := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
		"virtual_machine": id(machine), "virtual_network": id(network), "speed_profile": map[string]any{"permalink": "500mbps"},
	})
	made, _ := answer["virtual_machine_network_interface"].(map[string]any)
	nic, _ = made["id"].(string)
	return nic
}

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	group := w.AddGroup("web")
	w.AddVirtualMachine(simulator.VM{Name: "Web 2"})
	machine := w.AddVirtualMachine(simulator.VM{
		Name: "Web", Hostname: "web-1", Description: "A web server", Group: group, Package: "rock-1",
		TagNames: []string{"blue", "web"}, Interface: true,
	})
	nic, address := w.Objects("virtual_machine_network_interface")[0], w.Objects("ip_address")[0]
	w.Reads("katapult_virtual_machine", map[string]string{
		"id": machine, "fqdn": "web-1.acme.katapult.cloud", "name": "Web", "hostname": "web-1", "description": "A web server",
		"state": "started", "group_id": group, "package": "rock-1", "tags.#": "2", "tags.0": "blue", "tags.1": "web",
		"ip_addresses.#": "1", "ip_addresses.0": fmt.Sprint(address["address"]),
		"ip_address_ids.#": "1", "ip_address_ids.0": fmt.Sprint(address["id"]),
		"virtual_network_ids.#": "0", "network_speed_profile": "1gbps",
		"disk_template": "templates/ubuntu-18-04", "disk_template_options.%": acctest.Null,
		"network_interfaces.#": "1", "network_interfaces.0.id": fmt.Sprint(nic["id"]),
		"network_interfaces.0.mac_address": fmt.Sprint(nic["mac_address"]), "network_interfaces.0.network_id": public,
		"network_interfaces.0.virtual_network_id": acctest.Null, "network_interfaces.0.network_speed_profile": "1gbps",
		"network_interfaces.0.state": "attached", "network_interfaces.0.ip_addresses.0": fmt.Sprint(address["address"]),
	}, `id = "`+machine+`"`, `fqdn = "web-1.acme.katapult.cloud"`, `name = "Web"`,
		"id = \""+machine+"\"\nfqdn = \"web-2.acme.katapult.cloud\"\nname = \"Web 2\"", "fqdn = \"web-1.acme.katapult.cloud\"\nname = \"Web 2\"")
}

func TestWhatAMachineLacksIsNullOrEmpty(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	w.AddVirtualMachine(simulator.VM{Name: "bare", State: "stopped"})
	w.Reads("katapult_virtual_machine", map[string]string{
		"state": "stopped", "description": "", "group_id": acctest.Null, "network_speed_profile": acctest.Null,
		"tags.#": "0", "ip_addresses.#": "0", "ip_address_ids.#": "0", "virtual_network_ids.#": "0", "network_interfaces.#": "0",
		"gpu_type": acctest.Null, "gpus.#": "0", "iso_id": acctest.Null, "suspended": "false", "annotations.%": "0",
	}, `name = "bare"`)
}

func TestReadsWhatAMachineIsMadeOf(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "model", Package: "rock-3"})
	gpu := w.Objects("gpu_type")[0]
	w.Change(machine, map[string]any{
		"gpu_type": id(fmt.Sprint(gpu["id"])), "attached_iso": id("iso_1"), "suspended": true, "use_dedicated_cpus": true,
		"gpus": []any{
			map[string]any{"id": "gpu_1", "status": "attached", "pending_action": nil, "available": true, "type": gpu},
			map[string]any{"status": "detached", "pending_action": "attach", "available": false, "type": gpu},
		},
		"annotations": []any{map[string]any{"key": "team", "value": "web"}},
	})
	zone := w.Objects("virtual_machine")[0]["zone"].(map[string]any) //nolint:forcetypeassert // as simulated
	w.Reads("katapult_virtual_machine", map[string]string{
		"zone_id": fmt.Sprint(zone["id"]), "data_center": "uk-lon-01", "cpu_cores": "1", "memory_in_gb": "3", "use_dedicated_cpus": "true",
		"gpu_type": fmt.Sprint(gpu["permalink"]), "iso_id": "iso_1", "suspended": "true", "annotations.%": "1", "annotations.team": "web",
		"gpus.#": "2", "gpus.0.id": "gpu_1", "gpus.0.type": fmt.Sprint(gpu["permalink"]), "gpus.0.status": "attached",
		"gpus.0.pending_action": acctest.Null, "gpus.0.available": "true",
		"gpus.1.id": acctest.Null, "gpus.1.status": "detached", "gpus.1.pending_action": "attach", "gpus.1.available": "false",
	}, `id = "`+machine+`"`)
}

func TestMachineThatIsStillBuiltHasNoTemplate(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	w.AddVirtualMachine(simulator.VM{Name: "new", State: "allocating"})
	w.Remove(w.Only("disk"))
	w.Reads("katapult_virtual_machine", map[string]string{"state": "allocating", "disk_template": acctest.Null}, `name = "new"`)
}

func TestTokenWithoutDisksIsGoodForTheRest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true})
	w.AddToken(simulator.Token{Value: "narrow", Scopes: []string{"virtual_machines:read"}})
	w.Run(resource.TestStep{
		Config: strings.Replace(w.ProviderBlock(), acctest.Token, "narrow", 1) +
			`data "katapult_virtual_machine" "web" { fqdn = "web.acme.katapult.cloud" }`,
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr("data.katapult_virtual_machine.web", "network_interfaces.#", "1"),
			resource.TestCheckNoResourceAttr("data.katapult_virtual_machine.web", "disk_template"),
		),
	})
}

func TestInterfacesComeInOrderOfTheirIDs(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	networks := map[string]string{}
	want := map[string]string{"network_interfaces.#": "3", "virtual_network_ids.#": "3"}
	for range 3 {
		nic, network := connect(w, machine)
		networks[nic] = network
	}
	for i, nic := range slices.Sorted(maps.Keys(networks)) {
		want[fmt.Sprintf("network_interfaces.%d.id", i)] = nic
		want[fmt.Sprintf("network_interfaces.%d.virtual_network_id", i)] = networks[nic]
		want[fmt.Sprintf("network_interfaces.%d.network_id", i)] = acctest.Null
		want[fmt.Sprintf("network_interfaces.%d.ip_addresses.#", i)] = "0"
	}
	w.Reads("katapult_virtual_machine", want, `id = "`+machine+`"`)
}

func TestTwoInterfacesOnOneVirtualNetworkAreOneElementOfTheSet(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web", TagNames: []string{"blue", "blue"}})
	_, network := connect(w, machine)
	connectTo(w, machine, network)
	w.Reads("katapult_virtual_machine", map[string]string{
		"network_interfaces.#": "2", "virtual_network_ids.#": "1", "virtual_network_ids.0": network, "tags.#": "1",
	}, `id = "`+machine+`"`)
}

func TestStoppedMachineKeepsItsVirtualNetworks(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	_, network := connect(w, machine)
	w.Change(machine, map[string]any{"state": "stopped"})
	w.Reads("katapult_virtual_machine", map[string]string{
		"state": "stopped", "virtual_network_ids.#": "1", "virtual_network_ids.0": network, "network_interfaces.0.state": "detached",
	}, `id = "`+machine+`"`)
}

// gone answers every other request of an operation as if its object had been
// deleted since it was listed.
func gone(w *acctest.World, operation, code string) {
	asked := 0
	w.InjectFunc(func(o string) *simulator.Fault {
		if o != operation {
			return nil
		}
		if asked++; asked%2 == 0 {
			return nil
		}
		return &simulator.Fault{Status: 404, Code: code}
	})
}

func TestInterfaceThatIsDeletedMeanwhileIsLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	a, _ := connect(w, machine)
	b, _ := connect(w, machine)
	gone(w, "GET /virtual_machine_network_interfaces/virtual_machine_network_interface", "virtual_machine_network_interface_not_found")
	w.Reads("katapult_virtual_machine", map[string]string{
		"network_interfaces.#": "1", "network_interfaces.0.id": max(a, b), "virtual_network_ids.#": "1",
	}, `id = "`+machine+`"`)
}

func TestBootDiskThatIsDeletedMeanwhileLeavesTheTemplateOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	w.Inject(simulator.Fault{Operation: "GET /disks/disk", Status: 404, Code: "disk_not_found", Times: -1})
	w.Reads("katapult_virtual_machine", map[string]string{"name": "web", "disk_template": acctest.Null}, `id = "`+machine+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	first := w.AddVirtualMachine(simulator.VM{Name: "web", Hostname: "web-1"})
	second := w.AddVirtualMachine(simulator.VM{Name: "web", Hostname: "web-2"})
	trashed := w.AddVirtualMachine(simulator.VM{Name: "old"})
	w.Trash(trashed)
	atLeastOne := `At least one of these attributes must be configured: \[id,fqdn,name\]`
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`id = "vm_none"`, []string{`id = "vm_none"`, `virtual_machine_not_found`}},
		"no such FQDN":    {`fqdn = "web.example.com"`, []string{`fqdn = "web.example.com"`, `virtual_machine_not_found`}},
		"no such name":    {`name = "db"`, []string{`name = "db"`, `no object has this name; there are: web, web`}},
		"two of the name": {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + first + `, ` + second + `; set id to choose`}},
		"ID in the trash": {`id = "` + trashed + `"`, []string{`id = "` + trashed + `"`, `in the trash`, `Restore it`}},
		"no key":          {``, []string{atLeastOne}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_virtual_machine", test.arguments, test.says...)
		})
	}
}

func TestRootPasswordIsNotRead(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object, virtualmachinedisk.Object, disk.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true})
	shell := w.Shell(`
data "katapult_virtual_machine" "web" { id = "` + machine + `" }
data "katapult_virtual_machine_disks" "web" { virtual_machine_id = "` + machine + `" }
data "katapult_virtual_machines" "all" {}
data "katapult_disk" "system" { name = "System Disk" }
`)
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil {
		t.Fatal(err, output)
	}
	if state := shell.Read("terraform.tfstate"); strings.Contains(state, simulator.RootPassword) || !strings.Contains(state, machine) {
		t.Errorf("the state should have the machine, and not its password: %s", state)
	}
}

func TestListsByPrefixAndDataCenter(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	b := w.AddVirtualMachine(simulator.VM{ID: "vm_0000000000000003", Name: "web-b", Interface: true})
	w.AddVirtualMachine(simulator.VM{ID: "vm_0000000000000001", Name: "zz"})
	a := w.AddVirtualMachine(simulator.VM{ID: "vm_0000000000000002", Name: "web-a", DataCenter: "nl-ams-01", Package: "rock-1"})
	const all = "katapult_virtual_machines"
	w.Reads(all, map[string]string{
		"virtual_machines.#": "3", "virtual_machines.0.name": "zz", "virtual_machines.1.id": a,
		"virtual_machines.1.package_name": "ROCK-1", "virtual_machines.1.ip_addresses.#": "0", "virtual_machines.1.data_center_id": inAmsterdam,
		"virtual_machines.2.id": b, "virtual_machines.2.hostname": "web-b", "virtual_machines.2.fqdn": "web-b.acme.katapult.cloud",
		"virtual_machines.2.package_name": "ROCK-3", "virtual_machines.2.ip_addresses.0": "198.18.0.2", "virtual_machines.2.data_center_id": inLondon,
	}, ``)
	w.Reads(all, map[string]string{"virtual_machines.#": "2", "virtual_machines.1.id": b}, `name_prefix = "web-"`)
	w.Reads(all, map[string]string{"virtual_machines.#": "1", "virtual_machines.0.id": a},
		`data_center = "nl-ams-01"`, `data_center = "`+inAmsterdam+`"`)
	w.Reads(all, map[string]string{"virtual_machines.#": "1", "virtual_machines.0.id": b}, "name_prefix = \"web-\"\ndata_center = \"uk-lon-01\"")
	w.Reads(all, map[string]string{"virtual_machines.#": "0"}, `name_prefix = "queue-"`)
	w.Refuses(all, `data_center = "nowhere"`, `data_center = "nowhere"`, `data_center_not_found`)
}

func TestReadsEveryPage(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, virtualmachine.Object)
	var last string
	for i := range 205 {
		last = w.AddVirtualMachine(simulator.VM{ID: fmt.Sprintf("vm_%016d", i), Name: fmt.Sprintf("web-%03d", i)})
	}
	w.Reads("katapult_virtual_machines", map[string]string{
		"virtual_machines.#": "205", "virtual_machines.200.name": "web-200", "virtual_machines.204.id": last,
	}, ``)
	if n := w.Count(lists); n == 0 || n%2 != 0 {
		t.Errorf("%d requests, not two for each read", n)
	}
	w.Reads("katapult_virtual_machine", map[string]string{"id": last}, `name = "web-204"`)
}
