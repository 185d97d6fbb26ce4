package ip_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	vip := web(inLondon, "vip = true", `label = "web"`)
	for name, test := range map[string]struct {
		config string
		fault  simulator.Fault
		says   []string
	}{
		"the label":              {vip, refusal(creates, "Label has already been taken"), []string{`label = "web"`, `Label has already been taken`, `422 validation_error`}},
		"an empty pool":          {vip, simulator.Fault{Operation: creates, Status: 503, Code: "no_available_addresses"}, []string{`503 no_available_addresses`, `choose another network or version`}},
		"a network":              {web(`network_id = "netw_none"`), simulator.Fault{}, []string{`network_id = "netw_none"`, `404 network_not_found`}},
		"no right to the list":   {vip, simulator.Fault{Operation: lists, Status: 403, Code: "scope_not_granted"}, []string{`403 scope_not_granted`}},
		"the default network":    {`provider "katapult" {}`, simulator.Fault{}, nil},
		"something of all of it": {vip, refusal(creates, "Too many addresses"), []string{`with katapult_ip\.web`, `Too many addresses`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			if name == "the default network" {
				test.config = w.ProviderBlock(`data_center = "uk-lon-01"`) + web()
				test.fault = simulator.Fault{Operation: defaults, Status: 404, Code: "data_center_not_found"}
				test.says = []string{`404 data_center_not_found`, `Check data_center`}
			}
			if test.fault.Operation != "" {
				w.Inject(test.fault)
			}
			w.Run(
				resource.TestStep{Config: test.config, ExpectError: acctest.Matches(append([]string{`Cannot create katapult_ip`}, test.says...)...)},
				resource.TestStep{Config: web(inLondon), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
			)
		})
	}
}

func refusal(operation, sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedChangeKeepsTheAddressAsItWas(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	before := web(inLondon, "vip = true", `label = "web"`)
	w.Run(
		resource.TestStep{Config: before},
		resource.TestStep{
			PreConfig: func() { w.Inject(refusal(updates, "Label has already been taken")) },
			Config:    web(inLondon, "vip = true", `label = "db"`),
			ExpectError: acctest.Matches(`Cannot update katapult_ip`, `label = "db"`, `Updating "198.18.0.2" \(ip_\w+\) failed`,
				`Label has already been taken`),
		},
		resource.TestStep{Config: before, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestCreateWhoseAnswerIsLostLeasesOneAddress(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for _, config := range []string{web(inLondon), web(inLondon, "vip = true", `label = "web"`), web(inLondon, "version = 6")} {
			t.Run(name+" "+config, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, ip.Object)
				lease(w, "ipv4", nil)
				lease(w, "ipv6", nil)
				lease(w, "ipv4", map[string]any{"vip": true, "label": "web"})
				w.Inject(fault.On(creates))
				w.Run(
					resource.TestStep{Config: config},
					resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
				if n := len(w.Objects(kind)); n != 3 {
					t.Errorf("%d addresses are left of those that there were before", n)
				}
			})
		}
	}
}

// While the creation is under way, others lease an address of each sort.
func TestAddressesThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		version string
		more    map[string]any
		alike   bool
	}{
		"the same":           {"ipv4", nil, true},
		"of another version": {"ipv6", nil, false},
		"of another network": {"ipv4", map[string]any{"network": map[string]any{"id": amsterdam}}, false},
		"a VIP":              {"ipv4", map[string]any{"vip": true, "label": "web"}, false},
		"in use":             {"ipv4", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
			var (
				once   sync.Once
				theirs string
			)
			w.Observe(func(e simulator.Exchange) {
				if e.Operation == lists {
					once.Do(func() {
						theirs, _ = lease(w, test.version, test.more)
						if name == "in use" {
							w.AddVirtualMachine(katapult.VM{Name: "web", Interface: true, Addresses: []string{theirs}})
						}
					})
				}
			})
			output, err := w.Shell(web(inLondon)).Run("apply", "-auto-approve", "-no-color")
			switch {
			case !test.alike && err != nil:
				t.Errorf("%v\n%s", err, output)
			case test.alike && (err == nil || !acctest.Matches(`Cannot create katapult_ip`, `2 identical objects have appeared since`,
				`import {`, `to = katapult_ip\.NAME`, `id = "`+theirs+`"`).MatchString(output)):
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestVIPsOfOtherLabelsAreToldApart(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var once sync.Once
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { lease(w, "ipv4", map[string]any{"vip": true, "label": "db"}) })
		}
	})
	if output, err := w.Shell(web(inLondon, "vip = true", `label = "web"`)).Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestLostAddressThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, ip.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Skip: 1, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output, err := w.Shell(web(inLondon)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Creating it failed: the IP address may have been created`, `Searching for it failed`,
		`403 scope_not_granted`, `If so, import it; otherwise run Terraform again`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}
