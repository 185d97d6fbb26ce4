package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"iter"
	"sync"

	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var networkInterfaces = crud.List[*katapult.Client, filter, listedInterface, model]{
	Resource: networkInterface,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the network interfaces of a virtual machine.",
		Attributes: map[string]listschema.Attribute{
			"virtual_machine_id": listschema.StringAttribute{Required: true, MarkdownDescription: "ID of the machine.", Validators: []validator.String{attrs.NotBlankIfSet()}},
		},
	},
	Items: listInterfaces,
	Fill: func(_ context.Context, m *model, f listedInterface) error {
		m.fill(f.VirtualMachineNetworkInterface)
		m.Attached = types.BoolValue(f.attached)
		return nil
	},
}

type filter struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
}

type listedInterface struct {
	katapult.VirtualMachineNetworkInterface

	attached bool
}

// listInterfaces yields the interfaces of a machine. The API's list tells little more
// than their names, so it reads each one.
func listInterfaces(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[listedInterface, error] {
	machineID := f.VirtualMachineID.ValueString()
	machine := sync.OnceValues(func() (katapult.VirtualMachine, error) { return api.VirtualMachines.Get(ctx, machineID) })
	return func(yield func(listedInterface, error) bool) {
		for row, err := range api.VirtualMachineNetworkInterfaces.List(ctx, machineID) {
			if err != nil {
				yield(listedInterface{}, blame(err))
				return
			}
			now, err := api.VirtualMachineNetworkInterfaces.Get(ctx, row.ID)
			if errors.Is(err, katapult.ErrNotFound) {
				continue // deleted since it was listed
			}
			attached := false
			if err == nil {
				attached, err = isAttached(ctx, now, types.BoolNull(), machine)
			}
			if !yield(listedInterface{now, attached}, err) || err != nil {
				return
			}
		}
	}
}
