package organizationdeletionsteps_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/organizationdeletionsteps"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "data.katapult_organization_deletion_steps.left"
	reads   = "GET /organizations/organization/deletion_steps"
)

func left(arguments string) string {
	return fmt.Sprintf("data \"katapult_organization_deletion_steps\" \"left\" {\n%s\n}\n", arguments)
}

// leaves expects exactly these steps to be left, given as name and description.
func leaves(steps ...string) statecheck.StateCheck {
	all := make([]knownvalue.Check, 0, len(steps)/2)
	for i := 0; i < len(steps); i += 2 {
		all = append(all, knownvalue.ObjectExact(map[string]knownvalue.Check{
			"name": knownvalue.StringExact(steps[i]), "description": knownvalue.StringExact(steps[i+1]),
		}))
	}
	return acctest.Has(address, "unsatisfied", knownvalue.ListExact(all))
}

func step(name string, satisfied bool, description string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New("steps").AtMapKey(name), knownvalue.ObjectExact(map[string]knownvalue.Check{
		"satisfied": knownvalue.Bool(satisfied), "description": knownvalue.StringExact(description),
	}))
}

func TestStepsFollowWhatTheOrganizationHas(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	finds := func(checks ...statecheck.StateCheck) {
		t.Helper()
		w.Run(resource.TestStep{Config: left(""), ConfigStateChecks: append(checks, acctest.Has(address, "steps", knownvalue.MapSizeExact(15)))})
	}
	finds(
		acctest.Has(address, "ready", knownvalue.Bool(true)), leaves(),
		step("virtual_machines", true, "All virtual machines must be deleted"),
		acctest.Has(address, "organization", knownvalue.StringExact("acme")), acctest.Has(address, "id", knownvalue.StringExact("acme")),
	)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true})
	w.SetDeletionStep("acme", "ensure_zero_balance", false)
	finds(
		acctest.Has(address, "ready", knownvalue.Bool(false)),
		leaves("virtual_machines", "All virtual machines must be deleted", "disks", "All disks must be deleted",
			"ip_addresses", "All IP addresses must be released", "ensure_zero_balance", "The account balance must be zero"),
		step("virtual_machines", false, "All virtual machines must be deleted"), step("isos", true, "All ISOs must be deleted"),
	)
	w.Trash(machine) // where it is still in the way, by another step
	w.AddDisk("data")
	w.AddVirtualNetwork("backend", "uk-lon-01")
	finds(
		acctest.Has(address, "ready", knownvalue.Bool(false)),
		leaves("disks", "All disks must be deleted", "empty_trash", "The trash must be empty",
			"virtual_networks", "All virtual networks must be deleted", "ip_addresses", "All IP addresses must be released",
			"ensure_zero_balance", "The account balance must be zero"),
	)
}

// The trash is emptied last of what fills it, and object storage fills it too.
func TestTrashIsEmptiedAfterWhatFillsIt(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	for _, name := range []string{"empty_trash", "object_storage", "virtual_networks"} {
		w.SetDeletionStep("acme", name, false)
	}
	w.Run(resource.TestStep{Config: left(""), ConfigStateChecks: []statecheck.StateCheck{leaves(
		"object_storage", "All object storage must be deleted",
		"empty_trash", "The trash must be empty",
		"virtual_networks", "All virtual networks must be deleted",
	)}})
}

func TestOrganizationIsTheNamedOneOrTheProviders(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *simulator.Options) { o.Organizations = []string{"acme", "globex"} }, organizationdeletionsteps.Object)
	w.SetDeletionStep("globex", "isos", false)
	id := w.OrganizationID("globex")
	for name, test := range map[string]struct {
		arguments, organization string
		ready                   bool
	}{
		"the provider's":    {"", "acme", true},
		"null":              {"organization = null", "acme", true},
		"by its sub-domain": {`organization = "globex"`, "globex", false},
		"by its ID":         {fmt.Sprintf("organization = %q", id), id, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Run(resource.TestStep{Config: left(test.arguments), ConfigStateChecks: []statecheck.StateCheck{
				acctest.Has(address, "ready", knownvalue.Bool(test.ready)),
				acctest.Has(address, "organization", knownvalue.StringExact(test.organization)),
				acctest.Has(address, "id", knownvalue.StringExact(test.organization)),
			}})
		})
	}
}

func TestBlankOrganizationIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	w.Run(resource.TestStep{Config: left(`organization = ""`), PlanOnly: true, ExpectError: acctest.Matches(`organization = ""`, `must not be blank`)})
	if n := w.Count(reads); n > 0 {
		t.Errorf("%d requests for a configuration that cannot work", n)
	}
}

// What the API does not say is done is not done: a wrong "ready" deletes.
func TestAnswersBeyondTheDocumentationAreReadWithCare(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body   string
		checks []statecheck.StateCheck
	}{
		"no step": {`{"steps":{}}`, []statecheck.StateCheck{
			acctest.Has(address, "ready", knownvalue.Bool(false)), leaves(), acctest.Has(address, "steps", knownvalue.MapSizeExact(0)),
		}},
		"new steps": {`{"steps":{"web_hosting":{"satisfied":false,"description":"W"},"disks":{"satisfied":false,"description":"D"},
			"clusters":{"satisfied":false,"description":"C"},"isos":{"satisfied":true,"description":"I"}}}`, []statecheck.StateCheck{
			acctest.Has(address, "ready", knownvalue.Bool(false)), leaves("disks", "D", "clusters", "C", "web_hosting", "W"),
			acctest.Has(address, "steps", knownvalue.MapSizeExact(4)), step("clusters", false, "C"), step("isos", true, "I"),
		}},
		"some steps, all satisfied": {`{"steps":{"disks":{"satisfied":true,"description":"D"}}}`, []statecheck.StateCheck{
			acctest.Has(address, "ready", knownvalue.Bool(true)), leaves(), step("disks", true, "D"),
		}},
		"a step that says nothing": {`{"steps":{"disks":{},"isos":{"satisfied":true,"description":"I"}}}`, []statecheck.StateCheck{
			acctest.Has(address, "ready", knownvalue.Bool(false)), leaves("disks", ""),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, organizationdeletionsteps.Object)
			w.Inject(simulator.Fault{Operation: reads, Status: http.StatusOK, Body: test.body, ContentType: "application/undocumented+json", Times: -1})
			w.Run(resource.TestStep{Config: left(""), ConfigStateChecks: test.checks})
		})
	}
}

func TestAnswerWithoutStepsIsNone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	w.Inject(simulator.Fault{Operation: reads, Status: http.StatusOK, Body: `{"step":{}}`, ContentType: "application/undocumented+json", Times: -1})
	w.Run(resource.TestStep{Config: left(""), ExpectError: acctest.Matches(`there is no steps in it`)})
}

func TestEveryDocumentedRefusalIsReadable(t *testing.T) {
	t.Parallel()
	const at = `on terraform_plugin_test\.tf line \d+, in data "katapult_organization_deletion_steps" "left":\s+[│\s]*\d+: `
	const atBlock, atOrganization = at + `data "kat`, at + `  organization = "acme"`
	tests := map[string]struct {
		fault simulator.Fault
		at    string
		says  []string
	}{
		"missing_api_token": {
			simulator.Fault{Status: http.StatusBadRequest, Description: "No API token was provided"},
			atBlock,
			[]string{`No API token was provided`, `400 missing_api_token`, `Set api_key in the provider block or KATAPULT_API_KEY`},
		},
		"unauthorized_network_for_api_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "Network is not allowed", Detail: map[string]any{"ip_address": "203.0.113.9"}},
			atBlock,
			[]string{`The request came from 203\.0\.113\.9`, `403 unauthorized_network_for_api_token`, `authorized IP addresses`},
		},
		"invalid_api_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "The token is invalid", Detail: map[string]any{"details": "It expired yesterday"}},
			atBlock,
			[]string{`It expired yesterday`, `403 invalid_api_token`, `Check api_key or KATAPULT_API_KEY`},
		},
		"invalid_capabilities_token": {
			simulator.Fault{Status: http.StatusForbidden, Description: "The capabilities token is invalid"},
			atBlock,
			[]string{`The capabilities token is invalid`, `403 invalid_capabilities_token`, `made for the core API`},
		},
		"scope_not_granted": {
			simulator.Fault{
				Status: http.StatusForbidden, Description: "A scope is missing",
				Detail: map[string]any{"scopes": []string{"organizations:delete", "managed_organizations:delete"}},
			},
			atBlock,
			[]string{`lacks a scope out of: organizations:delete, managed_organizations:delete`, `403 scope_not_granted`, `Add the scopes`},
		},
		"organization_suspended": {
			simulator.Fault{Status: http.StatusForbidden, Description: "An organization was found but it was suspended"},
			atOrganization,
			[]string{`it was suspended`, `403 organization_suspended`, `reinstated in the Katapult console`},
		},
		"organization_not_activated": {
			simulator.Fault{Status: http.StatusForbidden, Description: "An organization was found but it wasn't activated yet"},
			atOrganization,
			[]string{`wasn't activated yet`, `403 organization_not_activated`, `Finish the activation`},
		},
		"permission_denied": {
			simulator.Fault{Status: http.StatusForbidden, Description: "Permission denied", Detail: map[string]any{"details": "Only owners may look"}},
			atBlock,
			[]string{`Only owners may look`, `403 permission_denied`, `Ask an administrator`},
		},
		"organization_not_found": {
			simulator.Fault{Status: http.StatusNotFound, Description: "No organization was found"},
			atOrganization,
			[]string{`No organization was found`, `404 organization_not_found`, `Check organization, in the provider block, KATAPULT_ORGANIZATION or the object itself`},
		},
		"service_unavailable": {
			simulator.Fault{Status: http.StatusServiceUnavailable, Description: "The service is currently unavailable"},
			atBlock,
			[]string{`currently unavailable`, `503 service_unavailable`, `after 5 attempts`, `run Terraform again later`},
		},
	}
	for code, test := range tests {
		for form, bare := range map[string]bool{"as sent": false, "as documented": true} {
			t.Run(code+"/"+form, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, organizationdeletionsteps.Object)
				fault := test.fault
				fault.Operation, fault.Code, fault.Bare, fault.Times = reads, code, bare, -1
				w.Inject(fault)
				w.Run(resource.TestStep{
					Config: left(`  organization = "acme"`),
					ExpectError: acctest.Matches(append([]string{
						`Cannot read data source katapult_organization_deletion_steps`, test.at, `organization "acme": `,
					}, test.says...)...),
				})
			})
		}
	}
}

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"refused for rate":      {Status: http.StatusTooManyRequests, Code: "rate_limit_reached", Times: 2},
		"cut before the answer": {DropBefore: true},
		"a gateway's page":      {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, organizationdeletionsteps.Object)
			w.Inject(fault.On(reads))
			w.Run(resource.TestStep{Config: left(""), ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "ready", knownvalue.Bool(true))}})
		})
	}
}

func TestSuspendedOrganizationIsNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	w.Change(w.OrganizationID("acme"), map[string]any{"suspended": true})
	w.Run(resource.TestStep{Config: left(""), ExpectError: acctest.Matches(`organization "acme": An organization was found`, `403 organization_suspended`)})
}

func example(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("../../../../examples/data-sources/katapult_organization_deletion_steps/data-source.tf")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// teardown is the example's last stage.
var teardown = config.Variables{"teardown": config.BoolVariable(true)}

func TestExampleStopsATeardownWithTheListOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	w.Run(
		resource.TestStep{
			Config: example(t), ConfigVariables: teardown,
			ExpectError: acctest.Matches(`Resource precondition failed`, `cannot be deleted yet\. Left to do, in this order:`,
				`- virtual_machines: All virtual machines must be deleted`, `- disks: All disks must be deleted`),
		},
		resource.TestStep{
			PreConfig: func() { w.Remove(machine) },
			Config:    example(t), ConfigVariables: teardown,
			Check: resource.TestCheckResourceAttr("terraform_data.closing.0", "output", "acme"),
		},
	)
}

func TestExampleWarnsAndGoesOn(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationdeletionsteps.Object)
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	shell := w.Shell(example(t))
	warning := acctest.Matches(`Warning: Check block assertion failed`, `Left to do: virtual_machines, disks\.`)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !warning.MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	w.Remove(machine)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || strings.Contains(output, "Check block assertion failed") {
		t.Errorf("%v\n%s", err, output)
	}
}
