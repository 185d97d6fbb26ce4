// Package governancegroupconnections reads what uses a governance
// group.
package governancegroupconnections

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

// Object is what uses a governance group.
var Object = crud.Object{DataSources: []func() datasource.DataSource{connections.New}}

var connections = crud.DataSource[*sailpoint.Client, model]{
	Type: "katapult_sailpoint_governance_group_connections",
	Schema: schema.Schema{
		MarkdownDescription: "Reads what uses a governance group in SailPoint Identity Security Cloud, and so keeps it from being deleted. " +
			"SailPoint updates this from time to time: what was connected or disconnected a moment ago may not show yet.",
		Attributes: map[string]schema.Attribute{
			"group_id": schema.StringAttribute{
				Required: true, MarkdownDescription: "ID of the group.", Validators: []validator.String{attrs.NotBlank()},
			},
			"connections": attrs.NestedList("What uses the group, by name.", map[string]schema.Attribute{
				"type":            attrs.ComputedString("Kind of the object: `ACCESS_PROFILE`, `ROLE`, `SOD_POLICY` or `SOURCE`."),
				"id":              attrs.ComputedString("ID of the object."),
				"name":            attrs.ComputedString("Name of the object."),
				"description":     attrs.ComputedString("Description of the object."),
				"connection_type": attrs.ComputedString("What the group is to the object: `AccessRequestReviewer`, `Owner` or `ManagementWorkgroup`."),
			}),
		},
	},
	Read: read,
}

type model struct {
	GroupID     types.String `tfsdk:"group_id"`
	Connections []connection `tfsdk:"connections"`
}

type connection struct {
	Type           types.String `tfsdk:"type"`
	ID             types.String `tfsdk:"id"`
	Name           types.String `tfsdk:"name"`
	Description    types.String `tfsdk:"description"`
	ConnectionType types.String `tfsdk:"connection_type"`
}

func read(ctx context.Context, api *sailpoint.Client, config *model) error {
	config.Connections = []connection{}
	for c, err := range api.GovernanceGroups.Connections(ctx, config.GroupID.ValueString()) {
		if err != nil {
			return crud.At(path.Root("group_id"), err)
		}
		config.Connections = append(config.Connections, connection{
			Type:           types.StringValue(c.Object.Type),
			ID:             types.StringValue(c.Object.ID),
			Name:           types.StringValue(c.Object.Name),
			Description:    types.StringValue(c.Object.Description),
			ConnectionType: types.StringValue(c.ConnectionType),
		})
	}
	return nil
}
