package securitygrouprule

import (
	"context"
	"errors"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_security_group_rule",
	Schema: schema.Schema{
		MarkdownDescription: "Reads one rule of a security group.",
		Attributes: attrs.With(attrs.SecurityGroupRuleAttributes(), map[string]schema.Attribute{
			"id":                required("ID of the rule."),
			"security_group_id": attrs.ComputedString("ID of the security group that the rule belongs to."),
		}),
	},
	Read: find,
}

var many = crud.DataSource[*katapult.Client, findings]{
	Type: "katapult_security_group_rules",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the rules of a security group, oldest first.",
		Attributes: map[string]schema.Attribute{
			"id":                attrs.SearchKey("ID of the security group. There is no need to set it."),
			"security_group_id": required("ID of the security group."),
			"inbound_rules":     attrs.NestedList("Rules for inbound traffic.", attrs.SecurityGroupRuleAttributes()),
			"outbound_rules":    attrs.NestedList("Rules for outbound traffic.", attrs.SecurityGroupRuleAttributes()),
		},
	},
	Read: findMany,
}

func required(description string) schema.StringAttribute {
	return schema.StringAttribute{Required: true, MarkdownDescription: description, Validators: []validator.String{attrs.NotBlank()}}
}

type found struct {
	attrs.SecurityGroupRule

	SecurityGroupID types.String `tfsdk:"security_group_id"`
}

type findings struct {
	ID              types.String              `tfsdk:"id"`
	SecurityGroupID types.String              `tfsdk:"security_group_id"`
	InboundRules    []attrs.SecurityGroupRule `tfsdk:"inbound_rules"`
	OutboundRules   []attrs.SecurityGroupRule `tfsdk:"outbound_rules"`
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	r, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, api.SecurityGroupRules.Get))
	if err == nil {
		config.SecurityGroupRule, config.SecurityGroupID = ruleFrom(r), types.StringValue(r.SecurityGroup.ID)
	}
	return err
}

func findMany(ctx context.Context, api *katapult.Client, config *findings) error {
	rules, err := crud.Resolve(ctx, crud.ByKey("security_group_id", config.SecurityGroupID, api.SecurityGroupRules.ListOf))
	if err != nil {
		return err
	}
	config.InboundRules, config.OutboundRules = []attrs.SecurityGroupRule{}, []attrs.SecurityGroupRule{}
	for _, r := range rules {
		if r.Direction == "inbound" {
			config.InboundRules = append(config.InboundRules, ruleFrom(r))
		} else {
			config.OutboundRules = append(config.OutboundRules, ruleFrom(r))
		}
	}
	if config.ID.IsNull() {
		config.ID = config.SecurityGroupID
	}
	return nil
}

var listing = crud.List[*katapult.Client, filter, katapult.SecurityGroupRule, model]{
	Resource: securityGroupRule,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the rules of one security group, or of all security groups of the organization, which takes a request for each of them.",
		Attributes: map[string]listschema.Attribute{
			"security_group_id": attrs.ListFilter("ID of the security group whose rules are listed. Defaults to all security groups."),
		},
	},
	Items: items,
	Fill:  func(_ context.Context, m *model, r katapult.SecurityGroupRule) error { m.fill(r); return nil },
}

type filter struct {
	SecurityGroupID types.String `tfsdk:"security_group_id"`
}

func items(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.SecurityGroupRule, error] {
	return func(yield func(katapult.SecurityGroupRule, error) bool) {
		groups, err := []katapult.SecurityGroup{{ID: f.SecurityGroupID.ValueString()}}, error(nil)
		if f.SecurityGroupID.IsNull() {
			groups, err = api.SecurityGroups.List(ctx)
		}
		if err != nil {
			yield(katapult.SecurityGroupRule{}, err)
			return
		}
		for _, g := range groups {
			rules, err := rulesOf(ctx, api, g, f)
			if err != nil {
				yield(katapult.SecurityGroupRule{}, err)
				return
			}
			for _, r := range rules {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// rulesOf lists the rules of a group. One that was deleted since it was listed has none,
// and neither has one that allows everything.
func rulesOf(ctx context.Context, api *katapult.Client, g katapult.SecurityGroup, f filter) ([]katapult.SecurityGroupRule, error) {
	if g.AllowAllInbound && g.AllowAllOutbound {
		return nil, nil
	}
	rules, err := api.SecurityGroupRules.ListOf(ctx, g.ID)
	switch {
	case errors.Is(err, katapult.ErrNotFound) && f.SecurityGroupID.IsNull():
		return nil, nil
	case errors.Is(err, katapult.ErrNotFound):
		err = crud.At(path.Root("security_group_id"), err)
	}
	return rules, err
}
