package diskassignment

import (
	"context"
	"errors"
	"iter"

	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var listing = crud.List[*katapult.Client, filter, katapult.Disk, model]{
	Resource: assignment,
	Schema: listschema.Schema{
		MarkdownDescription: "Lists the assignments of disks to a virtual machine, or to all virtual machines of the organization. The disks that machines boot from are left out: they cannot be managed by themselves.",
		Attributes: map[string]listschema.Attribute{
			"virtual_machine_id": attrs.ListFilter("Only the disks of the machine with this ID. Defaults to those of all machines, each of which is asked for."),
		},
	},
	Items: listAssignments,
	Fill: func(_ context.Context, m *model, disk katapult.Disk) error {
		m.VirtualMachineID, m.DiskID = types.StringValue(disk.Assignment.VirtualMachine.ID), types.StringValue(disk.ID)
		return nil
	},
	Complete: read,
}

type filter struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
}

// listAssignments yields the disks of a machine or of all machines, without those that
// the machines boot from.
func listAssignments(ctx context.Context, api *katapult.Client, f filter) iter.Seq2[katapult.Disk, error] {
	return func(yield func(katapult.Disk, error) bool) {
		if !f.VirtualMachineID.IsNull() {
			disks, err := api.Disks.OnMachine(ctx, f.VirtualMachineID.ValueString())
			if err != nil {
				yield(katapult.Disk{}, crud.At(path.Root("virtual_machine_id"), err))
				return
			}
			yieldAssignments(disks, yield)
			return
		}
		machines, err := api.VirtualMachines.List(ctx)
		if err != nil {
			yield(katapult.Disk{}, err)
			return
		}
		for _, machine := range machines {
			disks, err := api.Disks.OnMachine(ctx, machine.ID)
			switch {
			case errors.Is(err, katapult.ErrNotFound): // the machine was deleted since it was listed
			case err != nil:
				yield(katapult.Disk{}, err)
				return
			case !yieldAssignments(disks, yield):
				return
			}
		}
	}
}

// yieldAssignments reports whether more are wanted.
func yieldAssignments(disks []katapult.Disk, yield func(katapult.Disk, error) bool) (more bool) {
	for _, disk := range disks {
		if !disk.Assignment.Boot && !yield(disk, nil) {
			return false
		}
	}
	return true
}
