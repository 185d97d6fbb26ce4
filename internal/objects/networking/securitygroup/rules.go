package securitygroup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

type rule = attrs.SecurityGroupRule

// direction is that of traffic. A configuration has its rules in an attribute or in blocks.
type direction string

const (
	inbound  direction = "inbound"
	outbound direction = "outbound"
)

var directions = []direction{inbound, outbound}

func (d direction) attribute() string { return string(d) + "_rules" }
func (d direction) block() string     { return string(d) + "_rule" }
func (d direction) allowAll() string  { return "allow_all_" + string(d) }

func (d direction) attributeSchema() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		MarkdownDescription: fmt.Sprintf("Rules for %s traffic, in any order. A group has up to %d rules. Excludes blocks `%s` and `external_rules = true`. Defaults to no rules.", d, maximumRules, d.block()),
		Optional:            true, Computed: true,
		NestedObject:  schema.NestedAttributeObject{Attributes: nestedRule()},
		PlanModifiers: []planmodifier.List{rulesModifier{d}},
	}
}

func (d direction) blockSchema() schema.ListNestedBlock {
	return schema.ListNestedBlock{
		MarkdownDescription: fmt.Sprintf("A rule for %s traffic, as in `%s`, which new configurations should prefer.", d, d.attribute()),
		NestedObject:        schema.NestedBlockObject{Attributes: nestedRule()},
		PlanModifiers:       []planmodifier.List{rulesModifier{d}},
	}
}

// nestedRule are the attributes of a rule within its group.
func nestedRule() map[string]schema.Attribute {
	all := attrs.SecurityGroupRuleArguments()
	all["id"] = schema.StringAttribute{MarkdownDescription: "ID of the rule.", Computed: true}
	all["direction"] = schema.StringAttribute{MarkdownDescription: "Whether the rule is about `inbound` or `outbound` traffic.", Computed: true}
	return all
}

// lists are where a model has the rules of a direction: in blocks, or in an attribute.
func (m *model) lists(d direction) (blocks, attribute *types.List) {
	if d == inbound {
		return &m.InboundRule, &m.InboundRules
	}
	return &m.OutboundRule, &m.OutboundRules
}

func (m *model) allowsAll(d direction) bool {
	if d == inbound {
		return m.AllowAllInbound.ValueBool()
	}
	return m.AllowAllOutbound.ValueBool()
}

// rules are all rules, in a fixed order of their lists.
func (m *model) rules(ctx context.Context) ([]rule, error) {
	var all []rule
	for _, d := range directions {
		of, err := m.rulesOf(ctx, d)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// placeOf is where the rule with an index in rules stands, or one of its arguments.
func (m *model) placeOf(index int, argument string) path.Path {
	for _, d := range directions {
		blocks, attribute := m.lists(d)
		for i, list := range []*types.List{blocks, attribute} {
			n := len(list.Elements())
			if index >= n {
				index -= n
				continue
			}
			at := path.Root([]string{d.block(), d.attribute()}[i]).AtListIndex(index)
			if argument != "" {
				return at.AtName(argument)
			}
			return at
		}
	}
	return path.Empty()
}

func (m *model) rulesOf(ctx context.Context, d direction) ([]rule, error) {
	blocks, attribute := m.lists(d)
	inBlocks, problems := elements(ctx, *blocks, d)
	inAttribute, more := elements(ctx, *attribute, d)
	for _, p := range append(problems, more...) {
		return nil, fmt.Errorf("%s: %s", p.Summary(), p.Detail())
	}
	return append(inBlocks, inAttribute...), nil
}

// elements decodes rules, and gives each its direction.
func elements(ctx context.Context, list types.List, d direction) ([]rule, diag.Diagnostics) {
	var all []rule
	if list.IsNull() || list.IsUnknown() {
		return nil, nil
	}
	problems := list.ElementsAs(ctx, &all, false)
	for i := range all {
		all[i].Direction = types.StringValue(string(d))
	}
	return all, problems
}

// listOf encodes rules.
func listOf(rules []rule) types.List {
	all := make([]attr.Value, len(rules))
	for i, r := range rules {
		all[i] = types.ObjectValueMust(attrs.SecurityGroupRuleType.AttrTypes, map[string]attr.Value{
			"id": r.ID, "direction": r.Direction, "protocol": r.Protocol, "action": r.Action, "ports": r.Ports, "targets": r.Targets, "notes": r.Notes,
		})
	}
	return types.ListValueMust(attrs.SecurityGroupRuleType, all)
}

// completeRules replaces all rules by the same ones with what has become known.
func (m *model) completeRules(rules []rule) {
	for _, d := range directions {
		blocks, attribute := m.lists(d)
		for _, list := range []*types.List{blocks, attribute} {
			if n := len(list.Elements()); n > 0 {
				*list, rules = listOf(rules[:n]), rules[n:]
			}
		}
	}
}

// setRules gives each direction the rules of it that there are, in the form that it has.
func (m *model) setRules(rules []rule) {
	for _, d := range directions {
		of := []rule{}
		for _, r := range rules {
			if r.Direction.ValueString() == string(d) {
				of = append(of, r)
			}
		}
		m.setRulesOf(d, of)
	}
}

func (m *model) setRulesOf(d direction, rules []rule) {
	blocks, attribute := m.lists(d)
	switch {
	case len(blocks.Elements()) > 0:
		*blocks = listOf(rules)
	case len(rules) > 0 || !attribute.IsNull():
		*attribute = listOf(rules)
	}
}

// refreshRules takes over the rules that there are now. Those that the state knows keep
// their place and their spelling. An import has them in the attributes, also where there
// are none.
func (m *model) refreshRules(ctx context.Context, now []katapult.SecurityGroupRule, imported bool) error {
	for _, d := range directions {
		before, err := m.rulesOf(ctx, d)
		if err != nil {
			return err
		}
		if blocks, attribute := m.lists(d); imported {
			*blocks, *attribute = listOf(nil), listOf(nil)
		}
		m.setRulesOf(d, refreshed(before, rulesFrom(now, d)))
	}
	return nil
}

// refreshed are the rules of a state that still exist, and then the others.
func refreshed(before, now []rule) []rule {
	byID := map[string]rule{}
	for _, r := range now {
		byID[r.ID.ValueString()] = r
	}
	all := []rule{}
	for _, r := range before {
		if current, exists := byID[r.ID.ValueString()]; exists {
			r.Refresh(current)
			all = append(all, r)
			delete(byID, r.ID.ValueString())
		}
	}
	for _, r := range now {
		if _, isNew := byID[r.ID.ValueString()]; isNew {
			all = append(all, r)
		}
	}
	return all
}

// rulesFrom are the rules of a direction as the API has them.
func rulesFrom(all []katapult.SecurityGroupRule, d direction) []rule {
	var of []rule
	for _, r := range all {
		if r.Direction == string(d) {
			of = append(of, ruleFrom(r))
		}
	}
	return of
}

func ruleFrom(r katapult.SecurityGroupRule) rule {
	return attrs.NewSecurityGroupRule(r.ID, r.Direction, r.Protocol, r.Action, r.Ports, r.Targets, r.Notes)
}

func argumentsOf(r rule) katapult.SecurityGroupRuleArguments {
	return katapult.NewSecurityGroupRuleArguments(r.Direction.ValueString(), r.Protocol.ValueString(), r.Acts(),
		r.Ports.ValueString(), attrs.SetTexts(r.Targets), r.Notes.ValueString())
}
