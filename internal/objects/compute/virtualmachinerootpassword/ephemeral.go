// Package virtualmachinerootpassword offers the ephemeral resource
// katapult_virtual_machine_root_password.
package virtualmachinerootpassword

import (
	"context"
	"errors"

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
var Object = crud.Object{Ephemerals: []func() ephemeral.EphemeralResource{password.New}}

var password = crud.EphemeralResource[*katapult.Client, model]{
	Type: "katapult_virtual_machine_root_password",
	Schema: schema.Schema{
		MarkdownDescription: "Reads the password that the root user of a virtual machine had when the machine was built. It is kept in no plan and in no state. Ephemeral resources need Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id": schema.StringAttribute{
				MarkdownDescription: "ID of the virtual machine.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"password": schema.StringAttribute{
				MarkdownDescription: "The initial password. Katapult does not know of later ones.", Computed: true, Sensitive: true,
			},
		},
	},
	Open: open,
}

type model struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	Password         types.String `tfsdk:"password"`
}

func open(ctx context.Context, api *katapult.Client, config *model) error {
	password, err := api.VirtualMachines.RootPassword(ctx, config.VirtualMachineID.ValueString())
	if err == nil && password == "" {
		err = errors.New("the API does not tell the password of this machine: it may still be built, or was built from an ISO")
	}
	config.Password = types.StringValue(password)
	return crud.At(path.Root("virtual_machine_id"), err)
}
