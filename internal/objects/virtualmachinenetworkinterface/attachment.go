package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// getSettled gets an interface when nothing happens to it any more. That is waited
// for only while the machine runs: otherwise nothing does.
func getSettled(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, interfaceID string) (katapult.VirtualMachineNetworkInterface, error) {
	if vm, err := machine.WaitSettled(ctx); err == nil && vm.State == katapult.VirtualMachineStarted {
		return api.VirtualMachineNetworkInterfaces.WaitSettled(ctx, interfaceID)
	}
	return api.VirtualMachineNetworkInterfaces.Get(ctx, interfaceID)
}

// setAttached attaches or detaches an interface, and returns the state it is in
// then. To a machine that does not run nothing can be attached.
func setAttached(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, now katapult.VirtualMachineNetworkInterface, attached bool) (katapult.AttachmentState, error) {
	switch is := now.State == katapult.Attached; {
	case is == attached:
		return now.State, nil
	case !attached:
		err := api.VirtualMachineNetworkInterfaces.Detach(ctx, now.ID)
		machine.NoteFailure(err)
		return katapult.Detached, err
	}
	done, err := machine.WhileStarted(ctx, func(ctx context.Context) error {
		return api.VirtualMachineNetworkInterfaces.Attach(ctx, now.ID)
	})
	if done {
		return katapult.Attached, nil
	}
	return now.State, err
}

// isAttached is what counts as attached: on a machine that does not run, what
// shall be when it does. Of an interface in transition, or without a state as
// for a moment after a start, nothing is said before that is over.
func isAttached(ctx context.Context, now katapult.VirtualMachineNetworkInterface, before types.Bool, machine func() (katapult.VirtualMachine, error)) (bool, error) {
	wanted := before.IsNull() || before.ValueBool()
	switch {
	case now.State == katapult.Attached:
		return true, nil
	case now.State != katapult.Detached || !wanted:
		return wanted, nil
	}
	vm, err := machine()
	if errors.Is(err, katapult.ObjectInTrash) {
		// It comes back with the machine. Another one, made instead, would come on top of it.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("Network interface %q (%s) goes with its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the interface re-created on another one.", now.Name, now.ID, err))
		return true, nil
	}
	return err == nil && vm.State != katapult.VirtualMachineStarted, err
}

// sameState reports whether a change leaves the state as it is. What is in
// transition now will be over by then, unless the change concerns Terraform alone.
func sameState(ctx context.Context, c *attrs.Change) bool {
	var now types.String
	c.Prior(ctx, path.Root("state"), &now)
	if !c.Same(ctx, "attached") {
		return false
	}
	final := now.ValueString() == string(katapult.Attached) || now.ValueString() == string(katapult.Detached)
	return final || sameSpeedProfile(ctx, c) && sameAddresses(ctx, c)
}

// attributeByCode are the attributes that the API's errors are about. The first match
// counts.
var attributeByCode = []struct {
	code      katapult.Code
	attribute string
}{
	{katapult.VirtualMachineNotFound, "virtual_machine_id"},
	{katapult.ObjectInTrash, "virtual_machine_id"}, // nothing else here has a trash
	{katapult.NetworkNotFound, "network_id"},
	{katapult.VirtualNetworkNotFound, "virtual_network_id"},
	{katapult.SpeedProfileNotFound, "network_speed_profile"},
	{katapult.IPAddressNotFound, "ip_address_ids"},
	{katapult.IPAlreadyAllocated, "ip_address_ids"},
	{katapult.InvalidIP, "ip_address_ids"},
}

// blame shows an error at the attribute that it is about, unless it is shown at
// one already.
func blame(err error) error {
	for _, a := range attributeByCode {
		if katapult.HasCode(err, a.code) {
			return crud.At(path.Root(a.attribute), err)
		}
	}
	return err
}
