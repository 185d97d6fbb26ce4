package diskassignment

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// downtime is the share of a destroy in the downtime of its machine. Its zero value is that
// of a destroy that shuts nothing down.
type downtime struct{ share *katapult.DowntimeShare }

func announceDowntime(api *katapult.Client, state model) downtime {
	if !state.StopBeforeDetach.ValueBool() {
		return downtime{}
	}
	share := api.VirtualMachines.AnnounceDowntime(state.VirtualMachineID.ValueString())
	return downtime{&share}
}

// begin shuts the machine down, and returns the disk as it is then: others may have moved it
// meanwhile. Where the machine does not run, or the disk is not attached, nothing can be torn
// off.
func (d downtime) begin(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, disk katapult.Disk) (katapult.Disk, error) {
	if d.share == nil || disk.Assignment.State == katapult.Detached {
		return disk, nil
	}
	now, err := machine.WaitSettled(ctx)
	if err != nil || now.State != katapult.VirtualMachineStarted {
		return disk, err
	}
	if err := d.share.Begin(ctx, machine); err != nil {
		return disk, fmt.Errorf("virtual machine %q (%s) could not be shut down before disk %q (%s) is taken from it: %w", now.Name, now.ID, disk.Name, disk.ID, err)
	}
	return api.Disks.WaitSettled(ctx, disk.ID, now.ID) // the shutdown has detached it
}

// end starts the machine again if this destroy is the last one that needs it shut down,
// whatever became of the disk.
func (d downtime) end(ctx context.Context, machine *katapult.LockedMachine, err error) error {
	if d.share == nil {
		return err
	}
	startErr := d.share.End(ctx, machine)
	switch {
	case startErr == nil:
		return err
	case err == nil || errors.Is(err, katapult.ErrNotFound):
		text := startErr.Error()
		crud.Warn(ctx, "Virtual machine left stopped", strings.ToUpper(text[:1])+text[1:]+
			"\n\nStart it with the action katapult_virtual_machine_power, or in the console.")
		return err
	}
	return fmt.Errorf("%w; %w", err, startErr)
}
