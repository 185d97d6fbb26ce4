// Package securitygrouprule manages katapult_security_group_rule and finds existing rules.
package securitygrouprule

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the rule of a security group.
var Object = crud.Object{
	Resource:    securityGroupRule.New,
	DataSources: []func() datasource.DataSource{one.New, many.New},
	Lists:       []func() list.ListResource{listing.New},
}

var securityGroupRule = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_security_group_rule",
	Prefixes: []string{"sgr_"},
	Schema: schema.Schema{
		MarkdownDescription: "One rule of a security group, for groups whose rules are managed in several places.\n\n" +
			"The `katapult_security_group` has to have `external_rules = true`. Without it, that resource owns all rules of its group: " +
			"it deletes the ones that this resource has made, and the two undo each other's changes in turns. A plan warns where it sees that.",
		Attributes: arguments(),
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

// arguments are those that rules have everywhere, with defaults: a rule by itself needs no
// comparison with others.
func arguments() map[string]schema.Attribute {
	all := attrs.SecurityGroupRuleArguments()
	all["id"] = attrs.ID("ID of the rule.")
	all["security_group_id"] = attrs.Reference("ID of the security group that the rule belongs to.")
	all["direction"] = schema.StringAttribute{
		MarkdownDescription: "Whether the rule is about `inbound` or `outbound` traffic.", Required: true,
		Validators:    []validator.String{attrs.RuleDirection()},
		PlanModifiers: []planmodifier.String{attrs.KeepSpelling(strings.ToLower)},
	}
	for name, change := range map[string]func(*schema.StringAttribute){
		"protocol": func(a *schema.StringAttribute) {
			a.PlanModifiers = []planmodifier.String{attrs.KeepSpelling(strings.ToUpper)}
		},
		"action": func(a *schema.StringAttribute) { a.PlanModifiers = []planmodifier.String{allowByDefault{}} },
		"ports": func(a *schema.StringAttribute) {
			a.Default, a.PlanModifiers = stringdefault.StaticString(""), []planmodifier.String{attrs.KeepSpelling(attrs.CanonicalPorts)}
		},
		"notes": func(a *schema.StringAttribute) { a.Default = stringdefault.StaticString("") },
	} {
		text, _ := all[name].(schema.StringAttribute)
		change(&text)
		all[name] = text
	}
	targets, _ := all["targets"].(schema.SetAttribute)
	targets.PlanModifiers = []planmodifier.Set{attrs.KeepSpelling(attrs.CanonicalTarget)}
	all["targets"] = targets
	return all
}

// allowByDefault plans to allow. States of the official provider have no action, which
// means the same.
type allowByDefault struct{}

func (allowByDefault) Description(context.Context) string { return "defaults to allow" }

func (a allowByDefault) MarkdownDescription(ctx context.Context) string { return a.Description(ctx) }

func (allowByDefault) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.StringValue(attrs.AllowAction)
	if !req.State.Raw.IsNull() && req.StateValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}

type model struct {
	attrs.SecurityGroupRule

	SecurityGroupID types.String   `tfsdk:"security_group_id"`
	Timeouts        timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) arguments() katapult.SecurityGroupRuleArguments {
	return katapult.NewSecurityGroupRuleArguments(m.Direction.ValueString(), m.Protocol.ValueString(), m.Acts(),
		m.Ports.ValueString(), attrs.SetTexts(m.Targets), m.Notes.ValueString())
}

func (m *model) fill(r katapult.SecurityGroupRule) {
	m.Refresh(ruleFrom(r))
	m.SecurityGroupID = types.StringValue(r.SecurityGroup.ID)
}

func ruleFrom(r katapult.SecurityGroupRule) attrs.SecurityGroupRule {
	return attrs.NewSecurityGroupRule(r.ID, r.Direction, r.Protocol, r.Action, r.Ports, r.Targets, r.Notes)
}

// plan warns of a group whose resource owns all rules.
func plan(ctx context.Context, api *katapult.Client, _, plan *model) error {
	groupID := plan.SecurityGroupID.ValueString()
	if groupID != "" && api.SecurityGroupRules.IsInline(groupID) {
		crud.Warn(ctx, "Two owners of rules", fmt.Sprintf(
			"This configuration manages a rule of security group %s by itself, while katapult_security_group owns all rules of the group and deletes those that it does not have. "+
				"The two undo each other's changes in turns: set external_rules = true in katapult_security_group, or move the rule there.", groupID))
	}
	return nil
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	r, err := api.SecurityGroupRules.Create(ctx, plan.SecurityGroupID.ValueString(), plan.arguments())
	if err == nil {
		plan.fill(r)
	}
	return blame(err)
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	var (
		r   katapult.SecurityGroupRule
		err error
	)
	if state.SecurityGroupID.IsNull() { // imported
		r, err = api.SecurityGroupRules.Get(ctx, state.ID.ValueString())
	} else {
		r, err = api.SecurityGroupRules.GetOf(ctx, state.SecurityGroupID.ValueString(), state.ID.ValueString())
	}
	if err == nil {
		state.fill(r)
	}
	return err
}

// update sends nothing if the rule says the same as before.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if plan.Meaning() == prior.Meaning() {
		return nil
	}
	r, err := api.SecurityGroupRules.Update(ctx, prior.ID.ValueString(), plan.arguments())
	if err == nil {
		plan.fill(r)
	}
	return blame(err)
}

// destroy counts a rule as deleted if its group was deleted before it.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.SecurityGroupRules.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it names.
func blame(err error) error {
	if errors.Is(err, katapult.SecurityGroupNotFound) {
		return crud.At(path.Root("security_group_id"), err)
	}
	switch argument := katapult.RefusedArgument(err, "security_group", "direction", "protocol", "action", "ports", "targets", "notes"); argument {
	case "":
		return err
	case "security_group": // it allows everything, or has too many rules
		return crud.At(path.Root("security_group_id"), err)
	default:
		return crud.At(path.Root(argument), err)
	}
}
