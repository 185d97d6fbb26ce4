package virtualmachinenetworkinterface_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/virtualmachinenetworkinterface"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName = "katapult_virtual_machine_network_interface"
	address  = typeName + ".web"
	kind     = "virtual_machine_network_interface"
	one      = "/virtual_machine_network_interfaces/virtual_machine_network_interface"
	creates  = "POST /virtual_machines/virtual_machine/network_interfaces"
	lists    = "GET /virtual_machines/virtual_machine/network_interfaces"
	reads    = "GET " + one
	deletes  = "DELETE " + one
	attaches = "POST " + one + "/attach"
	detaches = "POST " + one + "/detach"
	speeds   = "PATCH " + one + "/update_speed_profile"
	attach   = "Attach network interface"

	publicNetwork = "netw_gVRkZdSKczfNg34P"
	gigabit       = "nsp_Y8YS65yTivlCAjIY"
	tenGigabit    = "nsp_FKZSFo5xhn9Pfr79"
)

// world has a machine without any interface.
type world struct {
	*acctest.World

	machine string
}

func newWorld(t *testing.T, state string, change ...func(*simulator.Options)) world {
	t.Helper()
	w := acctest.NewWith(t, func(o *simulator.Options) {
		for _, c := range change {
			c(o)
		}
	}, virtualmachinenetworkinterface.Object)
	return world{w, w.AddVirtualMachine(simulator.VM{Name: "web", State: state})}
}

// on configures an interface on the public network, unless the arguments say
// otherwise.
func (w world) on(arguments ...string) string {
	all := []string{fmt.Sprintf("virtual_machine_id = %q", w.machine)}
	for _, standard := range []string{fmt.Sprintf("network_id = %q", publicNetwork), `network_speed_profile = "1gbps"`} {
		name, _, _ := strings.Cut(standard, " ")
		if !slices.ContainsFunc(arguments, func(a string) bool {
			return strings.HasPrefix(a, name+" ") || name == "network_id" && strings.HasPrefix(a, "virtual_network_id ")
		}) {
			all = append(all, standard)
		}
	}
	return fmt.Sprintf("resource %q \"web\" {\n  %s\n}\n", typeName, strings.Join(append(all, arguments...), "\n  "))
}

// made creates an object outside Terraform and returns its ID.
func (w world) made(path, kind string, body map[string]any) string {
	answer := w.Do("POST", path, body)
	object, _ := answer[kind].(map[string]any)
	id, _ := object["id"].(string)
	return id
}

func ref(id string) map[string]any { return map[string]any{"id": id} }

func (w world) addVirtualNetwork() string {
	return w.made("/organizations/organization/virtual_networks", "virtual_network", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "data_center": map[string]any{"permalink": "uk-lon-01"},
		"properties": map[string]any{"name": "backend"},
	})
}

func (w world) addAddress() string {
	return w.made("/organizations/organization/ip_addresses", "ip_address", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": ref(publicNetwork), "version": "ipv4",
	})
}

// addInterface gives the machine an interface outside Terraform.
func (w world) addInterface() string {
	return w.made("/virtual_machines/virtual_machine/network_interfaces", kind, map[string]any{
		"virtual_machine": ref(w.machine), "network": ref(publicNetwork), "speed_profile": ref(gigabit),
	})
}

// state returns the state of the only interface in the simulator.
func (w world) state() any {
	object, _ := w.Object(w.Only(kind))
	return object["state"]
}

func (w world) change(fields map[string]any) { w.Change(w.Only(kind), fields) }

// is checks the attachment.
func is(attached bool, state string) []statecheck.StateCheck {
	return []statecheck.StateCheck{acctest.Has(address, "attached", knownvalue.Bool(attached)), acctest.Has(address, "state", knownvalue.StringExact(state))}
}

func TestInterfaceOnThePublicNetworkNeedsLittle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(resource.TestStep{
		Config: w.on(),
		ConfigStateChecks: append(is(true, "attached"),
			acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^vmnet_\w{16}$`))),
			acctest.Has(address, "name", knownvalue.StringExact("Public Network on web")),
			acctest.Has(address, "mac_address", knownvalue.StringRegexp(regexp.MustCompile(`^3a(:[0-9a-f]{2}){5}$`))),
			acctest.Has(address, "network_id", knownvalue.StringExact(publicNetwork)),
			acctest.Has(address, "virtual_network_id", knownvalue.Null()),
			acctest.Has(address, "network_speed_profile", knownvalue.StringExact("1gbps")),
			acctest.Has(address, "speed_profile", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"id": knownvalue.StringExact(gigabit), "name": knownvalue.StringExact("1Gbps"), "permalink": knownvalue.StringExact("1gbps"),
			})),
			acctest.Has(address, "ip_address_ids", knownvalue.SetExact(nil)),
			acctest.Has(address, "ip_addresses", knownvalue.SetExact(nil)),
		),
	})
	if n := w.Count(attaches); n != 1 {
		t.Errorf("attached %d times", n)
	}
}

func TestInterfaceOnAVirtualNetwork(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	network := w.addVirtualNetwork()
	w.Run(
		resource.TestStep{
			Config: w.on(fmt.Sprintf("virtual_network_id = %q", network)),
			ConfigStateChecks: append(is(true, "attached"), acctest.Has(address, "network_id", knownvalue.Null()),
				acctest.Has(address, "virtual_network_id", knownvalue.StringExact(network)), acctest.Has(address, "name", knownvalue.StringExact("backend on web"))),
		},
		resource.TestStep{ // another network, another interface
			Config:           w.on(),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
		},
	)
}

func TestExactlyOneNetworkIsCheckedWhilePlanning(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string][2]string{
		"both":    {`network_id = "netw_a"`, `virtual_network_id = "vnet_b"`},
		"neither": {`network_id = null`, `virtual_network_id = null`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(resource.TestStep{
				Config: w.on(arguments[0], arguments[1]), PlanOnly: true,
				ExpectError: acctest.Matches(`Exactly one of these attributes must be configured: \[network_id,virtual_network_id\]`),
			})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestBlankArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"network_id", "virtual_network_id", "network_speed_profile"} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(resource.TestStep{Config: w.on(argument + ` = ""`), PlanOnly: true, ExpectError: acctest.Matches(argument+` = ""`, `must not be blank`)})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "started")
	w.Run(
		resource.TestStep{Config: w.on()},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           w.on(),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

// It holds in a transition too, and whichever arguments are not set.
func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"attached", "attaching"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "started")
			w.Run(
				resource.TestStep{Config: w.on()},
				resource.TestStep{
					PreConfig: func() { w.change(map[string]any{"state": state}); w.ResetRequests() },
					Config:    w.on("timeouts {\n    update = \"3m\"\n  }"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
					Check: func(*terraform.State) error {
						if n := w.Count(attaches) + w.Count(speeds) + w.Count("GET /virtual_machines/virtual_machine"); n > 0 {
							return fmt.Errorf("%d requests to change nothing", n)
						}
						return nil
					},
				},
				resource.TestStep{PreConfig: func() { w.change(map[string]any{"state": "attached"}) }, RefreshState: true},
			)
		})
	}
}
