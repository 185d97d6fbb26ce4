package loadbalancer_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address = "katapult_load_balancer.web"
	kind    = "load_balancer"
	creates = "POST /organizations/organization/load_balancers"
	lists   = "GET /organizations/organization/load_balancers"
	reads   = "GET /load_balancers/load_balancer"
	updates = "PATCH /load_balancers/load_balancer"
	deletes = "DELETE /load_balancers/load_balancer"

	london    = "loc_UUhPmoCbpic6UX0Y"
	amsterdam = "dc_Wm37yAq0BHhKXsPa"
)

var named = `name = "web"`

// web configures a load balancer.
func web(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_load_balancer\" \"web\" {\n%s\n}\n", strings.Join(arguments, "\n"))
}

// inLondon is a configuration whose provider has a data centre.
func inLondon(w *acctest.World, arguments ...string) string {
	return w.ProviderBlock(`data_center = "uk-lon-01"`) + web(arguments...)
}

func none() knownvalue.Check { return knownvalue.SetExact([]knownvalue.Check{}) }

func only(ids ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(ids))
	for i, id := range ids {
		checks[i] = knownvalue.StringExact(id)
	}
	return knownvalue.SetExact(checks)
}

// has checks attributes of the load balancer in the state.
func has(values map[string]knownvalue.Check) []statecheck.StateCheck {
	var checks []statecheck.StateCheck
	for attribute, value := range values {
		checks = append(checks, acctest.Has(address, attribute, value))
	}
	return checks
}

func run(t *testing.T, shell *acctest.Shell, arguments ...string) string {
	t.Helper()
	output, err := shell.Run(append(arguments, "-no-color")...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return output
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

// changes are the bodies of the updates.
func changes(w *acctest.World) []string {
	var all []string
	for _, r := range w.Requests() {
		if r.Operation == updates {
			all = append(all, string(r.Body))
		}
	}
	return all
}

func TestMinimalLoadBalancer(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Run(
		resource.TestStep{
			Config: inLondon(w, named),
			ConfigStateChecks: has(map[string]knownvalue.Check{
				"id":                          knownvalue.StringRegexp(regexp.MustCompile(`^lb_\w{16}$`)),
				"virtual_machine_ids":         none(),
				"virtual_machine_group_ids":   none(),
				"tag_ids":                     none(),
				"https_redirect":              knownvalue.Bool(false),
				"enable_weighting":            knownvalue.Bool(false),
				"weights":                     knownvalue.Null(),
				"standby_virtual_machine_ids": none(),
				"api_reference":               knownvalue.Null(),
				"annotations":                 knownvalue.Null(),
				"data_center_id":              knownvalue.StringExact(london),
				"ip_address":                  knownvalue.StringRegexp(regexp.MustCompile(`^198\.18\.`)),
				"ip_address_id":               knownvalue.StringRegexp(regexp.MustCompile(`^ip_`)),
				"backend_certificate":         knownvalue.StringRegexp(regexp.MustCompile(`^-----BEGIN CERTIFICATE-----`)),
			}),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
}

func TestEveryArgumentChangesInPlaceAndIsCleared(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	one, other := w.AddVirtualMachine(katapult.VM{Name: "web-1"}), w.AddVirtualMachine(katapult.VM{Name: "web-2"})
	behind := fmt.Sprintf("virtual_machine_ids = [%q, %q]", one, other)
	sameID, sameAddress := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesSame())
	step := func(checks map[string]knownvalue.Check, arguments ...string) resource.TestStep {
		return resource.TestStep{
			Config:            inLondon(w, arguments...),
			ConfigStateChecks: append(has(checks), sameID.AddStateValue(address, tfjsonpath.New("id")), sameAddress.AddStateValue(address, tfjsonpath.New("ip_address"))),
			ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
		}
	}
	first := step(map[string]knownvalue.Check{
		"https_redirect": knownvalue.Bool(true), "api_reference": knownvalue.StringExact("shop"), "virtual_machine_ids": only(one, other),
		"weights":                     knownvalue.MapExact(map[string]knownvalue.Check{one: knownvalue.Int64Exact(10)}),
		"standby_virtual_machine_ids": only(other), "annotations": knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("shop")}),
	}, named, behind, "https_redirect = true", "enable_weighting = true", fmt.Sprintf("weights = { %q = 10 }", one),
		fmt.Sprintf("standby_virtual_machine_ids = [%q]", other), `api_reference = "shop"`, `annotations = { team = "shop" }`, fmt.Sprintf("data_center_id = %q", london))
	first.ConfigPlanChecks = acctest.Plans(address, plancheck.ResourceActionCreate)
	w.Run(
		first,
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		step(map[string]knownvalue.Check{
			"name": knownvalue.StringExact("renamed"), "https_redirect": knownvalue.Bool(false), "api_reference": knownvalue.StringExact("store"),
			"weights":                     knownvalue.MapExact(map[string]knownvalue.Check{other: knownvalue.Int64Exact(20)}),
			"standby_virtual_machine_ids": only(one), "annotations": knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("store")}),
		}, `name = "renamed"`, behind, "https_redirect = false", "enable_weighting = true", fmt.Sprintf("weights = { %q = 20 }", other),
			fmt.Sprintf("standby_virtual_machine_ids = [%q]", one), `api_reference = "store"`, `annotations = { team = "store" }`),
		step(map[string]knownvalue.Check{
			"enable_weighting": knownvalue.Bool(false), "weights": knownvalue.Null(), "virtual_machine_ids": none(), "api_reference": knownvalue.Null(),
			"annotations": knownvalue.Null(), "data_center_id": knownvalue.StringExact(london), "standby_virtual_machine_ids": only(one), // it stays
		}, `name = "renamed"`),
		step(map[string]knownvalue.Check{"standby_virtual_machine_ids": none()}, `name = "renamed"`, "standby_virtual_machine_ids = []"),
	)
	for _, r := range w.Objects(kind) {
		t.Errorf("left behind: %v", r["id"])
	}
}

func TestDataCenterReplacesAndDefaultsToTheProviders(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Run(
		resource.TestStep{Config: web(named, fmt.Sprintf("data_center_id = %q", amsterdam)), ConfigStateChecks: has(map[string]knownvalue.Check{
			"data_center_id": knownvalue.StringExact(amsterdam), "ip_address": knownvalue.StringRegexp(regexp.MustCompile(`^198\.19\.`)),
		})},
		resource.TestStep{Config: inLondon(w, named), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config:           web(named, fmt.Sprintf("data_center_id = %q", london)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
		},
	)
}

func TestMissingDataCenterIsSaidWhilePlanning(t *testing.T) {
	t.Parallel()
	acctest.New(t, loadbalancer.Object).Run(resource.TestStep{
		Config: web(named), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot plan katapult_load_balancer`, `no default data centre is configured`, `set data_center in the provider block`),
	})
}

func TestBadArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, says string }{
		"a blank name":                   {`name = " "`, `must not be blank`},
		"a long name":                    {fmt.Sprintf("name = %q", strings.Repeat("ü", 61)), `UTF-8 character count must be at most 60, got: 61`},
		"machines and groups":            {named + "\nvirtual_machine_ids = [\"vm_1\"]\nvirtual_machine_group_ids = [\"vmgrp_1\"]", `Only one of virtual_machine_ids`},
		"machines and tags":              {named + "\nvirtual_machine_ids = [\"vm_1\"]\ntag_ids = [\"tag_1\"]", `Only one of virtual_machine_ids`},
		"a blank machine":                {named + "\nvirtual_machine_ids = [\"\"]", `an element is blank`},
		"a weight of another machine":    {named + "\nvirtual_machine_ids = [\"vm_1\"]\nweights = { vm_2 = 1 }", `"vm_2" is not among virtual_machine_ids`},
		"a weight of no machine":         {named + "\nvirtual_machine_ids = []\nweights = { vm_2 = 1 }", `"vm_2" is not among virtual_machine_ids`},
		"a negative weight":              {named + "\nweights = { vm_2 = -1 }", `weight of "vm_2" is negative`},
		"a weight that is null":          {named + "\nweights = { vm_2 = null }", `weight of "vm_2" is null`},
		"a blank reference":              {named + "\napi_reference = \"\"", `must not be blank`},
		"a blank data centre":            {named + "\ndata_center_id = \"\"", `must not be blank`},
		"an annotation without a value":  {named + "\nannotations = { team = \"\" }", `value of "team" is null or blank`},
		"a standby machine that is null": {named + "\nstandby_virtual_machine_ids = [null]", `an element is null`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			w.Run(resource.TestStep{Config: inLondon(w, test.arguments), PlanOnly: true, ExpectError: acctest.Matches(test.says)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestNameOfSixtyCharactersIsFine(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Run(resource.TestStep{Config: inLondon(w, fmt.Sprintf("name = %q", strings.Repeat("ü", 60)))})
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Run(
		resource.TestStep{Config: inLondon(w, named)},
		resource.TestStep{Config: inLondon(w, named, "timeouts {\n  delete = \"3m\"\n}")},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by identity": "identity = { id = %q }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			machine := w.AddVirtualMachine(katapult.VM{})
			id := w.AddLoadBalancer(map[string]any{"resource_ids": []string{machine}, "https_redirect": true})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) +
					web(named, "https_redirect = true", fmt.Sprintf("virtual_machine_ids = [%q]", machine)),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"lb_doesnotexist0000": `Cannot import non-existent remote object`,
		"lbrule_4U8LCA22VD7F": `"lbrule_4U8LCA22VD7F" is not of the form ID, such as lb_…`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, loadbalancer.Object).Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(named), PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.Run(
		resource.TestStep{Config: inLondon(w, named)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           inLondon(w, named),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]any{
		"name": "edited", "https_redirect": true, "enable_weighting": true, "api_reference": "edited",
		"annotations": []any{map[string]any{"key": "team", "value": "edited"}}, "resource_ids": []any{},
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			config := inLondon(w, named, `annotations = { team = "shop" }`, fmt.Sprintf("virtual_machine_ids = [%q]", w.AddVirtualMachine(katapult.VM{})))
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig:        func() { w.Change(w.Only(kind), map[string]any{field: value}) },
					Config:           config,
					ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
				},
			)
		})
	}
}

// What is not configured, others may change.
func TestAnnotationsAndStandbyMachinesOfOthersStay(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	machine := w.AddVirtualMachine(katapult.VM{})
	w.Run(
		resource.TestStep{Config: inLondon(w, named, `annotations = { team = "shop" }`)},
		resource.TestStep{
			PreConfig: func() {
				w.Change(w.Only(kind), map[string]any{"standby_vms": []any{machine}, "annotations": []any{
					map[string]any{"key": "team", "value": "shop"}, map[string]any{"key": "theirs", "value": "x"},
				}})
			},
			Config: inLondon(w, named, `annotations = { team = "shop" }`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
		resource.TestStep{Config: inLondon(w, named, `annotations = { team = "store" }`)},
		resource.TestStep{
			PreConfig: func() {
				sent := changes(w)
				if want := `{"annotations":[{"key":"team","value":"store"},{"key":"theirs","value":"x"}],"load_balancer":{"id":"` + w.Only(kind) + `"},"properties":{}}`; len(sent) != 1 || sent[0] != want {
					t.Errorf("sent %q, want %s", sent, want)
				}
			},
			Config: inLondon(w, named, `annotations = { team = "store" }`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ set, resourceType string }{
		"machines":   {"virtual_machine_ids", "virtual_machines"},
		"groups":     {"virtual_machine_group_ids", "virtual_machine_groups"},
		"tags":       {"tag_ids", "tags"},
		"no targets": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, loadbalancer.Object)
			ids := map[string]string{"virtual_machines": w.AddVirtualMachine(katapult.VM{}), "virtual_machine_groups": w.AddGroup("web"), "tags": w.AddTag("web", "red")}
			sets := map[string]string{"virtual_machine_ids": "[]", "virtual_machine_group_ids": "[]", "tag_ids": "[]"}
			properties, arguments := map[string]any{}, []string{named}
			if test.set != "" {
				properties = map[string]any{"resource_type": test.resourceType, "resource_ids": []string{ids[test.resourceType]}}
				sets[test.set] = fmt.Sprintf("[%q]", ids[test.resourceType])
				arguments = append(arguments, fmt.Sprintf("%s = %s", test.set, sets[test.set]))
			}
			id := w.AddLoadBalancer(properties)
			b, _ := w.Object(id)
			ip, _ := b["ip_address"].(map[string]any)
			shell := w.Shell(inLondon(w, arguments...))
			shell.WriteState("katapult_load_balancer", "web", fmt.Sprintf(`{"id": %q, "name": "web", "https_redirect": false, "ip_address": %q,
				"virtual_machine_ids": %s, "virtual_machine_group_ids": %s, "tag_ids": %s}`,
				id, ip["address"], sets["virtual_machine_ids"], sets["virtual_machine_group_ids"], sets["tag_ids"]))
			for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
				run(t, shell, "plan", "-detailed-exitcode", refresh)
			}
			// An update of such a state has nothing to do with what it lacks.
			shell.Configure(inLondon(w, append(arguments, "https_redirect = true", fmt.Sprintf("data_center_id = %q", london))...))
			run(t, shell, "apply", "-auto-approve", "-refresh=false")
			if got := changes(w); len(got) != 1 || !strings.Contains(got[0], `"properties":{"https_redirect":true}`) {
				t.Errorf("sent %q", got)
			}
			run(t, shell, "plan", "-detailed-exitcode")
		})
	}
}

// The state does not tell where the load balancer is, and nothing is destroyed for that.
func TestUnreadDataCenterIsNotReplaced(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	id := w.AddLoadBalancer(nil)
	shell := w.Shell(web(named, fmt.Sprintf("data_center_id = %q", amsterdam)))
	shell.WriteState("katapult_load_balancer", "web", fmt.Sprintf(`{"id": %q, "name": "web", "https_redirect": false, "ip_address": "198.18.0.2",
		"virtual_machine_ids": [], "virtual_machine_group_ids": [], "tag_ids": []}`, id))
	output, err := shell.Run("apply", "-auto-approve", "-refresh=false", "-no-color")
	if err == nil || !acctest.Matches(`Cannot update katapult_load_balancer`, `data_center_id = "dc_`, `it is in data centre loc_`, `Plan again, without -refresh=false`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if _, exists := w.Object(id); !exists {
		t.Error("the load balancer was destroyed")
	}
}

func TestLoadBalancersAreCreatedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	const latency = 30 * time.Millisecond
	w := acctest.NewWith(t, func(o *katapult.Options) { o.Latency = latency }, loadbalancer.Object)
	shell := w.Shell(w.ProviderBlock(`data_center = "uk-lon-01"`) + "resource \"katapult_load_balancer\" \"web\" {\n  count = 5\n  name = \"web-${count.index}\"\n}\n")
	run(t, shell, "apply", "-auto-approve")
	var last time.Time
	for _, r := range w.Requests() {
		if r.Operation != creates {
			continue
		}
		if r.Time.Sub(last) < latency {
			t.Errorf("a creation was asked for %s after another", r.Time.Sub(last))
		}
		last = r.Time
	}
	if made := made(w); made[creates] != 5 || made[lists] != 5 || made[reads] != 0 {
		t.Errorf("the apply took %v", made)
	}
	w.ResetRequests()
	run(t, shell, "plan", "-detailed-exitcode")
	if made := made(w); made[reads] != 5 || made[lists] != 0 {
		t.Errorf("the plan took %v", made)
	}
}
