package securitygroup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var dataSources = []func() datasource.DataSource{one.New, many.New}

// described are the attributes of a group in both data sources.
var described = map[string]schema.Attribute{
	"id":                 attrs.ComputedString("ID of the security group."),
	"name":               attrs.ComputedString("Name of the security group."),
	"associations":       attrs.ComputedStringSet("IDs of the virtual machines, virtual machine groups and tags whose machines the group protects."),
	"allow_all_inbound":  attrs.ComputedBool("Whether all inbound traffic is allowed. Then there are no inbound rules."),
	"allow_all_outbound": attrs.ComputedBool("Whether all outbound traffic is allowed. Then there are no outbound rules."),
	"include_rules":      attrs.ComputedBool("Whether the rules were read."),
	"inbound_rules":      attrs.NestedList("Rules for inbound traffic, oldest first. None if the rules were not read.", attrs.SecurityGroupRuleAttributes()),
	"outbound_rules":     attrs.NestedList("Rules for outbound traffic, oldest first. None if the rules were not read.", attrs.SecurityGroupRuleAttributes()),
}

var one = crud.DataSource[*katapult.Client, found]{
	Type: "katapult_security_group",
	Schema: schema.Schema{
		MarkdownDescription: "Finds one security group, by its ID or by its exact name.",
		Attributes: attrs.With(described, map[string]schema.Attribute{
			"id":   attrs.SearchKey("ID of the security group. Either this or `name` has to be set."),
			"name": attrs.SearchKey("Exact name of the security group. Either this or `id` has to be set. Two security groups of this name are an error that lists their IDs."),
			"include_rules": schema.BoolAttribute{
				Optional: true, Computed: true, MarkdownDescription: "Whether to read the rules, which takes a request. Defaults to `true`.",
			},
			"annotations": schema.MapAttribute{
				Computed: true, ElementType: types.StringType, MarkdownDescription: "Annotations of the security group.",
			},
		}),
	},
	Validators: []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("name"))},
	Read:       find,
}

var many = crud.DataSource[*katapult.Client, findings]{
	Type: "katapult_security_groups",
	Schema: schema.Schema{
		MarkdownDescription: "Lists the security groups of the organization, oldest first.",
		Attributes: map[string]schema.Attribute{
			"id":          attrs.ComputedString("The provider's `organization`: a sub-domain or an ID."),
			"name_prefix": attrs.OptionalString("Only security groups whose name begins with this. Defaults to all security groups."),
			"annotation":  attrs.OptionalString(annotationIs),
			"include_rules": schema.BoolAttribute{
				Optional: true, MarkdownDescription: "Whether to read the rules, which takes a request for each security group. Defaults to `false`.",
			},
			"security_groups": attrs.NestedList("The security groups.", described),
		},
	},
	Read: findMany,
}

type row struct {
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	Associations     types.Set    `tfsdk:"associations"`
	AllowAllInbound  types.Bool   `tfsdk:"allow_all_inbound"`
	AllowAllOutbound types.Bool   `tfsdk:"allow_all_outbound"`
	IncludeRules     types.Bool   `tfsdk:"include_rules"`
	InboundRules     []rule       `tfsdk:"inbound_rules"`
	OutboundRules    []rule       `tfsdk:"outbound_rules"`
}

type found struct {
	row

	Annotations types.Map `tfsdk:"annotations"`
}

type findings struct {
	ID             types.String `tfsdk:"id"`
	NamePrefix     types.String `tfsdk:"name_prefix"`
	Annotation     types.String `tfsdk:"annotation"`
	IncludeRules   types.Bool   `tfsdk:"include_rules"`
	SecurityGroups []row        `tfsdk:"security_groups"`
}

// fill copies a group, and reads its rules if asked to.
func (r *row) fill(ctx context.Context, api *katapult.Client, g katapult.SecurityGroup, withRules bool) error {
	var m model
	m.fill(g)
	r.ID, r.Name, r.Associations, r.AllowAllInbound, r.AllowAllOutbound = m.ID, m.Name, m.Associations, m.AllowAllInbound, m.AllowAllOutbound
	r.IncludeRules, r.InboundRules, r.OutboundRules = types.BoolValue(withRules), []rule{}, []rule{}
	if !withRules {
		return nil
	}
	rules, err := listRules(ctx, api, &m)
	r.InboundRules = append(r.InboundRules, rulesFrom(rules, inbound)...)
	r.OutboundRules = append(r.OutboundRules, rulesFrom(rules, outbound)...)
	return err
}

func find(ctx context.Context, api *katapult.Client, config *found) error {
	group, err := crud.Resolve(ctx,
		crud.ByKey("id", config.ID, api.SecurityGroups.Get),
		crud.ByListing("name", config.Name, api.SecurityGroups.List, func(g katapult.SecurityGroup) (name, id string) { return g.Name, g.ID }))
	if err == nil && config.ID.IsNull() {
		group, err = crud.Resolve(ctx, crud.ByKey("name", types.StringValue(group.ID), api.SecurityGroups.Get)) // lists tell less
	}
	if err != nil {
		return err
	}
	config.Annotations = attrs.TextMap(group.Annotations)
	withRules := config.IncludeRules.IsNull() || config.IncludeRules.ValueBool()
	err = config.fill(ctx, api, group, withRules)
	if !withRules {
		config.InboundRules, config.OutboundRules = nil, nil // as in states of the krystal/katapult provider; its lists of groups have empty lists
	}
	return err
}

func findMany(ctx context.Context, api *katapult.Client, config *findings) error {
	matches, err := annotated(ctx, api, config.Annotation)
	if err != nil {
		return err
	}
	all, err := api.SecurityGroups.List(ctx)
	if err != nil {
		return err
	}
	config.ID = types.StringValue(api.Organization())
	config.SecurityGroups = []row{}
	for _, g := range all {
		if !matches(g) || !crud.HasPrefix(g.Name, config.NamePrefix) {
			continue
		}
		var r row
		switch err := r.fill(ctx, api, g, config.IncludeRules.ValueBool()); {
		case errors.Is(err, katapult.ErrNotFound): // deleted since it was listed
		case err != nil:
			return err
		default:
			config.SecurityGroups = append(config.SecurityGroups, r)
		}
	}
	return nil
}

const annotationIs = "Only security groups with this annotation, as `KEY=VALUE`. Defaults to all security groups."

// annotated lets groups through that have an annotation; null lets all through.
func annotated(ctx context.Context, api *katapult.Client, annotation types.String) (func(katapult.SecurityGroup) bool, error) {
	if annotation.IsNull() {
		return func(katapult.SecurityGroup) bool { return true }, nil
	}
	key, value, ok := strings.Cut(annotation.ValueString(), "=")
	if !ok || key == "" {
		return nil, crud.At(path.Root("annotation"), fmt.Errorf("%q is not of the form KEY=VALUE", annotation.ValueString()))
	}
	all, err := api.SecurityGroups.ListAnnotated(ctx, key, value)
	ids := map[string]bool{}
	for _, g := range all {
		ids[g.ID] = true
	}
	return func(g katapult.SecurityGroup) bool { return ids[g.ID] }, err
}
