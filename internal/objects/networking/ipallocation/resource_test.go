package ipallocation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName    = "katapult_ip_allocation"
	address     = typeName + ".web"
	london      = "netw_gVRkZdSKczfNg34P"
	nicKind     = "virtual_machine_network_interface"
	allocates   = "POST /virtual_machines/virtual_machine/allocate_ip"
	allocatesTo = "POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip"
	unallocates = "POST /ip_addresses/ip_address/unallocate"
	reads       = "GET /ip_addresses/ip_address"
	lists       = "GET /virtual_machines/virtual_machine/network_interfaces"
	checks      = "GET /organizations/organization/available_networks"
)

// world has a free address, and two machines with an interface each.
type world struct {
	*acctest.World

	ip             string
	machine, other string
	nic, otherNIC  string
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{World: acctest.New(t, ipallocation.Object)}
	w.ip = w.lease(london, "ipv4")
	w.machine, w.nic = w.addMachine("web")
	w.other, w.otherNIC = w.addMachine("other")
	return w
}

// lease leases an address outside Terraform.
func (w world) lease(network, version string) string {
	response := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"id": network}, "version": version,
	})
	leased, _ := response["ip_address"].(map[string]any)
	id, _ := leased["id"].(string)
	return id
}

// addMachine adds a machine with an interface on the public network, without addresses.
func (w world) addMachine(name string) (machine, nic string) {
	machine = w.AddVirtualMachine(katapult.VM{Name: name, Interface: true, Addresses: []string{}})
	all := w.Objects(nicKind)
	nic, _ = all[len(all)-1]["id"].(string)
	return machine, nic
}

// addInterface adds another interface to a machine.
func (w world) addInterface(machine string) string {
	response := w.Do("POST", "/virtual_machines/virtual_machine/network_interfaces", map[string]any{
		"virtual_machine": map[string]any{"id": machine}, "network": map[string]any{"id": london}, "speed_profile": map[string]any{"permalink": "1gbps"},
	})
	added, _ := response[nicKind].(map[string]any)
	id, _ := added["id"].(string)
	return id
}

// give allocates an address to an interface outside Terraform, or to nothing.
func (w world) give(addressID, nic string) {
	var to any
	if nic != "" {
		to = map[string]any{"id": nic}
	}
	w.Change(addressID, map[string]any{nicKind: to})
}

// owner returns the ID of the machine that has the address.
func (w world) owner() any {
	object, _ := w.Object(w.ip)
	return object["allocation_id"]
}

// web configures an allocation.
func (w world) web(arguments ...string) string {
	return named("web", append([]string{fmt.Sprintf("ip_address_id = %q", w.ip)}, arguments...)...)
}

func named(name string, arguments ...string) string {
	return fmt.Sprintf("resource %q %q {\n%s\n}\n", typeName, name, strings.Join(arguments, "\n"))
}

func toMachine(id string) string   { return fmt.Sprintf("virtual_machine_id = %q", id) }
func toInterface(id string) string { return fmt.Sprintf("network_interface_id = %q", id) }

// is checks what has the address.
func (w world) is(machine, nic string) []statecheck.StateCheck {
	return append(w.isOn(machine, nic),
		acctest.Has(address, "id", knownvalue.StringExact(w.ip)),
		acctest.Has(address, "ip_address_id", knownvalue.StringExact(w.ip)),
		acctest.Has(address, "address", knownvalue.StringExact("198.18.0.2")),
		acctest.Has(address, "version", knownvalue.Null()),
	)
}

// isOn checks what has whatever address.
func (w world) isOn(machine, nic string) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "virtual_machine_id", knownvalue.StringExact(machine)),
		acctest.Has(address, "network_interface_id", knownvalue.StringExact(nic)),
		acctest.Has(address, "allocation_type", knownvalue.StringExact("VirtualMachine")),
		acctest.Has(address, "allocation_id", knownvalue.StringExact(machine)),
	}
}

func TestMachineOrInterfaceGetsTheAddressAndAnotherReplaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.addInterface(w.machine)
	replaces := acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)
	keeps := acctest.Plans(address, plancheck.ResourceActionNoop)
	w.Run(
		resource.TestStep{Config: w.web(toMachine(w.machine)), ConfigStateChecks: w.is(w.machine, w.nic)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: acctest.AttributeOf(address, "id")},
		// The same, written in another way.
		resource.TestStep{Config: w.web(toInterface(w.nic)), ConfigPlanChecks: keeps, ConfigStateChecks: w.is(w.machine, w.nic)},
		resource.TestStep{Config: w.web(toInterface(w.nic), toMachine(w.machine)), ConfigPlanChecks: keeps},
		resource.TestStep{Config: w.web(toInterface(second)), ConfigPlanChecks: replaces, ConfigStateChecks: w.is(w.machine, second)},
		resource.TestStep{Config: w.web(toMachine(w.other)), ConfigPlanChecks: replaces, ConfigStateChecks: w.is(w.other, w.otherNIC)},
		resource.TestStep{Config: w.web(toInterface(w.nic)), ConfigPlanChecks: replaces, ConfigStateChecks: w.is(w.machine, w.nic)},
	)
	if w.owner() != nil {
		t.Errorf("%v still has the address", w.owner())
	}
}

func TestAnotherAddressReplaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.web(toMachine(w.machine))
	w.ip = w.lease(london, "ipv6")
	w.Run(
		resource.TestStep{Config: before},
		resource.TestStep{Config: w.web(toMachine(w.machine)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
	)
}

func TestWhatCannotWorkIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for arguments, says := range map[string]string{
		"":                            `At least one of these attributes must be configured: \[virtual_machine_id,network_interface_id\]`,
		`virtual_machine_id = ""`:     `must not be blank`,
		`network_interface_id = "  "`: `must not be blank`,
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ipallocation.Object)
			w.Run(resource.TestStep{Config: named("web", `ip_address_id = "ip_x"`, arguments), PlanOnly: true, ExpectError: acctest.Matches(says)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		by     string
		config func(w world) string
	}{
		"by ID":           {"id = %q", func(w world) string { return w.web(toMachine(w.machine)) }},
		"of an interface": {"id = %q", func(w world) string { return w.web(toInterface(w.nic)) }},
		"of both":         {"id = %q", func(w world) string { return w.web(toInterface(w.nic), toMachine(w.machine)) }},
		"by address":      {"id = \"198.18.0.2\" # %s", func(w world) string { return w.web(toMachine(w.machine)) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.give(w.ip, w.nic)
			shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  "+test.by+"\n}\n", address, w.ip) + test.config(w))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "1 imported, 0 added, 0 changed") {
				t.Fatalf("%v\n%s", err, output)
			}
			if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil || w.owner() != nil {
				t.Errorf("%v has the address: %v\n%s", w.owner(), err, output)
			}
		})
	}
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.give(w.ip, w.nic)
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { ip_address_id = %q }\n}\n", address, w.ip) + w.web(toMachine(w.machine)),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfWhatIsNoAllocationSaysSo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		id      string
		happens func(w world)
		says    []string
	}{
		"a free address":    {"", func(world) {}, []string{`Cannot import non-existent remote object`}},
		"no address":        {"ip_doesnotexist0000", func(world) {}, []string{`Cannot import non-existent remote object`}},
		"something else":    {"vm_doesnotexist0000", func(world) {}, []string{`is not of the form IP_ADDRESS_ID, such as ip_…, nor an IP address`}},
		"an unknown text":   {"203.0.113.7", func(world) {}, []string{`Importing 203.0.113.7 failed`, `404 ip_address_not_found`}},
		"a trashed machine": {"", func(w world) { w.give(w.ip, w.nic); w.Trash(w.machine) }, []string{`406 object_in_trash`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			test.happens(w)
			id := test.id
			if id == "" {
				id = w.ip
			}
			w.Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + w.web(toMachine(w.machine)), PlanOnly: true,
				ExpectError: acctest.Matches(test.says...),
			})
		})
	}
}

func TestDriftIsSeen(t *testing.T) {
	t.Parallel()
	creates, keeps, replaces := plancheck.ResourceActionCreate, plancheck.ResourceActionNoop, plancheck.ResourceActionDestroyBeforeCreate
	for name, test := range map[string]struct {
		byInterface bool
		happens     func(w world)
		plans       plancheck.ResourceActionType
	}{
		"taken from the machine":                      {false, func(w world) { w.give(w.ip, "") }, creates},
		"taken from the interface":                    {true, func(w world) { w.give(w.ip, "") }, creates},
		"on another interface of the machine":         {false, func(w world) { w.give(w.ip, w.addInterface(w.machine)) }, keeps},
		"on another interface than the configuration": {true, func(w world) { w.give(w.ip, w.addInterface(w.machine)) }, replaces},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			config := w.web(toMachine(w.machine))
			if test.byInterface {
				config = w.web(toInterface(w.nic))
			}
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: func() { test.happens(w) }, Config: config, ConfigPlanChecks: acctest.Plans(address, test.plans)},
			)
		})
	}
}

func TestAddressOfAnotherMachineIsPlannedAnewAndNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web(toMachine(w.machine)))
	run(t, shell, "apply", "-auto-approve")
	w.give(w.ip, w.otherNIC)
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_ip_allocation`, `198.18.0.2 belongs to VirtualMachine `+w.other).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if w.owner() != w.other {
		t.Errorf("%v has the address", w.owner())
	}
}

func run(t *testing.T, shell *acctest.Shell, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return output
}

func TestMachineInTheTrashIsSaidAndKeepsItsAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web(toMachine(w.machine)))
	run(t, shell, "apply", "-auto-approve")
	trashed := w.Trash(w.machine)
	if output := run(t, shell, "plan", "-detailed-exitcode"); !acctest.Matches(`Warning: Virtual machine in the trash`,
		`198.18.0.2`, `is in the trash as `+trashed, `Restore the machine`).MatchString(output) {
		t.Error(output)
	}
	run(t, shell, "destroy", "-auto-approve")
	if w.owner() != nil {
		t.Errorf("%v still has the address", w.owner())
	}
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

// One list tells all about the allocations to a machine.
func TestPlanOfManyAllocationsTakesOneListForEachMachine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []string{w.ip}
	for range 19 {
		ids = append(ids, w.lease(london, "ipv4"))
	}
	shell := w.Shell(fmt.Sprintf("locals {\n  ids = [\"%s\"]\n  machines = [%q, %q]\n}\n", strings.Join(ids, `", "`), w.machine, w.other) +
		named("many", "count = 20", "ip_address_id = local.ids[count.index]", "virtual_machine_id = local.machines[count.index % 2]"))
	w.ResetRequests()
	run(t, shell, "apply", "-auto-approve")
	if made := made(w.World); made[allocates] != 20 || made[reads] != 20 || made[lists] != 20 || made["GET /virtual_machines/virtual_machine"] != 2 {
		t.Errorf("20 allocations took %v", made)
	}
	w.ResetRequests()
	run(t, shell, "plan", "-detailed-exitcode")
	if made := made(w.World); made[lists] != 2 || len(w.Requests()) != 3 {
		t.Errorf("the plan took %v", made)
	}
	run(t, shell, "destroy", "-auto-approve")
}

func TestGeneratedConfigurationOfAnImportPlansNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.give(w.ip, w.nic)
	shell := w.CLIShell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, w.ip))
	if output := run(t, shell, "plan", "-generate-config-out=generated.tf"); !strings.Contains(output, "1 to import, 0 to add, 0 to change, 0 to destroy") {
		t.Errorf("%s\n%s", output, shell.Read("generated.tf"))
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Run(
		resource.TestStep{Config: w.web(toMachine(w.machine))},
		resource.TestStep{Config: w.web(toMachine(w.machine), "timeouts {\n  delete = \"3m\"\n}"), Check: func(*terraform.State) error {
			if n := w.Count(unallocates); n > 0 || w.Count(allocates) != 1 {
				return fmt.Errorf("%d requests to change nothing", n)
			}
			return nil
		}},
	)
}
