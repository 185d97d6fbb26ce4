// Package virtualmachinepower offers the action katapult_virtual_machine_power.
package virtualmachinepower

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the action.
var Object = crud.Object{Actions: []func() action.Action{power.New}}

var power = crud.Action[*katapult.Client, config]{
	Type: "katapult_virtual_machine_power",
	Schema: schema.Schema{
		MarkdownDescription: "Starts, stops, shuts down or resets a virtual machine. Actions need Terraform 1.14 or later.\n\n" +
			"It waits for other work of the same run on the machine, and does nothing to a machine that is in the wanted state already. " +
			"It does not change `powered_on` of `katapult_virtual_machine`: where that is set, the next plan undoes the action.",
		Attributes: map[string]schema.Attribute{
			"virtual_machine_id": schema.StringAttribute{
				MarkdownDescription: "ID of the virtual machine.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
			"operation": schema.StringAttribute{
				MarkdownDescription: "`start`; `stop`, which turns it off; `shutdown`, which asks its operating system to stop; or `reset`, which turns it off and on again.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf("start", "stop", "shutdown", "reset")},
			},
			"shutdown_fallback_to_stop": schema.BoolAttribute{
				MarkdownDescription: "Whether a machine that has not shut down after half of the timeout is turned off. Defaults to `false`.", Optional: true,
			},
			"timeout": schema.StringAttribute{
				MarkdownDescription: "How long to wait, such as `30s` or `15m`. Defaults to `10m`.", Optional: true,
				Validators: []validator.String{attrs.Duration()},
			},
		},
	},
	Timeout: 24 * time.Hour, // the argument bounds it
	Invoke:  invoke,
}

type config struct {
	VirtualMachineID types.String `tfsdk:"virtual_machine_id"`
	Operation        types.String `tfsdk:"operation"`
	FallbackToStop   types.Bool   `tfsdk:"shutdown_fallback_to_stop"`
	Timeout          types.String `tfsdk:"timeout"`
}

const defaultTimeout = 10 * time.Minute

func invoke(ctx context.Context, api *katapult.Client, c config, progress func(string)) error {
	limit := defaultTimeout
	if parsed, err := time.ParseDuration(c.Timeout.ValueString()); err == nil {
		limit = parsed
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it took longer than the timeout of %s", limit))
	defer cancel()
	id, operation := c.VirtualMachineID.ValueString(), c.Operation.ValueString()
	machine, err := api.VirtualMachines.Lock(ctx, id)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	now, err := machine.WaitSettled(ctx)
	if err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	done := map[string]katapult.VirtualMachineState{
		"start": katapult.VirtualMachineStarted, "stop": katapult.VirtualMachineStopped, "shutdown": katapult.VirtualMachineStopped,
	}
	if now.State == done[operation] {
		progress(fmt.Sprintf("virtual machine %q (%s) is %s already", now.Name, id, now.State))
		return nil
	}
	progress(fmt.Sprintf("virtual machine %q (%s) is %s: %s", now.Name, id, now.State, operation))
	if err := carryOut(ctx, machine, operation, c.FallbackToStop.ValueBool(), limit, progress); err != nil {
		return fmt.Errorf("the %s of virtual machine %q (%s) failed: %w", operation, now.Name, id, err)
	}
	if now, err = machine.WaitSettled(ctx); err == nil {
		progress(fmt.Sprintf("virtual machine %q (%s) is %s", now.Name, id, now.State))
	}
	return err
}

func carryOut(ctx context.Context, machine *katapult.LockedMachine, operation string, fallback bool, limit time.Duration, progress func(string)) error {
	switch operation {
	case "start":
		return machine.Start(ctx)
	case "stop":
		return machine.Stop(ctx)
	case "reset":
		return machine.Reset(ctx)
	}
	if !fallback {
		return machine.Shutdown(ctx)
	}
	return machine.ShutdownOrTurnOff(ctx, limit/2, func(error) {
		progress(fmt.Sprintf("it did not shut down within %s and is turned off", limit/2))
	})
}
