// Package organizationpolicy reads what an organization may have.
package organizationpolicy

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the policy of an organization.
var Object = crud.Object{DataSources: []func() datasource.DataSource{policy.New, limits.New}}

func number(description string) schema.Float64Attribute {
	return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
}

var policy = crud.DataSource[*katapult.Client, policyModel]{
	Type: "katapult_organization_policy",
	Schema: schema.Schema{
		MarkdownDescription: "Reads what an organization may have, and how much of that it has. In a `precondition`, it stops a plan that the limits leave no room for.\n\n" +
			"An organization that another one manages has no policy of its own: the data source `katapult_organization_policy_limits` reads its limits. " +
			"The API token needs the scope `organizations:read`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.ComputedString("The same as `organization`."),
			"organization": attrs.Organization(),
			"type":         attrs.ComputedString("Where the policy comes from: `auto`, `override` or `none`."),
			"name":         attrs.ComputedString("Name of the policy. Null if it has none."),
			"limits": schema.MapNestedAttribute{
				Computed: true,
				MarkdownDescription: "The limits, by name. Katapult documents `virtual_machines`, `virtual_machine_memory`, `managed_organizations`, `unallocated_ip_addresses`, " +
					"`disk_space`, `security_groups`, `virtual_networks`, `load_balancers`, `dns_zones`, `certificates`, `file_storage_volumes`, `isos`, `disk_iops` and `network_speed`; " +
					"others are passed on as well.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"limit":     number("How much there may be. Null without a limit."),
					"current":   number("How much there is. Null for what is not counted."),
					"remaining": number("How much there may be besides. Null where the limit or the current value is."),
					"unit":      attrs.ComputedString("Unit of the numbers, such as `GB`. Null for what is counted in pieces."),
				}},
			},
			"uninvoiced_balance": schema.SingleNestedAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "How much may be, and is, left to invoice. It is in the state, and Terraform does not show it.",
				Attributes: map[string]schema.Attribute{
					"limit":    number("How much there may be. Null without a limit."),
					"current":  number("How much there is. Null if it is not known."),
					"currency": attrs.ComputedString("ISO code of the currency. Null if it is not known."),
				},
			},
			"features": schema.MapAttribute{
				Computed: true, ElementType: types.BoolType,
				MarkdownDescription: "Whether a feature may be used, by name, such as `zone_selection`.",
			},
			"reasons_for_disallowing_resource_creation": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Why nothing can be created at the moment, in Katapult's words. Empty if it can.",
			},
		},
	},
	Read: readPolicy,
}

type policyModel struct {
	ID           types.String          `tfsdk:"id"`
	Organization types.String          `tfsdk:"organization"`
	Type         types.String          `tfsdk:"type"`
	Name         types.String          `tfsdk:"name"`
	Limits       map[string]limit      `tfsdk:"limits"`
	Balance      *balance              `tfsdk:"uninvoiced_balance"`
	Features     map[string]types.Bool `tfsdk:"features"`
	Reasons      []types.String        `tfsdk:"reasons_for_disallowing_resource_creation"`
}

type limit struct {
	Limit     types.Float64 `tfsdk:"limit"`
	Current   types.Float64 `tfsdk:"current"`
	Remaining types.Float64 `tfsdk:"remaining"`
	Unit      types.String  `tfsdk:"unit"`
}

type balance struct {
	Limit    types.Float64 `tfsdk:"limit"`
	Current  types.Float64 `tfsdk:"current"`
	Currency types.String  `tfsdk:"currency"`
}

func readPolicy(ctx context.Context, api *katapult.Client, config *policyModel) error {
	organization := cmp.Or(config.Organization.ValueString(), api.Organization())
	p, err := api.Organizations.Policy(ctx, config.Organization.ValueString())
	if err != nil {
		return crud.AtIf(katapult.RefusesOrganization(err), path.Root("organization"), fmt.Errorf("organization %q: %w", organization, err))
	}
	config.Organization = types.StringValue(organization)
	config.ID = config.Organization
	config.Type = types.StringValue(p.Type)
	config.Name = types.StringPointerValue(p.Name)
	config.Limits, config.Features, config.Reasons = map[string]limit{}, map[string]types.Bool{}, []types.String{}
	for name, l := range p.Limits {
		if name == "uninvoiced_balance" {
			config.Balance = &balance{Limit: types.Float64PointerValue(l.Limit), Current: types.Float64PointerValue(l.Current)}
			if l.Currency != nil {
				config.Balance.Currency = types.StringValue(l.Currency.ISOCode)
			}
			continue
		}
		shown := limit{Limit: types.Float64PointerValue(l.Limit), Current: types.Float64PointerValue(l.Current), Unit: types.StringPointerValue(l.Unit)}
		if l.Limit != nil && l.Current != nil {
			shown.Remaining = types.Float64Value(*l.Limit - *l.Current)
		}
		config.Limits[name] = shown
	}
	for name, f := range p.Features {
		config.Features[name] = types.BoolValue(f.Permitted)
	}
	for _, reason := range p.Reasons {
		config.Reasons = append(config.Reasons, types.StringValue(reason))
	}
	return nil
}

var limits = crud.DataSource[*katapult.Client, limitsModel]{
	Type: "katapult_organization_policy_limits",
	Schema: schema.Schema{
		MarkdownDescription: "Reads the limits of an organization, also of one that another one manages. The API token needs the scope `organizations:read`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.ComputedString("The same as `organization`."),
			"organization": attrs.Organization(),
			"limits": schema.MapNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The limits, by name, such as `maximum_virtual_machines`, `maximum_disk_size` or `minimum_disk_size`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"value":     number("The limit. Null if there is none."),
					"unlimited": attrs.ComputedBool("Whether there is no limit."),
				}},
			},
			"permissions": schema.MapAttribute{
				Computed: true, ElementType: types.BoolType,
				MarkdownDescription: "What the organization may do, by name, such as `flexible_virtual_machine_resources`.",
			},
		},
	},
	Read: readLimits,
}

type limitsModel struct {
	ID           types.String           `tfsdk:"id"`
	Organization types.String           `tfsdk:"organization"`
	Limits       map[string]policyLimit `tfsdk:"limits"`
	Permissions  map[string]types.Bool  `tfsdk:"permissions"`
}

type policyLimit struct {
	Value     types.Float64 `tfsdk:"value"`
	Unlimited types.Bool    `tfsdk:"unlimited"`
}

func readLimits(ctx context.Context, api *katapult.Client, config *limitsModel) error {
	organization := cmp.Or(config.Organization.ValueString(), api.Organization())
	all, err := api.Organizations.PolicyLimits(ctx, config.Organization.ValueString())
	if err != nil {
		return crud.AtIf(katapult.RefusesOrganization(err), path.Root("organization"), fmt.Errorf("organization %q: %w", organization, err))
	}
	config.Organization = types.StringValue(organization)
	config.ID = config.Organization
	config.Limits, config.Permissions = map[string]policyLimit{}, map[string]types.Bool{}
	for name, l := range all {
		if l.Permitted != nil {
			config.Permissions[name] = types.BoolValue(*l.Permitted)
			continue
		}
		config.Limits[name] = policyLimit{types.Float64PointerValue(l.Value), types.BoolValue(l.Unlimited)}
	}
	return nil
}
