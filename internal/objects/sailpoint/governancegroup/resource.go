// Package governancegroup manages katapult_sailpoint_governance_group
// and finds existing groups.
package governancegroup

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

// Object is the governance group.
var Object = crud.Object{
	Resource:    group.New,
	DataSources: []func() datasource.DataSource{dataSource.New, listDataSource.New},
	Lists:       []func() list.ListResource{listing.New},
	Actions:     []func() action.Action{bulkDelete.New},
}

var group = crud.Resource[*sailpoint.Client, model]{
	Type: "katapult_sailpoint_governance_group",
	Schema: schema.Schema{
		MarkdownDescription: "A governance group in SailPoint Identity Security Cloud: a set of identities that reviews access requests and certifications together, or owns something.\n\n" +
			"Groups that are destroyed in one run are deleted together, up to 100 with one request. A group that is still in use stays, and the error names what uses it; all others go. " +
			"SailPoint notices only after a while that something does not use a group any more, so deleting a group in use is tried again until the `delete` timeout is over.\n\n" +
			"The client needs the scope `idn:workgroup:manage`, and a user with the level `ORG_ADMIN`.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.Loose(attrs.ID("ID of the group.")),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the group.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "What the group is for. Defaults to an empty description.",
				Optional:            true, Computed: true,
				Default: stringdefault.StaticString(""),
			},
			"owner_id": attrs.Loose(schema.StringAttribute{
				MarkdownDescription: "ID of the identity that owns the group. Dashes and capitals make no difference.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
			}),
			"owner_name":  keptUnless([]string{"owner_id"}, "Name of the owner."),
			"owner_email": keptUnless([]string{"owner_id"}, "E-mail address of the owner."),
			"created":     attrs.ComputedOnce("When the group was created, as SailPoint writes it."),
			"modified":    keptUnless([]string{"name", "description", "owner_id"}, "When the group was last changed, as SailPoint writes it."),
		},
	},
	Timeout: 2 * time.Minute,
	Import:  resolveImportID,
	Create:  create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID          attrs.LooseID `tfsdk:"id"`
	Name        types.String  `tfsdk:"name"`
	Description types.String  `tfsdk:"description"`
	OwnerID     attrs.LooseID `tfsdk:"owner_id"`
	OwnerName   types.String  `tfsdk:"owner_name"`
	OwnerEmail  types.String  `tfsdk:"owner_email"`
	Created     types.String  `tfsdk:"created"`
	Modified    types.String  `tfsdk:"modified"`
}

func (a *attributes) arguments() sailpoint.GovernanceGroupArguments {
	return sailpoint.GovernanceGroupArguments{
		Name: a.Name.ValueString(), Description: a.Description.ValueString(), OwnerID: a.OwnerID.ValueString(),
	}
}

// fill keeps the user's spelling of equivalent IDs.
func (a *attributes) fill(g sailpoint.GovernanceGroup) {
	if !a.ID.Means(g.ID) {
		a.ID = attrs.NewLooseID(g.ID)
	}
	if !a.OwnerID.Means(g.Owner.ID) {
		a.OwnerID = attrs.NewLooseID(g.Owner.ID)
	}
	a.Name = types.StringValue(g.Name)
	a.Description = types.StringValue(g.Description)
	a.OwnerName = types.StringValue(cmp.Or(g.Owner.Name, g.Owner.DisplayName))
	a.OwnerEmail = types.StringValue(g.Owner.EmailAddress)
	a.Created = types.StringValue(g.Created)
	a.Modified = types.StringValue(g.Modified)
}

func create(ctx context.Context, api *sailpoint.Client, plan *model) error {
	g, err := api.GovernanceGroups.Create(ctx, plan.arguments())
	if err == nil {
		plan.fill(g)
	}
	return err
}

func read(ctx context.Context, api *sailpoint.Client, state *model) error {
	g, err := api.GovernanceGroups.Get(ctx, state.ID.ValueString())
	if err == nil {
		state.fill(g)
	}
	return err
}

func update(ctx context.Context, api *sailpoint.Client, plan, prior *model) error {
	g, err := api.GovernanceGroups.Update(ctx, prior.ID.ValueString(), prior.arguments(), plan.arguments())
	if err == nil {
		plan.fill(g)
	}
	return err
}

func destroy(ctx context.Context, api *sailpoint.Client, state model) error {
	return api.GovernanceGroups.Delete(ctx, state.ID.ValueString())
}

func resolveImportID(ctx context.Context, api *sailpoint.Client, importID string) ([]string, error) {
	id, err := api.GovernanceGroups.Identify(ctx, importID)
	return []string{id}, err
}
