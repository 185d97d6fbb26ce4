// Package virtualmachinebuild finds builds of virtual machines.
package virtualmachinebuild

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the build.
var Object = crud.Object{DataSources: []func() datasource.DataSource{build.New}}

var build = crud.DataSource[*katapult.Client, model]{
	Type: "katapult_virtual_machine_build",
	Schema: schema.Schema{
		MarkdownDescription: "Finds the build of a virtual machine by its ID, which errors of `katapult_virtual_machine` name.\n\n" +
			"The specification of the machine is not read: options of a disk template can hold passwords.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the build.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"state":              attrs.ComputedString("State of the build: `draft`, `pending`, `building`, `complete` or `failed`."),
			"virtual_machine_id": attrs.ComputedString("ID of the virtual machine. Null until it exists."),
		},
	},
	Read: read,
}

type model struct {
	ID               types.String `tfsdk:"id"`
	State            types.String `tfsdk:"state"`
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
}

func read(ctx context.Context, api *katapult.Client, config *model) error {
	found, err := api.VirtualMachineBuilds.Get(ctx, config.ID.ValueString())
	if err != nil {
		return crud.At(path.Root("id"), err)
	}
	config.State = types.StringValue(string(found.State))
	if found.VirtualMachine != nil {
		config.VirtualMachineID = types.StringValue(found.VirtualMachine.ID)
	}
	return nil
}
