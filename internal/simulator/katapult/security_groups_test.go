package katapult_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createSecurityGroup = "POST /organizations/organization/security_groups"
	listSecurityGroups  = "GET /organizations/organization/security_groups"
	getSecurityGroup    = "GET /security_groups/security_group"
	updateSecurityGroup = "PATCH /security_groups/security_group"
	deleteSecurityGroup = "DELETE /security_groups/security_group"
	listGroupRules      = "GET /security_groups/security_group/rules"
	createGroupRule     = "POST /security_groups/security_group/rules"
	getGroupRule        = "GET /security_groups/rules/security_group_rule"
	updateGroupRule     = "PATCH /security_groups/rules/security_group_rule"
	deleteGroupRule     = "DELETE /security_groups/rules/security_group_rule"
)

// ssh are the properties of a rule, with changes.
func ssh(changes object) object {
	rule := object{"direction": "inbound", "protocol": "TCP", "ports": "22", "targets": []string{"10.0.0.1/24"}}
	for name, value := range changes {
		rule[name] = value
	}
	return rule
}

func TestSecurityGroupLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.ok(createSecurityGroup, object{
		"organization": acme, "properties": object{"name": "web", "associations": []string{"tag_b", "tag_a"}},
		"annotations": []object{{"key": "team", "value": "web"}},
	})
	group := object{"security_group": id(created.text("security_group", "id"))}
	equal(t, "read", c.ok(getSecurityGroup, group).raw, created.raw)
	equal(t, "order of associations", created.text("security_group", "associations", 0), "tag_b")
	equal(t, "annotation", created.text("annotations", 0, "value"), "web")
	equal(t, "blocks everything", created.get("security_group", "allow_all_inbound"), any(false))

	list := c.ok(listSecurityGroups, object{"organization": acme, "annotations[][key]": "team", "annotations[][value]": "web"})
	equal(t, "fields of a row", len(list.get("security_groups", 0).(object)), 5)
	equal(t, "other annotations", len(c.ok(listSecurityGroups, object{"organization": acme, "annotations[][key]": "team", "annotations[][value]": "db"}).list("security_groups")), 0)

	c.ok(updateSecurityGroup, object{"security_group": group["security_group"], "properties": object{}})
	updated := c.ok(updateSecurityGroup, object{"security_group": group["security_group"], "properties": object{"name": "www", "associations": []string{}}})
	equal(t, "name", updated.text("security_group", "name"), "www")
	equal(t, "associations", len(updated.list("security_group", "associations")), 0)
	c.refused(422, "validation_error", updateSecurityGroup, object{"security_group": group["security_group"], "properties": object{"name": ""}})
	equal(t, "fields after DELETE", len(c.ok(deleteSecurityGroup, group).get("security_group").(object)), 2)
	c.refused(404, "security_group_not_found", getSecurityGroup, group)
	c.refused(404, "security_group_not_found", listGroupRules, group)
}

func TestRulesAreKeptAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := object{"security_group": id(c.AddSecurityGroup("web", nil))}
	created := c.ok(createGroupRule, object{"security_group": group["security_group"], "properties": ssh(object{"ports": "443, 80", "notes": ""})})
	equal(t, "target", created.text("security_group_rule", "targets", 0), "10.0.0.1/24")
	equal(t, "ports", created.text("security_group_rule", "ports"), "443, 80")
	equal(t, "action", created.text("security_group_rule", "action"), "allow")
	equal(t, "notes", created.get("security_group_rule", "notes"), nil)
	rule := object{"security_group_rule": id(created.text("security_group_rule", "id"))}
	equal(t, "read", c.ok(getGroupRule, rule).raw, created.raw)
	row := c.ok(listGroupRules, group).get("security_group_rules", 0).(object)
	if _, exists := row["security_group"]; exists {
		t.Error("rows do not name their group")
	}
	change := func(properties object) object {
		return object{"security_group_rule": rule["security_group_rule"], "properties": properties}
	}
	c.refused(422, "validation_error", updateGroupRule, change(object{"protocol": "ICMP"}))
	updated := c.ok(updateGroupRule, change(object{"protocol": "ICMP", "ports": "", "action": "deny", "direction": "outbound"}))
	equal(t, "ports", updated.get("security_group_rule", "ports"), nil)
	equal(t, "direction", updated.text("security_group_rule", "direction"), "outbound")
	equal(t, "fields after DELETE", len(c.ok(deleteGroupRule, rule).get("security_group_rule").(object)), 1)
	c.refused(404, "security_group_rule_not_found", deleteGroupRule, rule)
}

func TestRulesAreValidated(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.AddSecurityGroup("web", map[string]any{"allow_all_outbound": true})
	for says, properties := range map[string]object{
		"Ports cannot be set with ICMP": ssh(object{"protocol": "ICMP"}),
		"Security group cannot have outbound rules while all outbound traffic is allowed": ssh(object{"direction": "outbound"}),
		"Ports is too long (maximum is 6 ports)":                                          ssh(object{"ports": "1,2,3,4,5,6,7"}),
		"Ports is invalid":                                                                ssh(object{"ports": "20-10"}),
		"Direction can't be blank":                                                        {"protocol": "TCP"},
	} {
		if r := c.refused(422, "validation_error", createGroupRule, object{"security_group": id(group), "properties": properties}); !strings.Contains(r.raw, says) {
			t.Errorf("got %s, want %q", r.raw, says)
		}
	}
	c.refused(400, "invalid_argument", createGroupRule, object{"security_group": id(group), "properties": ssh(object{"action": "drop"})})
	for range 50 {
		c.ok(createGroupRule, object{"security_group": id(group), "properties": ssh(nil)})
	}
	c.refused(422, "validation_error", createGroupRule, object{"security_group": id(group), "properties": ssh(nil)})
}

func TestAllowAllDeletesTheRulesOfItsDirection(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.AddSecurityGroup("web", nil)
	c.AddSecurityGroupRule(group, nil)
	out := c.AddSecurityGroupRule(group, map[string]any{"direction": "outbound"})
	c.ok(updateSecurityGroup, object{"security_group": id(group), "properties": object{"allow_all_inbound": true}})
	c.ok(updateSecurityGroup, object{"security_group": id(group), "properties": object{"allow_all_inbound": false}})
	rules := c.ok(listGroupRules, object{"security_group": id(group)})
	equal(t, "rules", len(rules.list("security_group_rules")), 1)
	equal(t, "rule that is left", rules.text("security_group_rules", 0, "id"), out)
}

func TestADeletedGroupTakesItsRulesAlong(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group := c.ok(createSecurityGroup, object{"organization": acme, "properties": object{"name": "web", "associations": []string{"tag_a"}}}).text("security_group", "id")
	rule := c.ok(createGroupRule, object{"security_group": id(group), "properties": ssh(nil)}).text("security_group_rule", "id")
	c.ok(deleteSecurityGroup, object{"security_group": id(group)})
	c.refused(404, "security_group_rule_not_found", deleteGroupRule, object{"security_group_rule": id(rule)})
	equal(t, "leftovers", len(c.left()), 0)
	other := c.AddSecurityGroup("db", nil)
	c.AddSecurityGroupRule(other, nil)
	c.Remove(other)
	equal(t, "rules", len(c.Objects("security_group_rule")), 0)
}
