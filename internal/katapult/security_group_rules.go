package katapult

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// SecurityGroupRules is access to the rules of security groups. All its calls are
// synchronous.
type SecurityGroupRules struct {
	client *Client
	inline *inlineRules
}

// SecurityGroupRule lets traffic through, or not. Of the rules of all groups of a machine,
// those that deny count first, and what no rule allows is denied. Rules have no order.
type SecurityGroupRule struct {
	ID            string `json:"id"`
	SecurityGroup struct {
		ID string `json:"id"`
	} `json:"security_group"`
	// Direction is "inbound" or "outbound".
	Direction string `json:"direction"`
	// Protocol is "TCP", "UDP" or "ICMP".
	Protocol string `json:"protocol"`
	// Action is "allow" or "deny".
	Action string `json:"action"`
	// Ports is a port, a list of ports, or a range. Nil is all of them.
	Ports *string `json:"ports"`
	// Targets are addresses, networks, or IDs of machines, groups of machines, tags and
	// address lists. The API keeps them as they were written.
	Targets []string `json:"targets"`
	Notes   *string  `json:"notes"`
}

// SecurityGroupRuleArguments are the arguments of a rule. Nil is no change in Update.
type SecurityGroupRuleArguments struct {
	Direction *string   `json:"direction,omitempty"`
	Protocol  *string   `json:"protocol,omitempty"`
	Action    *string   `json:"action,omitempty"`
	Ports     *string   `json:"ports,omitempty"` // "" is all ports
	Targets   *[]string `json:"targets,omitempty"`
	Notes     *string   `json:"notes,omitempty"` // "" is none
}

// NewSecurityGroupRuleArguments sets all arguments of a rule. The API takes directions in
// small letters and protocols in capitals. It refuses a change to ICMP that leaves ports
// as they are, so each change names them.
func NewSecurityGroupRuleArguments(direction, protocol, action, ports string, targets []string, notes string) SecurityGroupRuleArguments {
	direction, protocol = strings.ToLower(direction), strings.ToUpper(protocol)
	if targets == nil {
		targets = []string{} // not null
	}
	return SecurityGroupRuleArguments{Direction: &direction, Protocol: &protocol, Action: &action, Ports: &ports, Targets: &targets, Notes: &notes}
}

func (r SecurityGroupRule) identity() string { return r.ID }

// UnmarshalJSON decodes a rule. Rules from before there were actions allow.
func (r *SecurityGroupRule) UnmarshalJSON(data []byte) error {
	type plain SecurityGroupRule
	err := json.Unmarshal(data, (*plain)(r))
	if r.Action == "" {
		r.Action = "allow"
	}
	return err
}

var securityGroupRules = object[SecurityGroupRule]{key: "security_group_rule", path: "/security_groups/rules/security_group_rule"}

// listedSecurityGroupRules are the rules of a group. Its rows are complete, and one list
// costs as much as one rule.
var listedSecurityGroupRules = listBacked[SecurityGroupRule]{name: "rules of a security group", list: listSecurityGroupRules}

// rulesOfSecurityGroup is where the API lists the rules of a group.
var rulesOfSecurityGroup = list[SecurityGroupRule]{path: securityGroups.path + "/rules", key: "security_group_rules", paged: true}

// listSecurityGroupRules returns the rules of a group, which rows do not name.
func listSecurityGroupRules(ctx context.Context, c *Client, groupID string) ([]SecurityGroupRule, error) {
	rules, err := rulesOfSecurityGroup.all(ctx, c, id(securityGroups.key, groupID))
	for i := range rules {
		rules[i].SecurityGroup.ID = groupID
	}
	return rules, err
}

// ListOf returns the rules of a security group, oldest first, or ErrNotFound for the group.
//
// GET /security_groups/security_group/rules, all pages
func (s SecurityGroupRules) ListOf(ctx context.Context, groupID string) ([]SecurityGroupRule, error) {
	return listedSecurityGroupRules.all(ctx, s.client, groupID)
}

// Get returns a rule, or ErrNotFound.
//
// GET /security_groups/rules/security_group_rule
func (s SecurityGroupRules) Get(ctx context.Context, ruleID string) (SecurityGroupRule, error) {
	return securityGroupRules.get(ctx, s.client, ruleID)
}

// GetOf returns a rule that is expected in a security group; see SecurityGroup for the one
// that it is in. It returns ErrNotFound for the rule.
//
// GET /security_groups/rules/security_group_rule, or under a maximum age
// GET /security_groups/security_group/rules for all rules of a group
func (s SecurityGroupRules) GetOf(ctx context.Context, groupID, ruleID string) (SecurityGroupRule, error) {
	return listedSecurityGroupRules.get(ctx, s.client, groupID, ruleID, func(ctx context.Context) (SecurityGroupRule, error) {
		return s.Get(ctx, ruleID)
	})
}

// Create creates a rule in a security group that may have equal rules of others. If the
// response is lost, it searches among the rules that were not there before. It returns
// SecurityGroupNotFound, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /security_groups/security_group/rules
func (s SecurityGroupRules) Create(ctx context.Context, groupID string, a SecurityGroupRuleArguments) (SecurityGroupRule, error) {
	return s.create(ctx, groupID, a, notThereBefore(s.client, rulesOfSecurityGroup, nil,
		func(r SecurityGroupRule) (bool, error) { return a.matches(r), nil }, id(securityGroups.key, groupID)))
}

// CreateOwned is Create for a caller that owns all rules of the direction, of which it
// knows some. If the response is lost, any equal rule that it does not know is the one.
//
// POST /security_groups/security_group/rules
func (s SecurityGroupRules) CreateOwned(ctx context.Context, groupID string, a SecurityGroupRuleArguments, known []string) (SecurityGroupRule, error) {
	return s.create(ctx, groupID, a, unknownAmong(known, a.matches, func(ctx context.Context) ([]SecurityGroupRule, error) {
		return s.ListOf(rest.WithMaxAge(ctx, 0), groupID)
	}))
}

func (s SecurityGroupRules) create(ctx context.Context, groupID string, a SecurityGroupRuleArguments, how recovery[SecurityGroupRule]) (SecurityGroupRule, error) {
	alike, err := json.Marshal(a)
	if err != nil {
		return SecurityGroupRule{}, err
	}
	rule, _, err := securityGroupRules.create(ctx, s.client, creation[SecurityGroupRule]{
		path: rulesOfSecurityGroup.path, arguments: arguments{lookups: []lookup{id(securityGroups.key, groupID)}, properties: a},
		conflictKey: "rule " + string(alike) + " of security group " + groupID, recovery: how,
	})
	if err == nil {
		rule.SecurityGroup.ID = groupID
	}
	return rule, err
}

// matches reports whether a rule has the values of the arguments. The API changes nothing
// but the empty text, which it has as null.
func (a SecurityGroupRuleArguments) matches(r SecurityGroupRule) bool {
	return sameOrUnset(a.Direction, &r.Direction) && sameOrUnset(a.Protocol, &r.Protocol) && sameOrUnset(a.Action, &r.Action) &&
		sameOrUnset(a.Ports, r.Ports) && sameOrUnset(a.Notes, r.Notes) &&
		(a.Targets == nil || sameElements(*a.Targets, r.Targets))
}

// sameOrUnset reports whether an argument is not set, or has a value. Null is the empty
// text.
func sameOrUnset(argument, value *string) bool {
	return argument == nil || value == nil && *argument == "" || value != nil && *argument == *value
}

// Update changes what the arguments set, and returns the changed rule. It returns
// ErrNotFound, or ValidationFailed.
//
// PATCH /security_groups/rules/security_group_rule
func (s SecurityGroupRules) Update(ctx context.Context, ruleID string, a SecurityGroupRuleArguments) (SecurityGroupRule, error) {
	return securityGroupRules.update(ctx, s.client, ruleID, arguments{properties: a})
}

// Delete deletes a rule. It returns ErrNotFound, also if the group has been deleted.
//
// DELETE /security_groups/rules/security_group_rule
func (s SecurityGroupRules) Delete(ctx context.Context, ruleID string) error {
	return securityGroupRules.delete(ctx, s.client, ruleID)
}

// unknownAmong finds the first object that matches and that the caller does not know.
func unknownAmong[T identifiable](known []string, matches func(T) bool, all func(context.Context) ([]T, error)) recovery[T] {
	return recovery[T]{find: func(ctx context.Context, _ time.Time) ([]T, error) {
		rows, err := all(ctx)
		at := slices.IndexFunc(rows, func(row T) bool { return matches(row) && !slices.Contains(known, row.identity()) })
		if err != nil || at < 0 {
			return nil, err
		}
		return rows[at : at+1], nil
	}}
}
