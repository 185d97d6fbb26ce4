package virtualmachine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// poweredOn is the value of powered_on for a state of a machine. A transition does not
// decide it.
func poweredOn(state katapult.VirtualMachineState, before types.Bool) types.Bool {
	switch state {
	case katapult.VirtualMachineStarted, "starting", "resetting":
		return types.BoolValue(true)
	case katapult.VirtualMachineStopped, "stopping", "shutting_down":
		return types.BoolValue(false)
	}
	if before.IsUnknown() {
		return types.BoolNull()
	}
	return before
}

// stoppedFor says for which change a machine has to be stopped, and at which attribute.
type stoppedFor struct {
	reason string
	at     path.Path
}

// needsStopped returns the change of a plan that needs a machine that is stopped, or nil.
func needsStopped(ctx context.Context, api *katapult.Client, now katapult.VirtualMachine, prior, plan *model) (*stoppedFor, error) {
	disk, err := plan.systemDiskChange(ctx, prior)
	if err != nil {
		return nil, err
	}
	if disk.offline() {
		how := "grows offline; it can also grow while the machine runs, with resize_method = \"online\""
		if disk.shrinks() {
			how = "shrinks"
		}
		return &stoppedFor{"the system disk " + how, path.Root("system_disk").AtName("size_in_gb")}, nil
	}
	cores, memory, at, err := plan.size(ctx, api, prior)
	if err != nil || at.Equal(path.Empty()) {
		return nil, err
	}
	if cores < now.CPUCores || memory < now.MemoryInGB {
		return &stoppedFor{fmt.Sprintf("it gets smaller, from %d vCPU and %d GB of memory to %d vCPU and %d GB", now.CPUCores, now.MemoryInGB, cores, memory), at}, nil
	}
	return nil, nil
}

// checkPower refuses a plan that needs a stopped machine and does not stop it. It also
// warns of the risks of resizing.
func checkPower(now *machineInPlan, config, prior, plan *model) error {
	disk, err := plan.systemDiskChange(now.ctx, prior)
	if err != nil {
		return err
	}
	if !disk.resizes() && !plan.changesSize(prior) {
		return nil
	}
	machine, err := now.get()
	if err != nil {
		return err
	}
	if disk.resizes() && !disk.offline() && machine.State != katapult.VirtualMachineStarted {
		return crud.At(path.Root("system_disk").AtName("resize_method"), errors.New(
			"the disk of a machine that is not started can only grow offline: set resize_method = \"offline\""))
	}
	if disk.shrinks() {
		crud.Warn(now.ctx, "System disk shrinks", fmt.Sprintf("The system disk of virtual machine %q (%s) shrinks from %d to %d GB. Make a backup first: Katapult moves what is at its end.",
			machine.Name, machine.ID, disk.before.SizeInGB.ValueInt64(), disk.after.SizeInGB.ValueInt64()))
	}
	needed, err := needsStopped(now.ctx, now.api, machine, prior, plan)
	if err != nil || needed == nil {
		return err
	}
	stops := !config.PoweredOn.IsNull() && !config.PoweredOn.ValueBool() || config.AllowPowerCycle.ValueBool()
	if machine.State == katapult.VirtualMachineStopped || stops {
		return nil
	}
	return crud.At(needed.at, &mustStopError{machine, needed.reason})
}

// mustStopError is the error for a change that needs a machine that is stopped.
type mustStopError struct {
	machine katapult.VirtualMachine
	reason  string
}

func (e *mustStopError) Error() string {
	return fmt.Sprintf("virtual machine %q (%s) is %s and has to be stopped for this change: %s", e.machine.Name, e.machine.ID, e.machine.State, e.reason)
}

// Hint implements crud's optional interface for advice.
func (*mustStopError) Hint() string {
	return "Set allow_power_cycle = true to have it shut down for the change and started again, set powered_on = false to shut it down for longer, or stop it in the Katapult console."
}

// shutdownTime bounds how long a machine has for shutting down before it is turned off.
const shutdownTime = 5 * time.Minute

// shutDown shuts a machine down. One that does not obey is turned off.
func shutDown(ctx context.Context, machine *katapult.LockedMachine) error {
	limit := shutdownTime
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(end)/2)
	}
	return machine.ShutdownOrTurnOff(ctx, limit, func(late error) {
		crud.Warn(ctx, "Virtual machine turned off", fmt.Sprintf(
			"The operating system did not shut down within %s, so the machine was turned off, as if its power had failed: %s", limit.Round(time.Second), late))
	})
}
