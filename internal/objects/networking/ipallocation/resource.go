// Package ipallocation manages katapult_ip_allocation.
package ipallocation

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the allocation of an IP address.
var Object = crud.Object{Resource: allocation.New}

var allocation = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_ip_allocation",
	Key:      []string{"ip_address_id"},
	Prefixes: []string{"ip_"},
	Schema: schema.Schema{
		MarkdownDescription: "Allocates an IP address to a virtual machine, or to one of its network interfaces.\n\n" +
			"It is for machines that another configuration has built, and for VIPs. It must not be combined with an argument that has all addresses of a machine or of an interface, " +
			"such as `ip_address_ids` of `katapult_virtual_machine` and of `katapult_virtual_machine_network_interface`: leave that out, or the two take the address from each other.\n\n" +
			"An address that the machine already has is taken over, with a warning. One that something else has is waited for while another resource of the same run is about to release it, so an address can move in one apply; " +
			"if none is within 30 seconds, that is an error. With `create_before_destroy` an address cannot move. " +
			"Work on one machine is done one after the other, and waits for the machine to come out of a transition.",
		Attributes: map[string]schema.Attribute{
			"id":            attrs.ID("ID of the address."),
			"ip_address_id": attrs.Reference("ID of the address."),
			"virtual_machine_id": target("ID of the machine. Katapult chooses the interface, unless `network_interface_id` is set. " +
				"This or `network_interface_id` has to be set. Changing this forces a new resource."),
			"network_interface_id": target("ID of the network interface, which has to be on the network of the address. " +
				"This or `virtual_machine_id` has to be set. Changing this forces a new resource."),
			"address":         attrs.ComputedOnce("The address itself, such as `203.0.113.7`."),
			"allocation_type": attrs.ComputedOnce("Kind of what the address is allocated to: `VirtualMachine`."),
			"allocation_id":   attrs.ComputedOnce("ID of what the address is allocated to, which is the machine."),
		},
	},
	Validators: []resource.ConfigValidator{
		resourcevalidator.AtLeastOneOf(path.MatchRoot("virtual_machine_id"), path.MatchRoot("network_interface_id")),
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "an IP address", Fits: katapult.IsIPAddress,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.IPAddresses.GetByAddress(ctx, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Destroy: destroy,
}

// target is one of two references that name what gets the address. The other one is
// computed, so that an import fits either.
func target(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true, Computed: true,
		Validators:    []validator.String{attrs.NotBlank()},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

type model struct {
	ID                 types.String   `tfsdk:"id"`
	IPAddressID        types.String   `tfsdk:"ip_address_id"`
	VirtualMachineID   types.String   `tfsdk:"virtual_machine_id"`
	NetworkInterfaceID types.String   `tfsdk:"network_interface_id"`
	Address            types.String   `tfsdk:"address"`
	AllocationType     types.String   `tfsdk:"allocation_type"`
	AllocationID       types.String   `tfsdk:"allocation_id"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

// fill copies from the interface of a machine that has the address.
func (m *model) fill(machineID string, nic katapult.VirtualMachineNetworkInterface) {
	m.ID = m.IPAddressID
	m.VirtualMachineID = types.StringValue(machineID)
	m.NetworkInterfaceID = types.StringValue(nic.ID)
	m.AllocationType = types.StringValue(katapult.AllocatedToVirtualMachine)
	m.AllocationID = types.StringValue(machineID)
	for _, a := range nic.IPAddresses {
		if a.ID == m.IPAddressID.ValueString() {
			m.Address = types.StringValue(a.Address)
		}
	}
}

// read asks the list of the machine's interfaces, which serves all allocations to it.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	if state.VirtualMachineID.IsNull() {
		return readImported(ctx, api, state)
	}
	machineID, addressID := state.VirtualMachineID.ValueString(), state.IPAddressID.ValueString()
	nic, found, listErr := api.VirtualMachineNetworkInterfaces.WithIPAddress(ctx, machineID, addressID)
	switch {
	case found:
		state.fill(machineID, nic)
		return nil
	case listErr != nil && !errors.Is(listErr, katapult.ErrNotFound):
		return listErr
	}
	address, err := api.IPAddresses.Get(ctx, addressID)
	switch {
	case err != nil:
		return err
	case !address.IsAllocatedTo(machineID):
		return fmt.Errorf("IP address %s (%s) is not allocated to virtual machine %s any more: %w", address.Address, addressID, machineID, katapult.ErrNotFound)
	case errors.Is(listErr, katapult.ObjectInTrash):
		// Restoring the machine restores the allocation, so a destroy has to undo it first.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("IP address %s (%s) is still allocated to its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the address allocated again.", address.Address, addressID, listErr))
	}
	return nil
}

// readImported reads an allocation of which only the address is known.
func readImported(ctx context.Context, api *katapult.Client, state *model) error {
	address, err := api.IPAddresses.Get(ctx, state.IPAddressID.ValueString())
	switch {
	case err != nil:
		return err
	case address.AllocationID == nil:
		return fmt.Errorf("IP address %s is not allocated to anything: %w", address.Address, katapult.ErrNotFound)
	case address.AllocationType != nil && *address.AllocationType != katapult.AllocatedToVirtualMachine:
		return fmt.Errorf("IP address %s is allocated to %s %s, and only allocations to virtual machines can be managed", address.Address, *address.AllocationType, *address.AllocationID)
	}
	nic, found, err := api.VirtualMachineNetworkInterfaces.WithIPAddress(ctx, *address.AllocationID, address.ID)
	switch {
	case errors.Is(err, katapult.ErrNotFound):
		err = fmt.Errorf("IP address %s is allocated to virtual machine %s, which is gone: %v", address.Address, *address.AllocationID, err) //nolint:errorlint // the allocation is there
	case err == nil && !found:
		err = fmt.Errorf("no network interface of virtual machine %s has IP address %s, although it is allocated to the machine", *address.AllocationID, address.Address)
	}
	if err == nil {
		state.fill(*address.AllocationID, nic)
	}
	return err
}

// destroy takes the address from the machine, unless something else has it by then.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	addressID, machineID := state.IPAddressID.ValueString(), state.VirtualMachineID.ValueString()
	defer api.IPAddresses.AnnounceRelease(addressID)()
	machine, err := api.VirtualMachines.Lock(ctx, machineID)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	if _, err := machine.WaitSettled(ctx); err != nil && !errors.Is(err, katapult.ErrNotFound) {
		return err
	}
	now, err := api.IPAddresses.Get(ctx, addressID)
	if err != nil || !now.IsAllocatedTo(machineID) {
		return err
	}
	return api.IPAddresses.UnallocateFromMachine(ctx, now, machineID)
}
