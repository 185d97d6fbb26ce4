// Package virtualmachineconsolesession offers the ephemeral resource
// katapult_virtual_machine_console_session.
package virtualmachineconsolesession

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the ephemeral resource.
var Object = crud.Object{Ephemerals: []func() ephemeral.EphemeralResource{session.New}}

var session = crud.EphemeralResource[*katapult.Client, model]{
	Type: "katapult_virtual_machine_console_session",
	Schema: schema.Schema{
		MarkdownDescription: "Opens a session on the console of a virtual machine, which has to be started. Whoever has its URL gets into the machine, so it is kept in no plan and in no state. " +
			"Katapult ends the session by itself. Ephemeral resources need Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id": schema.StringAttribute{
				MarkdownDescription: "ID of the virtual machine.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"id":         schema.StringAttribute{MarkdownDescription: "ID of the session.", Computed: true},
			"url":        schema.StringAttribute{MarkdownDescription: "Address of the console.", Computed: true, Sensitive: true},
			"expires_at": schema.StringAttribute{MarkdownDescription: "When the session ends, in RFC 3339.", Computed: true},
		},
	},
	Open: open,
}

type model struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	ID               types.String `tfsdk:"id"`
	URL              types.String `tfsdk:"url"`
	ExpiresAt        types.String `tfsdk:"expires_at"`
}

func open(ctx context.Context, api *katapult.Client, config *model) error {
	session, err := api.VirtualMachines.CreateConsoleSession(ctx, config.VirtualMachineID.ValueString())
	if err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	config.ID = types.StringValue(session.ID)
	config.URL = types.StringValue(session.URL)
	config.ExpiresAt = attrs.Time(session.ExpiresAt)
	return nil
}
