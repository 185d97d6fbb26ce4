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

// getSettled waits until an interface is in no transition, and returns it. Interfaces
// change only on a started machine, so it does not wait on any other.
func getSettled(ctx context.Context, api *katapult.Client, machine *katapult.LockedMachine, interfaceID string) (katapult.VirtualMachineNetworkInterface, error) {
	if vm, err := machine.WaitSettled(ctx); err == nil && vm.State == katapult.VirtualMachineStarted {
		return api.VirtualMachineNetworkInterfaces.WaitSettled(ctx, interfaceID)
	}
	return api.VirtualMachineNetworkInterfaces.Get(ctx, interfaceID)
}

// setAttached attaches or detaches an interface, and returns its new state. It attaches
// nothing unless the machine is started.
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

// isAttached returns the value of the attached attribute. A transition does not
// change it yet, nor does a missing state, which the API shows briefly after a start.
// On a stopped machine it is what the next start will bring.
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
		// Restoring the machine restores the interface. A re-created one would be a second one.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("Network interface %q (%s) goes with its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the interface re-created on another one.", now.Name, now.ID, err))
		return true, nil
	}
	return err == nil && vm.State != katapult.VirtualMachineStarted, err
}

// sameState reports whether a change leaves the state as it is. An update waits for a
// transition to end, unless it changes only timeouts.
func sameState(ctx context.Context, c *attrs.Change) bool {
	var now types.String
	c.Prior(ctx, path.Root("state"), &now)
	if !c.Same(ctx, "attached") {
		return false
	}
	final := now.ValueString() == string(katapult.Attached) || now.ValueString() == string(katapult.Detached)
	return final || sameSpeedProfile(ctx, c) && sameAddresses(ctx, c)
}

// attributeByCode maps an error code to the attribute that caused it. The first match
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

// blame attaches an API error to the attribute that caused it, unless it has one.
func blame(err error) error {
	for _, a := range attributeByCode {
		if katapult.HasCode(err, a.code) {
			return crud.At(path.Root(a.attribute), err)
		}
	}
	return err
}
