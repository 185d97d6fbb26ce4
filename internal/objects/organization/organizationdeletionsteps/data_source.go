// Package organizationdeletionsteps reads what is left to do before an
// organization can be deleted.
package organizationdeletionsteps

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

// Object is the list of steps towards the deletion of an organization.
var Object = crud.Object{DataSources: []func() datasource.DataSource{steps.New}}

var steps = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_organization_deletion_steps",
	Schema: schema.Schema{
		MarkdownDescription: "Reads what has to be done before an organization can be deleted, and what of it is left to do. Nothing is changed.\n\n" +
			"In a `check` block, a plan or apply warns of what is left, and goes on. In a `precondition`, it stops: the last stage of a teardown then fails with the list of what earlier stages left behind. " +
			"Terraform evaluates neither while it destroys, so the precondition belongs to what is applied after the rest has been destroyed. The example does both.\n\n" +
			"The API token needs the scope `organizations:delete` or `managed_organizations:delete`.",
		Attributes: map[string]schema.Attribute{
			"id":           attrs.ComputedString("The same as `organization`."),
			"organization": attrs.Organization(),
			"ready":        attrs.ComputedBool("Whether every step is satisfied. `false` if Katapult names no step at all."),
			"steps": schema.MapNestedAttribute{
				MarkdownDescription: "All steps, by name. Katapult documents " +
					"`managed_organizations`, `virtual_machines`, `disks`, `file_storage_volumes`, `disk_backup_policies`, `isos`, `disk_templates`, `load_balancers`, `dns_zones`, " +
					"`empty_trash`, `virtual_networks`, `ip_addresses`, `object_storage`, `ensure_zero_balance` and `ensure_no_outstanding_invoices`; others are passed on as well.",
				Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"satisfied":   attrs.ComputedBool("Whether nothing is left to do here."),
					"description": attrs.ComputedString("What there is to do, in Katapult's words."),
				}},
			},
			"unsatisfied": attrs.NestedList("The steps that are left, in the order to take them in: `empty_trash` comes after everything whose deletion fills the trash. "+
				"Steps that Katapult does not document come last, by name.", map[string]schema.Attribute{
				"name":        attrs.ComputedString("Name of the step, as in `steps`."),
				"description": attrs.ComputedString("What there is to do, in Katapult's words."),
			}),
		},
	},
	Read: read,
}

type model struct {
	ID           types.String    `tfsdk:"id"`
	Organization types.String    `tfsdk:"organization"`
	Ready        types.Bool      `tfsdk:"ready"`
	Steps        map[string]step `tfsdk:"steps"`
	Unsatisfied  []unsatisfied   `tfsdk:"unsatisfied"`
}

type step struct {
	Satisfied   types.Bool   `tfsdk:"satisfied"`
	Description types.String `tfsdk:"description"`
}

type unsatisfied struct {
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
}

// fill takes in the steps, in their order. Where there are none, nothing is
// known to be satisfied.
func (m *model) fill(organization string, all []katapult.DeletionStep) {
	m.ID = types.StringValue(organization)
	m.Organization = types.StringValue(organization)
	m.Steps = make(map[string]step, len(all))
	m.Unsatisfied = []unsatisfied{}
	for _, s := range all {
		description := types.StringValue(s.Description)
		m.Steps[s.Name] = step{types.BoolValue(s.Satisfied), description}
		if !s.Satisfied {
			m.Unsatisfied = append(m.Unsatisfied, unsatisfied{types.StringValue(s.Name), description})
		}
	}
	m.Ready = types.BoolValue(len(all) > 0 && len(m.Unsatisfied) == 0)
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	organization := cmp.Or(config.Organization.ValueString(), api.Organization())
	all, err := api.Organizations.DeletionSteps(ctx, config.Organization.ValueString())
	if err != nil {
		return crud.AtIf(katapult.RefusesOrganization(err), path.Root("organization"), fmt.Errorf("organization %q: %w", organization, err))
	}
	config.fill(organization, all)
	return nil
}
