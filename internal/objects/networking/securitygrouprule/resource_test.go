package securitygrouprule_test

import (
	"fmt"
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
	"terraform-provider-katapult/internal/objects/networking/securitygrouprule"
)

const (
	address = "katapult_security_group_rule.ssh"
	kind    = "security_group_rule"
	creates = "POST /security_groups/security_group/rules"
	lists   = "GET /security_groups/security_group/rules"
	reads   = "GET /security_groups/rules/security_group_rule"
	updates = "PATCH /security_groups/rules/security_group_rule"
	deletes = "DELETE /security_groups/rules/security_group_rule"
	checks  = "GET /organizations/organization/available_networks"
)

// ssh is a rule of a group that exists, with arguments of its own.
func ssh(groupID string, arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_security_group_rule\" \"ssh\" {\n  security_group_id = %q\n%s\n}\n", groupID, strings.Join(arguments, "\n"))
}

// minimal are the required arguments.
const minimal = "direction = \"inbound\"\nprotocol = \"tcp\"\ntargets = [\"all:ipv4\"]"

func has(attribute, value string) statecheck.StateCheck {
	return acctest.Has(address, attribute, knownvalue.StringExact(value))
}

// made counts the requests of each operation.
func made(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

func TestEveryAttributeChangesInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group, other := w.AddSecurityGroup("web", nil), w.AddSecurityGroup("db", nil)
	same := statecheck.CompareValue(compare.ValuesSame())
	step := func(config string, checks ...statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{
			Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(checks, same.AddStateValue(address, tfjsonpath.New("id"))),
		}
	}
	w.Run(
		resource.TestStep{Config: ssh(group, minimal), ConfigStateChecks: []statecheck.StateCheck{
			same.AddStateValue(address, tfjsonpath.New("id")), has("protocol", "tcp"), has("ports", ""), has("notes", ""), has("action", "allow"),
		}},
		step(ssh(group, minimal, `ports = "22"`), has("ports", "22")),
		step(ssh(group, minimal, `ports = "22"`, `notes = "SSH"`), has("notes", "SSH")),
		step(ssh(group, minimal, `ports = "22"`, `action = "deny"`), has("notes", ""), has("action", "deny")),
		step(ssh(group, `direction = "outbound"`, `protocol = "UDP"`, `targets = []`, `ports = "53"`), has("direction", "outbound"), has("action", "allow")),
		step(ssh(group, `direction = "outbound"`, `protocol = "icmp"`, `targets = ["10.0.0.0/8", "tag_a"]`), has("protocol", "icmp"), has("ports", "")),
		resource.TestStep{Config: ssh(other, minimal), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"protocol"}},
	)
}

func TestAnotherSpellingIsNoChange(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group := w.AddSecurityGroup("web", nil)
	w.Run(
		resource.TestStep{Config: ssh(group, `direction = "inbound"`, `protocol = "tcp"`, `ports = "80,443"`, `targets = ["2001:db8::1", "10.0.0.1/24"]`)},
		resource.TestStep{
			Config:           ssh(group, `direction = "INBOUND"`, `protocol = "TCP"`, `ports = "443, 80"`, `targets = ["10.0.0.0/24", "2001:DB8:0::1"]`, `notes = ""`, `action = "allow"`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
	if n := w.Count(updates); n > 0 {
		t.Errorf("%d requests to change nothing", n)
	}
}

func TestSpellingIsSentAsWritten(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group := w.AddSecurityGroup("web", nil)
	w.Run(resource.TestStep{
		Config: ssh(group, `direction = "Outbound"`, `protocol = "Tcp"`, `ports = "443, 80"`, `targets = ["2001:DB8:0::1"]`),
		ConfigStateChecks: []statecheck.StateCheck{
			has("direction", "Outbound"), has("protocol", "Tcp"), has("ports", "443, 80"), acctest.Has(address, "targets", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("2001:DB8:0::1")})),
		},
	})
	for _, r := range w.Requests() {
		if r.Operation == creates && !strings.Contains(string(r.Body), `"properties":{"direction":"outbound","protocol":"TCP","action":"allow","ports":"443, 80","targets":["2001:DB8:0::1"],"notes":""}`) {
			t.Errorf("sent %s", r.Body)
		}
	}
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string]string{"minimal": "", "with empty texts": "ports = \"\"\nnotes = \"\""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			group := w.AddSecurityGroup("web", nil)
			rule := w.AddSecurityGroupRule(group, map[string]any{"ports": nil})
			shell := w.Shell(ssh(group, minimal, arguments))
			shell.WriteState("katapult_security_group_rule", "ssh", fmt.Sprintf(
				`{"id": %q, "security_group_id": %q, "direction": "inbound", "protocol": "TCP", "ports": "", "targets": ["all:ipv4"], "notes": "", "timeouts": null}`, rule, group))
			for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
				if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
					t.Errorf("%s: %v\n%s", refresh, err, output)
				}
			}
			shell.Configure(w.ProviderBlock() + ssh(group, minimal, `notes = "x"`))
			if output, err := shell.Run("plan", "-no-color", "-refresh=false"); err != nil || !strings.Contains(output, "1 to change") || strings.Contains(output, "action:") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestWhatTheAPIRefusesIsRefusedByThePlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"ICMP with ports": {"direction = \"inbound\"\nprotocol = \"icmp\"\nports = \"8\"\ntargets = []", []string{`Ports with ICMP`, `ports = "8"`, `ICMP has no ports`}},
		"a direction":     {"direction = \"both\"\nprotocol = \"icmp\"\ntargets = []", []string{`direction = "both"`, `value must be one of`}},
		"seven ports":     {minimal + "\nports = \"1,2,3,4,5,6,7\"", []string{`ports = "1,2,3,4,5,6,7"`, `a rule has up to 6 ports`}},
		"a target":        {"direction = \"inbound\"\nprotocol = \"icmp\"\ntargets = [\"10.0.0.0/33\"]", []string{`targets = \["10.0.0.0/33"\]`, `this is no network`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			w.Run(resource.TestStep{Config: ssh("sg_x", test.arguments), PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
	acctest.New(t, securitygrouprule.Object).Run(resource.TestStep{Config: ssh("", minimal), PlanOnly: true, ExpectError: acctest.Matches(`security_group_id = ""`, `must not be blank`)})
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by identity": "identity = { id = %q }"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			group := w.AddSecurityGroup("web", nil)
			id := w.AddSecurityGroupRule(group, map[string]any{"action": "deny"})
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + ssh(group, minimal, `ports = "22"`, `action = "deny"`),
				ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			})
		})
	}
}

func TestDriftIsRepaired(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(w *acctest.World)
		action plancheck.ResourceActionType
	}{
		"deleted":      {func(w *acctest.World) { w.Remove(w.Only(kind)) }, plancheck.ResourceActionCreate},
		"another port": {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"ports": "23"}) }, plancheck.ResourceActionUpdate},
		"denied":       {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"action": "deny"}) }, plancheck.ResourceActionUpdate},
		"changed":      {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"notes": "edited"}) }, plancheck.ResourceActionUpdate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			config := ssh(w.AddSecurityGroup("web", nil), minimal, `ports = "22"`)
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: func() { test.change(w) }, Config: config, ConfigPlanChecks: acctest.Plans(address, test.action), ConfigStateChecks: []statecheck.StateCheck{has("ports", "22"), has("action", "allow")}},
			)
		})
	}
}

// many are 30 rules of one group and 20 of another.
func many(group, other string) string {
	return fmt.Sprintf("resource \"katapult_security_group_rule\" \"ssh\" {\n  count = 50\n  security_group_id = count.index < 30 ? %q : %q\n  ports = tostring(count.index + 1)\n%s\n}\n", group, other, minimal)
}

func TestPlanOfManyRulesTakesAListForEachGroup(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, securitygrouprule.Object)
		shell := w.Shell(many(w.AddSecurityGroup("web", nil), w.AddSecurityGroup("db", nil)))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[creates] != 50 || made[lists] != 50 || made[checks] == 0 || len(made) != 3 {
			t.Errorf("creating took %v", made)
		}
		w.ResetRequests()
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := made(w); made[lists] != 2 || made[checks] != 1 || len(made) != 2 {
			t.Errorf("planning took %v", made)
		}
	})
}

const owner = `
resource "katapult_security_group" "web" {
  name           = "web"
  external_rules = %s
}
resource "katapult_security_group_rule" "ssh" {
  security_group_id = katapult_security_group.web.id
  direction         = "inbound"
  protocol          = "tcp"
  targets           = ["all:ipv4"]
}
`

func TestARuleAndItsGroupLiveTogetherWithExternalRules(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object, securitygrouprule.Object)
	w.Run(
		resource.TestStep{Config: fmt.Sprintf(owner, "true")},
		resource.TestStep{Config: fmt.Sprintf(owner, "true"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

// Both see it: the rule that its group owns all rules, and the group that others have
// added one.
func TestAFightIsSaidByThePlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object, securitygrouprule.Object)
	shell := w.Shell(fmt.Sprintf(owner, "null"))
	for _, command := range [][]string{{"apply", "-auto-approve"}, {"plan"}} {
		output, err := shell.Run(append(command, "-no-color")...)
		if err != nil || !acctest.Matches(`Two owners of rules`, `with katapult_security_group_rule.ssh`, `katapult_security_group owns all rules of the group`, `set external_rules = true`).MatchString(output) {
			t.Errorf("%q: %v\n%s", command, err, output)
		}
		if says := acctest.Matches(`Rules of others will be deleted`, `with katapult_security_group.web`, `sgr_\w+ \(allow inbound TCP\)`).MatchString(output); says != slices.Equal(command, []string{"plan"}) {
			t.Errorf("%q: the group says so: %t\n%s", command, says, output)
		}
	}
	shell.Configure(w.ProviderBlock() + fmt.Sprintf(owner, "true"))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || strings.Contains(output, "Two owners") || len(w.Objects(kind)) != 1 {
		t.Errorf("%v\n%s", err, output)
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
