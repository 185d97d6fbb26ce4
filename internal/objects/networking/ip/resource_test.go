package ip_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address   = "katapult_ip.web"
	kind      = "ip_address"
	creates   = "POST /organizations/organization/ip_addresses"
	lists     = "GET /organizations/organization/ip_addresses"
	reads     = "GET /ip_addresses/ip_address"
	updates   = "PATCH /ip_addresses/ip_address"
	deletes   = "DELETE /ip_addresses/ip_address"
	checks    = "GET /organizations/organization/available_networks"
	defaults  = "GET /data_centers/data_center/default_network"
	amsterdam = "netw_gnlxBcgtF7xyMslK"
	inLondon  = `network_id = "` + london + `"`
)

func web(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_ip\" \"web\" {\n%s\n}\n", strings.Join(arguments, "\n"))
}

// has checks the arguments, and that nothing has the address.
func has(network, label string, version int64, vip bool) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^ip_\w{16}$`))),
		acctest.Has(address, "network_id", knownvalue.StringExact(network)),
		acctest.Has(address, "version", knownvalue.Int64Exact(version)),
		acctest.Has(address, "vip", knownvalue.Bool(vip)),
		acctest.Has(address, "label", knownvalue.StringExact(label)),
		acctest.Has(address, "reverse_dns", knownvalue.StringRegexp(regexp.MustCompile(`\.rdns\.katapult\.cloud$`))),
		acctest.Has(address, "allocation_type", knownvalue.StringExact("")),
		acctest.Has(address, "allocation_id", knownvalue.StringExact("")),
	}
}

func TestVIPAndLabelChangeInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	is := func(label string, vip bool) []statecheck.StateCheck {
		return append(has(london, label, 4, vip), same.AddStateValue(address, tfjsonpath.New("id")),
			acctest.Has(address, "address", knownvalue.StringExact("198.18.0.2")),
			acctest.Has(address, "address_with_mask", knownvalue.StringExact("198.18.0.2/22")))
	}
	changes := acctest.Plans(address, plancheck.ResourceActionUpdate)
	w.Run(
		resource.TestStep{Config: web(inLondon), ConfigStateChecks: is("", false)},
		resource.TestStep{Config: web(inLondon, "vip = true", `label = "web"`), ConfigPlanChecks: changes, ConfigStateChecks: is("web", true)},
		resource.TestStep{Config: web(inLondon, "vip = true", `label = "website"`), ConfigPlanChecks: changes, ConfigStateChecks: is("website", true)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{Config: web(), ConfigPlanChecks: changes, ConfigStateChecks: is("", false)}, // cleared
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
	var sent []string
	for _, r := range w.Requests() {
		var body map[string]any
		if r.Operation == updates && json.Unmarshal(r.Body, &body) == nil {
			delete(body, "ip_address")
			text, _ := json.Marshal(body)
			sent = append(sent, string(text))
		}
	}
	if got := strings.Join(sent, " "); got != `{"label":"web","vip":true} {"label":"website"} {"label":"","vip":false}` {
		t.Errorf("sent %s", got)
	}
}

func TestVersionAndNetworkReplace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	replaces := acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)
	inAmsterdam := fmt.Sprintf("network_id = %q", amsterdam)
	w.Run(
		resource.TestStep{Config: web(inLondon, "version = 4"), ConfigStateChecks: has(london, "", 4, false)},
		resource.TestStep{
			Config: web(inLondon, "version = 6"), ConfigPlanChecks: replaces,
			ConfigStateChecks: append(has(london, "", 6, false), acctest.Has(address, "address_with_mask", knownvalue.StringExact("2001:db8:500::2/48"))),
		},
		resource.TestStep{Config: web(inAmsterdam, "version = 6"), ConfigPlanChecks: replaces, ConfigStateChecks: has(amsterdam, "", 6, false)},
		resource.TestStep{Config: web(inAmsterdam), ConfigPlanChecks: replaces, ConfigStateChecks: has(amsterdam, "", 4, false)},
		// The address stays where it is, also with the argument removed.
		resource.TestStep{
			Config:           w.ProviderBlock(`data_center = "uk-lon-01"`) + web(),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: has(amsterdam, "", 4, false),
		},
	)
}

// Each creation lists the addresses that there were before. The default network is
// asked for once.
func TestManyAddressesAskForTheDefaultNetworkOnce(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Run(resource.TestStep{
		Config: w.ProviderBlock(`data_center = "nl-ams-01"`) + web("count = 20"),
		Check: func(state *terraform.State) error { // before the step's second plan reads anything
			if made := made(w); made[creates] != 20 || made[lists] != 20 || made[defaults] != 1 || made[checks] == 0 || len(made) != 4 {
				return fmt.Errorf("leasing 20 addresses took %v", made)
			}
			if got := state.RootModule().Resources[address+".0"].Primary.Attributes["network_id"]; got != amsterdam {
				return fmt.Errorf("it is in %s", got)
			}
			return nil
		},
	})
}

func TestNoNetworkAtAllIsSaidWhilePlanning(t *testing.T) {
	t.Parallel()
	acctest.New(t, ip.Object).Run(resource.TestStep{
		Config: web(), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot plan katapult_ip`, `no default data centre is configured`, `set data_center in the provider block`),
	})
}

func TestWhatCannotWorkIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for arguments, says := range map[string][]string{
		"vip = true":                          {`vip = true`, `A VIP needs a label`},
		`label = "web"`:                       {`label = "web"`, `Only VIPs have a label`},
		"vip = false\nlabel = \"web\"":        {`label = "web"`, `Only VIPs have a label`},
		"vip = true\nlabel = \"\"":            {`label = ""`, `must not be blank`},
		"version = 5":                         {`version = 5`, `must be one of: \["4" "6"\]`},
		"network_id = \"\"":                   {`network_id = ""`, `must not be blank`},
		"vip = true\nlabel = null":            {`vip = true`, `A VIP needs a label`},
		"vip = true\nlabel = \"a\"\nid=\"a\"": {`id\s*=\s*"a"`},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			w.Run(resource.TestStep{Config: web(arguments), PlanOnly: true, ExpectError: acctest.Matches(says...)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Run(
		resource.TestStep{Config: web(inLondon)},
		resource.TestStep{Config: web(inLondon, "timeouts {\n  delete = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Run(
		resource.TestStep{Config: web(inLondon)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           web(inLondon),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		change map[string]any
	}{
		"a new label":        {web(inLondon, "vip = true", `label = "web"`), map[string]any{"label": "edited"}},
		"no VIP any more":    {web(inLondon, "vip = true", `label = "web"`), map[string]any{"vip": false, "label": nil}},
		"made a VIP":         {web(inLondon), map[string]any{"vip": true, "label": "edited"}},
		"another VIP's name": {web(inLondon, "vip = true", `label = "web"`), map[string]any{"label": "web "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			w.Run(
				resource.TestStep{Config: test.config},
				resource.TestStep{
					PreConfig: func() { w.Change(w.Only(kind), test.change) },
					Config:    test.config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				},
			)
		})
	}
}

// allocate gives the only address to a new machine, and returns its ID.
func allocate(w *acctest.World, name string) string {
	return w.AddVirtualMachine(simulator.VM{Name: name, Interface: true, Addresses: []string{w.Only(kind)}})
}

func TestAllocationAndReverseNameFollowTheAPIWithoutAnyChange(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	var machine string
	shell := w.Shell(web(inLondon))
	run := func(arguments ...string) {
		t.Helper()
		if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	run("apply", "-auto-approve")
	machine = allocate(w, "web")
	run("plan", "-detailed-exitcode")
	run("apply", "-refresh-only", "-auto-approve")
	state := shell.Read("terraform.tfstate")
	for _, want := range []string{`"allocation_id": "` + machine + `"`, `"allocation_type": "VirtualMachine"`, `"reverse_dns": "web.acme.katapult.cloud"`} {
		if !regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(want), ": ", `:\s*`)).MatchString(state) {
			t.Errorf("no %s in %s", want, state)
		}
	}
	w.Remove(machine)
	run("plan", "-detailed-exitcode")
}

// What has the address may change between the plan and the change of the label.
func TestAllocationThatChangesDuringAnUpdateIsNoError(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	shell := w.Shell("variable \"label\" {\n  default = \"web\"\n}\n" + web(inLondon, "vip = true", "label = var.label"))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var machine string
	output, err := shell.Between(func() { machine = allocate(w, "web") }, "-var=label=website")
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if state := shell.Read("terraform.tfstate"); !strings.Contains(state, machine) {
		t.Errorf("the state does not have the owner: %s", state)
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

// One list for all, or one request for each, whichever is fewer. Lists lack the label
// of a VIP.
func TestPlanOfManyAddresses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		count        int
		arguments    string
		reads, lists int
	}{
		"three":         {3, "", 3, 0},
		"a hundred":     {100, "", 3, 1},
		"a hundred VIP": {100, "vip = true\nlabel = \"web-${count.index}\"", 100, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			shell := w.Shell(web(inLondon, fmt.Sprintf("count = %d", test.count), test.arguments))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			w.ResetRequests()
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if made := made(w); made[reads] != test.reads || made[lists] != test.lists || len(w.Requests()) != test.reads+test.lists+1 {
				t.Errorf("the plan took %v", made)
			}
		})
	}
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		version, config, vip, label string
	}{
		"minimal": {"ipv4", web(inLondon), "false", ""},
		"default": {"ipv4", web(), "false", ""},
		"IPv6":    {"ipv6", web(inLondon, "version = 6"), "false", ""},
		"VIP":     {"ipv4", web(inLondon, "vip = true", `label = "web"`), "true", "web"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			more := map[string]any{}
			if test.vip == "true" {
				more = map[string]any{"vip": true, "label": test.label}
			}
			id, leased := lease(w, test.version, more)
			object, _ := w.Object(id)
			shell := w.Shell(test.config)
			shell.WriteState("katapult_ip", "web", fmt.Sprintf(`{"id": %q, "network_id": %q, "version": %s, "vip": %s, "label": %q, "address": %q,
				"address_with_mask": %q, "reverse_dns": %q, "allocation_type": "", "allocation_id": ""}`,
				id, london, strings.TrimPrefix(test.version, "ipv"), test.vip, test.label, leased, object["address_with_mask"], object["reverse_dns"]))
			for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
				if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
			}
		})
	}
}
