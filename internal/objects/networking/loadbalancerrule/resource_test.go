package loadbalancerrule_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/objects/networking/loadbalancerrule"
)

const (
	address = "katapult_load_balancer_rule.web"
	kind    = "load_balancer_rule"
	creates = "POST /load_balancers/load_balancer/rules"
	lists   = "GET /load_balancers/load_balancer/rules"
	reads   = "GET /load_balancers/rules/load_balancer_rule"
	updates = "PATCH /load_balancers/rules/load_balancer_rule"
	deletes = "DELETE /load_balancers/rules/load_balancer_rule"
)

// minimal are the arguments of a rule that have no default.
var minimal = map[string]string{"listen_port": "80", "destination_port": "8080", "protocol": `"HTTP"`}

// web configures a rule. Each argument is "name = value"; later ones replace earlier ones.
func web(balancer string, arguments ...string) string {
	all := maps.Clone(minimal)
	all["load_balancer_id"] = fmt.Sprintf("%q", balancer)
	for _, argument := range arguments {
		name, value, _ := strings.Cut(argument, " = ")
		all[name] = value
	}
	var config strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&config, "  %s = %s\n", name, all[name])
	}
	return fmt.Sprintf("resource \"katapult_load_balancer_rule\" \"web\" {\n%s}\n", config.String())
}

// balanced is a world with a load balancer, and with the certificates cert_1 and cert_2.
func balanced(t *testing.T) (w *acctest.World, balancer string) {
	t.Helper()
	w = acctest.New(t, loadbalancerrule.Object, loadbalancer.Object)
	w.AddCertificateAs("cert_1", "self_signed", "www.example.com")
	w.AddCertificateAs("cert_2", "custom", "shop.example.com")
	return w, w.AddLoadBalancer(nil)
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

// properties are those of the last request of an operation.
func properties(t *testing.T, w *acctest.World, operation string) string {
	t.Helper()
	body := ""
	for _, r := range w.Requests() {
		if r.Operation == operation {
			body = string(r.Body)
		}
	}
	_, after, _ := strings.Cut(body, `"properties":`)
	return strings.TrimSuffix(after, "}")
}

func has(values map[string]knownvalue.Check) []statecheck.StateCheck {
	var checks []statecheck.StateCheck
	for attribute, value := range values {
		checks = append(checks, acctest.Has(address, attribute, value))
	}
	return checks
}

func text(value string) knownvalue.Check { return knownvalue.StringExact(value) }

func number(value int64) knownvalue.Check { return knownvalue.Int64Exact(value) }

func no() knownvalue.Check { return knownvalue.Bool(false) }

func only(ids ...string) knownvalue.Check {
	checks := []knownvalue.Check{}
	for _, id := range ids {
		checks = append(checks, text(id))
	}
	return knownvalue.SetExact(checks)
}

var defaults = map[string]knownvalue.Check{
	"id": knownvalue.StringRegexp(regexp.MustCompile(`^lbrule_\w{16}$`)), "algorithm": text("round_robin"),
	"listen_port": number(80), "destination_port": number(8080), "protocol": text("HTTP"), "proxy_protocol": no(), "backend_ssl": no(),
	"passthrough_ssl": no(), "certificate_ids": only(), "check_enabled": no(), "check_fall": number(2), "check_interval": number(20),
	"check_http_statuses": text("2"), "check_path": text("/"), "check_protocol": text("HTTP"), "check_rise": number(2), "check_timeout": number(5),
}

func TestMinimalRuleHasTheDefaults(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Run(
		resource.TestStep{Config: web(balancer), ConfigStateChecks: has(defaults)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
	// What the krystal/katapult provider sends, too.
	want := `{"algorithm":"round_robin","listen_port":80,"destination_port":8080,"protocol":"HTTP","certificates":[],"proxy_protocol":false,"backend_ssl":false,` +
		`"passthrough_ssl":false,"check_enabled":false,"check_fall":2,"check_interval":20,"check_rise":2,"check_timeout":5,"check_protocol":"HTTP","check_path":"/","check_http_statuses":"2"}`
	if got := properties(t, w, creates); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

func TestEveryArgumentChangesInPlaceAndIsCleared(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	same := statecheck.CompareValue(compare.ValuesSame())
	all := []string{
		"listen_port = 443", "destination_port = 8443", `protocol = "HTTPS"`, `algorithm = "sticky"`, "proxy_protocol = true", "backend_ssl = true",
		`certificate_ids = ["cert_1", "cert_2"]`, "check_enabled = true", "check_fall = 4", "check_interval = 60", "check_rise = 3", "check_timeout = 20",
		`check_path = "/up"`, `check_http_statuses = "234"`,
	}
	full := map[string]knownvalue.Check{
		"listen_port": number(443), "destination_port": number(8443), "protocol": text("HTTPS"), "algorithm": text("sticky"), "proxy_protocol": knownvalue.Bool(true),
		"backend_ssl": knownvalue.Bool(true), "certificate_ids": only("cert_1", "cert_2"), "check_enabled": knownvalue.Bool(true), "check_fall": number(4),
		"check_interval": number(60), "check_rise": number(3), "check_timeout": number(20), "check_path": text("/up"), "check_http_statuses": text("234"),
	}
	w.Run(
		resource.TestStep{Config: web(balancer), ConfigStateChecks: append(has(defaults), same.AddStateValue(address, tfjsonpath.New("id")))},
		resource.TestStep{
			Config: web(balancer, all...), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(has(full), same.AddStateValue(address, tfjsonpath.New("id"))),
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			Config:           web(balancer, `protocol = "HTTPS"`, "passthrough_ssl = true", `algorithm = "least_connections"`, "check_enabled = true", `check_protocol = "TCP"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(has(map[string]knownvalue.Check{
				"check_protocol": text("TCP"), "passthrough_ssl": knownvalue.Bool(true), "algorithm": text("least_connections"), "certificate_ids": only(),
				"check_path": text("/up"), "check_http_statuses": text("234"), // they stay: a TCP check has none
			}), same.AddStateValue(address, tfjsonpath.New("id"))),
		},
		resource.TestStep{
			Config: web(balancer), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(has(defaults), same.AddStateValue(address, tfjsonpath.New("id"))),
		},
	)
}

func TestChangeSendsWhatChanges(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	steps := []resource.TestStep{{Config: web(balancer)}}
	for _, change := range [][2]string{
		{"destination_port = 9000", `{"destination_port":9000}`},
		{"proxy_protocol = true", `{"destination_port":8080,"proxy_protocol":true}`},
		{"check_enabled = true", `{"proxy_protocol":false,"check_enabled":true}`},
	} {
		steps = append(steps, resource.TestStep{Config: web(balancer, change[0]), Check: func(*terraform.State) error {
			if got := properties(t, w, updates); got != change[1] {
				return fmt.Errorf("sent %s, want %s", got, change[1])
			}
			return nil
		}})
	}
	w.Run(steps...)
}

func TestLoadBalancerReplaces(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	other := w.AddLoadBalancer(map[string]any{"name": "other"})
	w.Run(
		resource.TestStep{Config: web(balancer)},
		resource.TestStep{
			Config: web(other), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: has(map[string]knownvalue.Check{"load_balancer_id": text(other)}),
		},
	)
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Run(
		resource.TestStep{Config: web(balancer)},
		resource.TestStep{Config: strings.Replace(web(balancer), "\n}", "\n  timeouts {\n    delete = \"3m\"\n  }\n}", 1)},
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
			w, balancer := balanced(t)
			id := w.AddLoadBalancerRule(balancer, map[string]any{"check_protocol": "HTTP", "check_path": "/", "check_http_statuses": "2"})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + web(balancer),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"lbrule_4U8LCA22VD7Fjgom": `Cannot import non-existent remote object`,
		"lb_xHKFaSCEb5C138UN":     `"lb_xHKFaSCEb5C138UN" is not of the form ID, such as lbrule_…`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(balancer), PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Run(
		resource.TestStep{Config: web(balancer)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           web(balancer),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	for field, value := range map[string]any{
		"algorithm": "sticky", "listen_port": 81, "destination_port": 81, "protocol": "TCP", "proxy_protocol": true, "backend_ssl": true, "passthrough_ssl": true,
		"certificates": []any{"cert_1"}, "check_enabled": true, "check_fall": 9, "check_interval": 9, "check_path": "/edited", "check_protocol": "TCP",
		"check_rise": 9, "check_timeout": 9, "check_http_statuses": "234",
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.Run(
				resource.TestStep{Config: web(balancer)},
				resource.TestStep{
					PreConfig:         func() { w.Change(w.Only(kind), map[string]any{field: value}) },
					Config:            web(balancer),
					ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionUpdate),
					ConfigStateChecks: has(defaults),
				},
			)
		})
	}
}

// The list of a load balancer has 6 of 18 fields of its rules, and a change of any is to be
// seen: each rule is read.
func TestRequestsOfManyRules(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	shell := w.Shell(fmt.Sprintf("resource \"katapult_load_balancer_rule\" \"web\" {\n  count = 10\n  load_balancer_id = %q\n  listen_port = 1000 + count.index\n"+
		"  destination_port = 80\n  protocol = \"TCP\"\n}\n", balancer))
	w.ResetRequests()
	run(t, shell, "apply", "-auto-approve")
	if made := made(w); made[creates] != 10 || made[lists] != 10 || made[reads] != 0 {
		t.Errorf("the apply took %v", made)
	}
	w.ResetRequests()
	run(t, shell, "plan", "-detailed-exitcode")
	if made := made(w); made[reads] != 10 || made[lists] != 0 {
		t.Errorf("the plan took %v", made)
	}
	run(t, shell, "destroy", "-auto-approve")
}
