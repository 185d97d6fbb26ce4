package ipallocation

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

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	if plan.ownsAddress() {
		return createWithAddress(ctx, api, plan)
	}
	return allocateExisting(ctx, api, plan)
}

// allocateExisting waits while another operation of this run releases the address,
// because Terraform runs the two in any order.
func allocateExisting(ctx context.Context, api *katapult.Client, plan *model) error {
	to, err := findRecipient(ctx, api, plan)
	if err != nil {
		return err
	}
	for {
		watch, began := api.IPAddresses.WatchRelease(plan.IPAddressID.ValueString()), time.Now()
		err := to.allocate(ctx, plan, watch)
		var taken *takenError
		if !errors.As(err, &taken) {
			return err
		}
		var released bool
		err = crud.WhileUnclaimed(ctx, func() (err error) {
			if released, err = watch.Wait(ctx); err != nil {
				err = crud.At(path.Root("ip_address_id"), fmt.Errorf("%w: %w", err, taken))
			}
			return err
		})
		if err != nil {
			return err
		}
		if taken.waited = time.Since(began); !released {
			return crud.At(path.Root("ip_address_id"), taken)
		}
	}
}

// recipient is what gets an address.
type recipient struct {
	api       *katapult.Client
	machineID string
	// interfaceID is empty if the API chooses the interface.
	interfaceID string
}

// findRecipient reads the machine of the interface, if one is planned.
func findRecipient(ctx context.Context, api *katapult.Client, plan *model) (recipient, error) {
	to := recipient{api, plan.VirtualMachineID.ValueString(), plan.NetworkInterfaceID.ValueString()}
	if to.interfaceID == "" {
		return to, nil
	}
	nic, err := api.VirtualMachineNetworkInterfaces.Get(ctx, to.interfaceID)
	switch {
	case err != nil:
	case nic.Network == nil:
		err = fmt.Errorf("network interface %q (%s) is on a virtual network, which takes no IP addresses", nic.Name, nic.ID)
	case to.machineID != "" && to.machineID != nic.VirtualMachine.ID:
		err = fmt.Errorf("network interface %q (%s) belongs to virtual machine %s, and virtual_machine_id is another one", nic.Name, nic.ID, nic.VirtualMachine.ID)
	}
	to.machineID = nic.VirtualMachine.ID
	return to, crud.At(path.Root("network_interface_id"), err)
}

// allocate allocates the address with the machine locked. It returns a takenError if
// something else has the address.
func (r recipient) allocate(ctx context.Context, plan *model, watch katapult.ReleaseWatch) error {
	machine, err := r.api.VirtualMachines.Lock(ctx, r.machineID)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return crud.At(path.Root("virtual_machine_id"), err)
	}
	address, err := r.api.IPAddresses.Get(ctx, plan.IPAddressID.ValueString())
	switch {
	case err != nil:
		return crud.At(path.Root("ip_address_id"), err)
	case watch.Pending() && address.AllocationID != nil:
		return r.taken(ctx, address)
	case address.IsAllocatedTo(r.machineID):
		return r.adopt(ctx, plan, address)
	case address.AllocationID != nil:
		return r.taken(ctx, address)
	}
	err = r.send(ctx, address.ID)
	switch {
	case errors.Is(err, katapult.IPAlreadyAllocated):
		return &takenError{owner: err.Error(), id: address.ID}
	case err != nil && !katapult.IsUnknownOutcome(err):
		return blame(err)
	}
	plan.VirtualMachineID = types.StringValue(r.machineID)
	if err != nil {
		return crud.KeepOnError(err) // the address was free before, so any allocation now is ours
	}
	return crud.KeepOnError(r.fill(ctx, plan))
}

func (r recipient) send(ctx context.Context, addressID string) error {
	if r.interfaceID == "" {
		return r.api.VirtualMachines.AllocateIP(ctx, r.machineID, addressID)
	}
	return r.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, r.interfaceID, addressID)
}

// fill completes the plan with the interface that has the address.
func (r recipient) fill(ctx context.Context, plan *model) error {
	nic, found, err := r.api.VirtualMachineNetworkInterfaces.WithIPAddress(ctx, r.machineID, plan.IPAddressID.ValueString())
	if err == nil && !found {
		err = fmt.Errorf("the API agreed to allocate IP address %s to virtual machine %s, and shows it on none of its interfaces", plan.IPAddressID.ValueString(), r.machineID)
	}
	if err == nil {
		plan.fill(r.machineID, nic)
	}
	return err
}

// adopt takes an existing allocation over.
func (r recipient) adopt(ctx context.Context, plan *model, address katapult.IPAddress) error {
	nic, found, err := r.api.VirtualMachineNetworkInterfaces.WithIPAddress(ctx, r.machineID, address.ID)
	switch {
	case err != nil:
		return err
	case !found, r.interfaceID != "" && nic.ID != r.interfaceID:
		return r.taken(ctx, address)
	}
	plan.fill(r.machineID, nic)
	crud.Warn(ctx, "Existing IP allocation taken over", fmt.Sprintf(
		"IP address %s (%s) was already allocated to network interface %q (%s) of virtual machine %s, perhaps by an apply that was interrupted. "+
			"The allocation is in the state now, and goes when the resource is destroyed.", address.Address, address.ID, nic.Name, nic.ID, r.machineID))
	return nil
}

// taken says what has the address.
func (r recipient) taken(ctx context.Context, address katapult.IPAddress) error {
	owner, err := r.api.VirtualMachineNetworkInterfaces.Owner(ctx, address, r.machineID)
	if err != nil {
		owner = fmt.Sprintf("%s (which of its interfaces that is cannot be found out: %s)", owner, err)
	}
	return &takenError{owner: owner, id: address.ID}
}

// takenError says that something else has the address.
type takenError struct {
	id, owner string
	// waited is how long create waited for the address to be released.
	waited time.Duration
}

func (e *takenError) Error() string {
	return fmt.Sprintf("IP address %s is taken: %s, and no other operation of this run released it within %s. Nothing was changed",
		e.id, e.owner, e.waited.Round(100*time.Millisecond))
}

// Hint says what the user can do.
func (e *takenError) Hint() string {
	return "Release the address from what has it first. If this run was to move it, look for create_before_destroy: " +
		"Terraform imposes it on everything that a resource with it depends on, and then makes the new allocation before it destroys the old one."
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	for _, b := range []struct {
		code      katapult.Code
		attribute string
	}{
		{katapult.IPAddressNotFound, "ip_address_id"},
		{katapult.InvalidIP, "ip_address_id"},
		{katapult.NoInterfaceAvailable, "virtual_machine_id"},
		{katapult.VirtualMachineNotFound, "virtual_machine_id"},
		{katapult.ObjectInTrash, "virtual_machine_id"}, // nothing else here has a trash
		{katapult.NetworkInterfaceNotFound, "network_interface_id"},
		{katapult.NoAvailableAddresses, "version"},
	} {
		if errors.Is(err, b.code) {
			return crud.At(path.Root(b.attribute), err)
		}
	}
	return err
}
