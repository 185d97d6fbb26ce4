package securitygrouprule_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygrouprule"
	"terraform-provider-katapult/internal/simulator"
)

// seed adds two groups with rules, and one that allows everything.
func seed(w *acctest.World) (group string, rules []string) {
	group = w.AddSecurityGroup("web", nil)
	rules = append(rules, w.AddSecurityGroupRule(group, map[string]any{"notes": "SSH"}))
	rules = append(rules, w.AddSecurityGroupRule(group, map[string]any{"direction": "outbound", "protocol": "ICMP", "action": "deny", "ports": nil, "targets": []any{}}))
	other := w.AddSecurityGroup("db", nil)
	w.AddSecurityGroup("open", map[string]any{"allow_all_inbound": true, "allow_all_outbound": true})
	return group, append(rules, w.AddSecurityGroupRule(other, map[string]any{"ports": "3306"}))
}

func TestFindsARuleByItsID(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group, rules := seed(w)
	w.Reads("katapult_security_group_rule", map[string]string{
		"id": rules[0], "security_group_id": group, "direction": "inbound", "protocol": "TCP", "action": "allow", "ports": "22", "targets.#": "1", "notes": "SSH",
	}, `id = "`+rules[0]+`"`)
	w.Reads("katapult_security_group_rule", map[string]string{"direction": "outbound", "action": "deny", "ports": "", "targets.#": "0", "notes": ""}, `id = "`+rules[1]+`"`)
	w.Refuses("katapult_security_group_rule", `id = "sgr_none"`, `id = "sgr_none"`, `security_group_rule_not_found`)
	w.Refuses("katapult_security_group_rule", `id = " "`, `id = " "`, `must not be blank`)
}

func TestListsTheRulesOfAGroup(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group, rules := seed(w)
	w.Reads("katapult_security_group_rules", map[string]string{
		"id": group, "security_group_id": group, "inbound_rules.#": "1", "inbound_rules.0.id": rules[0], "inbound_rules.0.ports": "22", "inbound_rules.0.action": "allow",
		"outbound_rules.#": "1", "outbound_rules.0.id": rules[1], "outbound_rules.0.ports": "", "outbound_rules.0.notes": "", "outbound_rules.0.action": "deny",
	}, `security_group_id = "`+group+`"`)
	w.Reads("katapult_security_group_rules", map[string]string{"inbound_rules.#": "0", "outbound_rules.#": "0"}, `security_group_id = "`+w.AddSecurityGroup("empty", nil)+`"`)
	w.Refuses("katapult_security_group_rules", `security_group_id = "sg_none"`, `security_group_id = "sg_none"`, `security_group_not_found`)
}

func TestQueryListsTheRulesOfOneGroupOrOfAll(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ofOne          bool
		limit          int64
		want, requests int
	}{
		"all":     {false, 0, 3, 2}, // the third group can have none
		"of one":  {true, 0, 2, 1},
		"limited": {false, 1, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			group, rules := seed(w)
			var filter map[string]string
			if test.ofOne {
				filter = map[string]string{"security_group_id": group}
			}
			var got []string
			for _, r := range w.List("katapult_security_group_rule", filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["security_group_id"] == "" || r.Resource["direction"] == "" {
					t.Errorf("%+v", r)
				}
			}
			if strings.Join(got, " ") != strings.Join(rules[:test.want], " ") || w.Count(lists) != test.requests {
				t.Errorf("got %v, want %v, by %d requests", got, rules[:test.want], w.Count(lists))
			}
		})
	}
}

func TestListedRulesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	seed(w)
	w.ImportsListed("katapult_security_group_rule", nil)
}

func TestGroupsThatAreDeletedMeanwhileHaveNoRules(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	_, rules := seed(w)
	w.Inject(simulator.Fault{Operation: lists, Status: 404, Code: "security_group_not_found"})
	if listed := w.List("katapult_security_group_rule", nil, 0); len(listed) != 1 || listed[0].Identity["id"] != rules[2] {
		t.Errorf("got %+v", listed)
	}
}
