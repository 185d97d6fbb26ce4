// Package securitygroup manages katapult_security_group and finds existing security
// groups.
package securitygroup

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the security group.
var Object = crud.Object{
	Resource:    group.New,
	DataSources: dataSources,
	Lists:       []func() list.ListResource{listing.New},
}

var group = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_security_group",
	Prefixes: []string{"sg_"},
	Schema: schema.Schema{
		MarkdownDescription: "A security group: a firewall of the virtual machines that are associated with it. The rules of all groups of a machine count together: " +
			"what a rule denies is blocked, then what a rule allows gets through, and everything else is blocked.\n\n" +
			"**Rules.** This resource owns all rules of its group, unless `external_rules` is set: it deletes rules that others have made, and warns of that in the plan. " +
			"Do not combine its rules with `katapult_security_group_rule` for the same group: the two would undo each other's changes in turns. " +
			"Each direction has its rules in `inbound_rules` or in blocks `inbound_rule`, and in `outbound_rules` or in blocks `outbound_rule`. " +
			"Going from one form to the other changes nothing but the state; an import has the rules in the attributes.\n\n" +
			"**Changes.** Rules are told apart by what they say, and not by their place: the order of rules makes no difference, and a rule that is taken out of the list is deleted without touching others. " +
			"New rules exist before old ones are deleted, so that at no time a machine is open to what neither the old nor the new rules allow, nor closed to what both allow. " +
			"There are two exceptions: a direction that no longer allows everything blocks everything until its rules are made, and a change that needs more than the 50 rules that a group can have replaces some of them one by one.\n\n" +
			"**Difference to the official provider.** There, `external_rules = true` deletes all rules of the group. " +
			"Here it deletes no rule that this resource did not make, so that an imported group keeps its rules, and one from a state of the official provider as well. " +
			"To hand over rules that this resource has made, without an interruption, take the group out of the state by `terraform state rm`, " +
			"and import it again with `external_rules = true`, along with each of its rules.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the security group."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the security group.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"associations": schema.SetAttribute{
				MarkdownDescription: "IDs of the virtual machines, virtual machine groups and tags whose machines the group protects. Defaults to none.",
				ElementType:         types.StringType, Optional: true, Computed: true,
				Validators:    []validator.Set{attrs.KnownElements()},
				PlanModifiers: []planmodifier.Set{attrs.NoneByDefault()},
			},
			"allow_all_inbound":  allowAll("inbound"),
			"allow_all_outbound": allowAll("outbound"),
			"external_rules": schema.BoolAttribute{
				MarkdownDescription: "Whether others manage the rules, such as `katapult_security_group_rule`. Then this resource neither reads nor changes rules. " +
					"Setting it deletes the rules that this resource has made, and no others. Defaults to `false`.",
				Optional: true, Computed: true,
				PlanModifiers: []planmodifier.Bool{falseByDefault{}},
			},
			"annotations": schema.MapAttribute{
				MarkdownDescription: "Annotations of the security group: keys and values that other programs can find it by. " +
					"A plan takes all groups from one list; those with annotations are read one by one.",
				ElementType: types.StringType, Optional: true,
				Validators: []validator.Map{attrs.KnownValues()},
			},
			inbound.attribute():  inbound.attributeSchema(),
			outbound.attribute(): outbound.attributeSchema(),
		},
		Blocks: map[string]schema.Block{
			inbound.block():  inbound.blockSchema(),
			outbound.block(): outbound.blockSchema(),
		},
	},
	Validators: []resource.ConfigValidator{rulesValidator{}},
	Plan:       plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

func allowAll(traffic string) schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: "Whether all " + traffic + " traffic is allowed. Katapult deletes the " + traffic + " rules when this is set. Defaults to `false`.",
		Optional:            true, Computed: true,
		Default: booldefault.StaticBool(false),
	}
}

type model struct {
	ID               types.String   `tfsdk:"id"`
	Name             types.String   `tfsdk:"name"`
	Associations     types.Set      `tfsdk:"associations"`
	AllowAllInbound  types.Bool     `tfsdk:"allow_all_inbound"`
	AllowAllOutbound types.Bool     `tfsdk:"allow_all_outbound"`
	ExternalRules    types.Bool     `tfsdk:"external_rules"`
	Annotations      types.Map      `tfsdk:"annotations"`
	InboundRules     types.List     `tfsdk:"inbound_rules"`
	OutboundRules    types.List     `tfsdk:"outbound_rules"`
	InboundRule      types.List     `tfsdk:"inbound_rule"`
	OutboundRule     types.List     `tfsdk:"outbound_rule"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

// fill copies a group without its rules and annotations.
func (m *model) fill(g katapult.SecurityGroup) {
	m.ID = types.StringValue(g.ID)
	m.Name = types.StringValue(g.Name)
	m.Associations = attrs.StringSet(attrs.Distinct(g.Associations, func(id string) string { return id }))
	m.AllowAllInbound = types.BoolValue(g.AllowAllInbound)
	m.AllowAllOutbound = types.BoolValue(g.AllowAllOutbound)
}

// create makes the rules before it associates the group: a machine must not be closed
// while rules are still missing.
func create(ctx context.Context, api *katapult.Client, plan *model) error {
	rules, err := plan.rules(ctx)
	if err != nil {
		return err
	}
	arguments := katapult.SecurityGroupArguments{
		Name: attrs.String(plan.Name), AllowAllInbound: attrs.Bool(plan.AllowAllInbound), AllowAllOutbound: attrs.Bool(plan.AllowAllOutbound),
		Associations: &[]string{},
	}
	if len(rules) == 0 {
		arguments.Associations = plan.associated()
	}
	if annotations := attrs.Texts(plan.Annotations); len(annotations) > 0 {
		arguments.Annotations = annotations
	}
	created, err := api.SecurityGroups.Create(ctx, arguments)
	if err != nil {
		return blame(err)
	}
	plan.ID = types.StringValue(created.ID) // whatever fails from here on, the state has the group
	api.SecurityGroupRules.SetInline(created.ID, !plan.ExternalRules.ValueBool())
	work := &rulesWork{api: api, groupID: created.ID, plan: plan, wanted: rules, made: map[string]bool{}}
	err = work.runAll(ctx, stepsTo(nil, pointers(rules), maximumRules))
	if err == nil && len(rules) > 0 && len(*plan.associated()) > 0 {
		_, err = api.SecurityGroups.Update(ctx, created.ID, katapult.SecurityGroupArguments{Associations: plan.associated()})
		err = blame(err)
	}
	if err != nil {
		plan.setRules(work.current)
	} else {
		plan.completeRules(rules)
	}
	return cmp.Or(err, work.record(ctx, work.current))
}

// associated are the IDs of what the group is associated with.
func (m *model) associated() *[]string {
	ids := append([]string{}, attrs.SetTexts(m.Associations)...)
	return &ids
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	imported := state.Name.IsNull()
	get := api.SecurityGroups.GetBasics
	if imported || !state.Annotations.IsNull() {
		get = api.SecurityGroups.Get // lists lack annotations
	}
	now, err := get(ctx, state.ID.ValueString())
	if err != nil {
		return err
	}
	if imported && len(now.Annotations) > 0 {
		state.Annotations = attrs.TextMap(now.Annotations)
	}
	state.Annotations = attrs.Kept(state.Annotations, now.Annotations)
	state.fill(now)
	return readRules(ctx, api, state, imported)
}

// readRules reads the rules, unless others manage them, or there can be none.
func readRules(ctx context.Context, api *katapult.Client, state *model, imported bool) error {
	api.SecurityGroupRules.SetInline(state.ID.ValueString(), !state.ExternalRules.ValueBool())
	if state.ExternalRules.ValueBool() {
		return nil
	}
	known, err := knownRules(ctx)
	if err != nil {
		return err
	}
	if known == nil && !imported {
		// Who made the rules that an older state has is not known.
		if err := noteRules(ctx, state); err != nil {
			return err
		}
	}
	now, err := listRules(ctx, api, state)
	if err != nil {
		return err
	}
	if err := state.refreshRules(ctx, now, imported); err != nil || !imported {
		return err
	}
	return noteRules(ctx, state)
}

// noteRules notes the rules of a state as some that this resource has not made.
func noteRules(ctx context.Context, state *model) error {
	rules, err := state.rules(ctx)
	if err != nil {
		return err
	}
	return (&rulesWork{}).record(ctx, rules)
}

// listRules lists the rules of a group. Where everything is allowed there are none.
func listRules(ctx context.Context, api *katapult.Client, state *model) ([]katapult.SecurityGroupRule, error) {
	if state.AllowAllInbound.ValueBool() && state.AllowAllOutbound.ValueBool() {
		return nil, nil
	}
	return api.SecurityGroupRules.ListOf(ctx, state.ID.ValueString())
}

// destroy deletes the group, and its rules with it.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.SecurityGroups.Delete(ctx, state.ID.ValueString())
}

// blame shows a refusal at the argument that it names.
func blame(err error) error {
	if argument := katapult.RefusedArgument(err, "name", "associations", "allow_all_inbound", "allow_all_outbound"); argument != "" {
		return crud.At(path.Root(argument), err)
	}
	return err
}
