package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"iter"

	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var networkInterfaces = crud.List[*katapult.Client, filter, katapult.VirtualMachineNetworkInterface, model]{
	Resource: networkInterface,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the network interfaces of a virtual machine, or of all virtual machines of the organization.",
		Attributes: map[string]listschema.Attribute{
			"virtual_machine_id": attrs.ListFilter("Only the network interfaces of the machine with this ID. Defaults to those of all machines, each of which is asked for."),
		},
	},
	Items: listInterfaces,
	Fill: func(_ context.Context, m *model, row katapult.VirtualMachineNetworkInterface) error {
		m.ID, m.Name = types.StringValue(row.ID), types.StringValue(row.Name)
		return nil
	},
	Complete: read,
}

type filter struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
}

// listInterfaces yields the interfaces of a machine or of all machines, as lists tell of
// them.
func listInterfaces(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.VirtualMachineNetworkInterface, error] {
	if !f.VirtualMachineID.IsNull() {
		return func(yield func(katapult.VirtualMachineNetworkInterface, error) bool) {
			for row, err := range api.VirtualMachineNetworkInterfaces.List(ctx, f.VirtualMachineID.ValueString()) {
				if !yield(row, blame(err)) {
					return
				}
			}
		}
	}
	return func(yield func(katapult.VirtualMachineNetworkInterface, error) bool) {
		machines, err := api.VirtualMachines.List(ctx)
		if err != nil {
			yield(katapult.VirtualMachineNetworkInterface{}, err)
			return
		}
		for _, machine := range machines {
			for row, err := range api.VirtualMachineNetworkInterfaces.List(ctx, machine.ID) {
				if errors.Is(err, katapult.ErrNotFound) {
					break // the machine was deleted since it was listed
				}
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}
