package securitygroup_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
)

const (
	address     = "katapult_security_group.web"
	kind        = "security_group"
	ruleKind    = "security_group_rule"
	creates     = "POST /organizations/organization/security_groups"
	lists       = "GET /organizations/organization/security_groups"
	reads       = "GET /security_groups/security_group"
	updates     = "PATCH /security_groups/security_group"
	deletes     = "DELETE /security_groups/security_group"
	listsRules  = "GET /security_groups/security_group/rules"
	createsRule = "POST /security_groups/security_group/rules"
	updatesRule = "PATCH /security_groups/rules/security_group_rule"
	deletesRule = "DELETE /security_groups/rules/security_group_rule"
	checks      = "GET /organizations/organization/available_networks"
)

func web(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_security_group\" \"web\" {\n  name = \"web\"\n%s\n}\n", strings.Join(arguments, "\n"))
}

// port is a rule for TCP that lets everybody in at a port.
func port(number int) string {
	return fmt.Sprintf(`{ protocol = "tcp", ports = "%d", targets = ["all:ipv4"] }`, number)
}

// inboundRules is the attribute with rules.
func inboundRules(rules ...string) string {
	return "inbound_rules = [\n" + strings.Join(rules, ",\n") + "\n]"
}

// inboundBlocks are the same rules in blocks.
func inboundBlocks(rules ...string) string {
	var blocks strings.Builder
	for _, r := range rules {
		blocks.WriteString("inbound_rule {\n" + strings.NewReplacer("{ ", "", " }", "", ", protocol", "\nprotocol", ", ports", "\nports", ", targets", "\ntargets", ", notes", "\nnotes", ", action", "\naction").Replace(r) + "\n}\n")
	}
	return blocks.String()
}

// changes lists the requests that change anything, in order.
func changes(w *acctest.World) []string {
	var all []string
	for _, r := range w.Requests() {
		if r.Method != http.MethodGet {
			all = append(all, r.Operation)
		}
	}
	return all
}

// ports lists the ports of the rules that exist, in order of their creation.
func ports(w *acctest.World) string {
	var all []string
	for _, r := range w.Objects(ruleKind) {
		text, _ := r["ports"].(string)
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	has := func(name string, associations ...string) []statecheck.StateCheck {
		var ids []knownvalue.Check
		for _, a := range associations {
			ids = append(ids, knownvalue.StringExact(a))
		}
		return []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")),
			acctest.Has(address, "id", knownvalue.StringRegexp(regexp.MustCompile(`^sg_\w{16}$`))),
			acctest.Has(address, "name", knownvalue.StringExact(name)),
			acctest.Has(address, "associations", knownvalue.SetExact(ids)),
		}
	}
	step := func(config string, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{Config: config, ConfigStateChecks: checks, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate)}
	}
	renamed := func(arguments ...string) string {
		return strings.Replace(web(arguments...), `name = "web"`, `name = "renamed"`, 1)
	}
	w.Run(
		resource.TestStep{Config: web(), ConfigStateChecks: append(has("web"),
			acctest.Has(address, "allow_all_inbound", knownvalue.Bool(false)), acctest.Has(address, "external_rules", knownvalue.Null()),
			acctest.Has(address, "inbound_rules", knownvalue.Null()), acctest.Has(address, "annotations", knownvalue.Null()))},
		step(renamed(), has("renamed")...),
		step(renamed(`associations = ["tag_b", "tag_a"]`), has("renamed", "tag_a", "tag_b")...),
		step(renamed(`associations = ["tag_b", "tag_a"]`, `annotations = { team = "web" }`), acctest.Has(address, "annotations", knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("web")}))),
		step(renamed(`associations = ["tag_c"]`, `allow_all_inbound = true`, `allow_all_outbound = true`),
			append(has("renamed", "tag_c"), acctest.Has(address, "annotations", knownvalue.Null()), acctest.Has(address, "allow_all_inbound", knownvalue.Bool(true)))...),
		step(renamed(), append(has("renamed"), acctest.Has(address, "allow_all_outbound", knownvalue.Bool(false)))...),
		step(renamed(`external_rules = true`), acctest.Has(address, "external_rules", knownvalue.Bool(true))),
		step(renamed(), acctest.Has(address, "external_rules", knownvalue.Null())),
	)
}

func TestRulesOfBothFormsHaveWhatTheOfficialProviderHas(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]string{
		"inbound_rules": inboundRules(`{ protocol = "icmp", targets = ["2001:DB8::/32"] }`, `{ protocol = "TCP", action = "deny", ports = "443, 80", targets = ["all:ipv4", "10.0.0.1/24"], notes = "HTTP" }`),
		"inbound_rule":  inboundBlocks(`{ protocol = "icmp", targets = ["2001:DB8::/32"] }`, `{ protocol = "TCP", action = "deny", ports = "443, 80", targets = ["all:ipv4", "10.0.0.1/24"], notes = "HTTP" }`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			rule := func(index int, attribute, value string) statecheck.StateCheck {
				return statecheck.ExpectKnownValue(address, tfjsonpath.New(name).AtSliceIndex(index).AtMapKey(attribute), knownvalue.StringExact(value))
			}
			w.Run(resource.TestStep{
				Config: web(form),
				ConfigStateChecks: []statecheck.StateCheck{
					rule(0, "protocol", "icmp"), rule(0, "direction", "inbound"), rule(0, "ports", ""), rule(0, "notes", ""), rule(0, "action", "allow"),
					rule(1, "protocol", "TCP"), rule(1, "ports", "443, 80"), rule(1, "action", "deny"), rule(1, "notes", "HTTP"),
					statecheck.ExpectKnownValue(address, tfjsonpath.New(name).AtSliceIndex(0).AtMapKey("id"), knownvalue.StringRegexp(regexp.MustCompile(`^sgr_\w{16}$`))),
				},
			})
			if n := w.Count(createsRule); n != 2 {
				t.Errorf("%d rules were created", n)
			}
		})
	}
}

// apply applies a configuration, and returns the requests that changed anything. The plan
// afterwards has to be empty.
func apply(t *testing.T, w *acctest.World, shell *acctest.Shell, config string) []string {
	t.Helper()
	shell.Configure(w.ProviderBlock() + config)
	w.ResetRequests()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	made := changes(w)
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return made
}

// tenRules are rules at the ports 1 to 10.
func tenRules() []string {
	var all []string
	for n := range 10 {
		all = append(all, port(n+1))
	}
	return all
}

var forms = map[string]func(...string) string{"in the attribute": inboundRules, "in blocks": inboundBlocks}

func TestRemovingTheFirstOfTenRulesIsOneRequest(t *testing.T) {
	t.Parallel()
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell(web(form(tenRules()...)))
			apply(t, w, shell, web(form(tenRules()...)))
			if made := apply(t, w, shell, web(form(tenRules()[1:]...))); !slices.Equal(made, []string{deletesRule}) {
				t.Errorf("sent %q", made)
			}
			if left := ports(w); left != "2 3 4 5 6 7 8 9 10" {
				t.Errorf("ports %s are left", left)
			}
		})
	}
}

func TestAnotherOrderIsNoChange(t *testing.T) {
	t.Parallel()
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell(web(form(tenRules()...)))
			apply(t, w, shell, web(form(tenRules()...)))
			reversed := tenRules()
			slices.Reverse(reversed)
			shell.Configure(w.ProviderBlock() + web(form(reversed...)))
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			// A rule less, and another order: the others stay.
			if made := apply(t, w, shell, web(form(reversed[:9]...))); !slices.Equal(made, []string{deletesRule}) {
				t.Errorf("sent %q", made)
			}
		})
	}
}

func TestTheOtherFormIsNoRequest(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell(web(inboundBlocks(tenRules()...)))
	apply(t, w, shell, web(inboundBlocks(tenRules()...)))
	for _, form := range []func(...string) string{inboundRules, inboundBlocks} {
		if made := apply(t, w, shell, web(form(tenRules()...))); len(made) > 0 {
			t.Errorf("sent %q", made)
		}
	}
	if left := ports(w); left != "1 2 3 4 5 6 7 8 9 10" {
		t.Errorf("ports %s are left", left)
	}
}

func TestAnotherSpellingIsNoChange(t *testing.T) {
	t.Parallel()
	first := `{ protocol = "tcp", ports = "80,443", targets = ["2001:db8::1", "10.0.0.1/24", "10.1.0.1"] }`
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell(web(form(first)))
			apply(t, w, shell, web(form(first)))
			for _, other := range []string{
				`{ protocol = "TCP", ports = "443, 80", targets = ["10.1.0.1/32", "10.0.0.0/24", "2001:DB8:0::1"], notes = "" }`,
				`{ protocol = "Tcp", ports = "80-80,443", targets = ["2001:db8::1", "10.0.0.255/24", "10.1.0.1"], action = "allow" }`,
			} {
				shell.Configure(w.ProviderBlock() + web(form(other)))
				if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
					t.Errorf("%s: %v\n%s", other, err, output)
				}
			}
		})
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by identity": "identity = { id = %q }"} {
		for form, rules := range map[string]string{
			"with rules":    inboundRules(port(80), port(22)),
			"without rules": "",
		} {
			t.Run(name+" "+form, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, securitygroup.Object)
				id := w.AddSecurityGroup("web", map[string]any{"associations": []any{"tag_a"}})
				if rules != "" {
					w.AddSecurityGroupRule(id, nil)
					w.AddSecurityGroupRule(id, map[string]any{"ports": "80"})
				}
				w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
					Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + web(`associations = ["tag_a"]`, rules),
					ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
				})
			})
		}
	}
}

func TestImportOfNothingAndOfAnotherKindSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"sg_doesnotexist0000": `Cannot import non-existent remote object`,
		"sgr_doesnotexist000": `"sgr_doesnotexist000" is not of the form ID, such as sg_…`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, securitygroup.Object).Run(resource.TestStep{
				Config:   fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(),
				PlanOnly: true, ExpectError: acctest.Matches(says),
			})
		})
	}
}
