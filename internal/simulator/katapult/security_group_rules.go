package katapult

import (
	"fmt"
	"strconv"
	"strings"
)

// Limits of the documentation, which is older than rules that deny.
const (
	maximumRules = 50
	maximumPorts = 6
)

var securityGroupRuleKind = kind{
	name: "security_group_rule", prefix: "sgr",
	routes: []route{
		{operation: "GET /security_groups/security_group/rules", handle: listSecurityGroupRules, scopes: "security_groups security_groups:read"},
		{operation: "POST /security_groups/security_group/rules", handle: createSecurityGroupRule, scopes: "security_groups"},
		{operation: "GET /security_groups/rules/security_group_rule", handle: read, scopes: "security_groups security_groups:read"},
		{operation: "PATCH /security_groups/rules/security_group_rule", handle: updateSecurityGroupRule, scopes: "security_groups"},
		{operation: "DELETE /security_groups/rules/security_group_rule", handle: deleteSecurityGroupRule, scopes: "security_groups"},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "direction", "protocol", "action", "ports", "targets", "notes")
		if group := s.store.byID[r.reference("security_group")]; group != nil {
			shown["security_group"] = pick(group.fields, "id", "name")
		}
		return shown
	},
	row: pickFields("id", "direction", "protocol", "action", "ports", "targets", "notes"),
	// Nothing is normalized but empty texts, which become null.
	properties: func(_ *call, properties arguments, fields map[string]any) []string {
		properties.copyEnum(fields, "direction", "inbound", "outbound")
		properties.copyEnum(fields, "protocol", "TCP", "UDP", "ICMP")
		properties.copyEnum(fields, "action", "allow", "deny")
		properties.copyTexts(fields, "targets")
		for _, name := range []string{"ports", "notes"} {
			properties.copyText(fields, name)
			if fields[name] == "" {
				fields[name] = nil
			}
		}
		problems := append(blank(fields["direction"], "Direction"), blank(fields["protocol"], "Protocol")...)
		if ports, _ := fields["ports"].(string); ports != "" {
			problems = append(problems, invalidPorts(ports, fields["protocol"])...)
		}
		return problems
	},
}

// invalidPorts says what is wrong with ports. Only the first sentence was recorded.
func invalidPorts(ports string, protocol any) []string {
	if protocol == "ICMP" {
		return []string{"Ports cannot be set with ICMP"}
	}
	all := strings.Split(ports, ",")
	if len(all) > maximumPorts {
		return []string{fmt.Sprintf("Ports is too long (maximum is %d ports)", maximumPorts)}
	}
	for _, part := range all {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(strings.TrimSpace(first))
		to, other := strconv.Atoi(strings.TrimSpace(last))
		if err != nil || other != nil || from < 1 || to > 65535 || from > to {
			return []string{"Ports is invalid"}
		}
	}
	return nil
}

func listSecurityGroupRules(c *call) (any, error) {
	group, err := c.lookup("security_group")
	if err != nil {
		return nil, err
	}
	return c.listChildren(group)
}

func createSecurityGroupRule(c *call) (any, error) {
	fields := map[string]any{"action": "allow", "ports": nil, "targets": []any{}, "notes": nil}
	problems := c.kind.properties(c, c.args().properties(), fields)
	if c.err != nil {
		return nil, c.err
	}
	group, err := c.lookup("security_group")
	if err != nil {
		return nil, err
	}
	if len(c.store.children(c.kind.name, group)) >= maximumRules {
		problems = append(problems, fmt.Sprintf("Security group cannot have more than %d rules", maximumRules))
	}
	if problems = append(problems, needless(group, fields)...); problems != nil {
		return nil, invalid(problems...)
	}
	fields["security_group"] = map[string]any{"id": group.id}
	return c.single(c.add(c.kind.name, group.owner, fields)), nil
}

// needless complains about a rule where everything is allowed.
func needless(group *record, rule map[string]any) []string {
	direction, _ := rule["direction"].(string)
	if group.fields["allow_all_"+direction] != true {
		return nil
	}
	return []string{fmt.Sprintf("Security group cannot have %[1]s rules while all %[1]s traffic is allowed", direction)}
}

func updateSecurityGroupRule(c *call) (any, error) {
	rule, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(rule.fields)
	problems := c.kind.properties(c, c.args().properties(), fields)
	if c.err != nil {
		return nil, c.err
	}
	problems = append(problems, needless(c.mustGet(rule.reference("security_group")), fields)...)
	if problems != nil {
		return nil, invalid(problems...)
	}
	rule.fields = fields
	return c.single(rule), nil
}

func deleteSecurityGroupRule(c *call) (any, error) {
	rule, err := c.lookup(c.kind.name)
	if err != nil {
		return nil, err
	}
	c.store.remove(rule)
	return map[string]any{c.kind.name: pick(rule.fields, "id")}, nil
}

// AddSecurityGroupRule puts a rule into a security group, and returns its ID. Fields
// overwrite those of a rule that lets everybody in by SSH.
func (s *Simulator) AddSecurityGroupRule(groupID string, fields map[string]any) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	all := map[string]any{
		"direction": "inbound", "protocol": "TCP", "action": "allow", "ports": "22", "targets": []any{"all:ipv4"}, "notes": nil,
		"security_group": map[string]any{"id": groupID},
	}
	merge(all, fields)
	return s.add("security_group_rule", s.mustGet(groupID).owner, all).id
}
