// Package ipallocation manages katapult_ip_allocation.
package ipallocation

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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
			"With `ip_address_id` it allocates an address that there is, such as that of a `katapult_ip`. Prefer this where the address shall outlive the machine, or move to another one. " +
			"With `version` it leases a new address for a network interface. The resource then owns the address: a destroy takes it from the interface, and releases it.\n\n" +
			"It is for machines that another configuration has built, and for VIPs. It must not be combined with an argument that has all addresses of a machine or of an interface, " +
			"such as `ip_address_ids` of `katapult_virtual_machine` and of `katapult_virtual_machine_network_interface`: leave that out, or the two take the address from each other.\n\n" +
			"An address that the machine already has is taken over, with a warning. One that something else has is waited for while another resource of the same run is about to release it, so an address can move in one apply; " +
			"if none is within 30 seconds, that is an error. With `create_before_destroy` an address cannot move. " +
			"Work on one machine is done one after the other, and waits for the machine to come out of a transition.\n\n" +
			"An owned address that is taken from its interface elsewhere is allocated again, in place. One that was allocated to another machine elsewhere is left to that machine, with a warning, and not released. " +
			"An import owns nothing. Writing `version` in place of `ip_address_id` changes the state alone if the address has that version: from then on the resource owns the address, and the plan warns of that. " +
			"Do so only if no `katapult_ip` has the address. Writing `ip_address_id` of the same address in place of `version` gives the ownership up.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the address."),
			"ip_address_id": schema.StringAttribute{
				MarkdownDescription: "ID of the address to allocate, or of the new one. Either this or `version` has to be set. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()},
			},
			"version": schema.Int64Attribute{
				MarkdownDescription: "`4` or `6`, for a new address, which is released with the resource. It needs `network_interface_id`. " +
					"Either this or `ip_address_id` has to be set. Changing this forces a new resource, unless the address has this version.",
				Optional:      true,
				Validators:    []validator.Int64{int64validator.OneOf(4, 6)},
				PlanModifiers: []planmodifier.Int64{replacedIfOtherVersion()},
			},
			"virtual_machine_id": target("ID of the machine. Katapult chooses the interface, unless `network_interface_id` is set. "+
				"This or `network_interface_id` has to be set. Changing this forces a new resource.", "virtual_machine_id", "network_interface_id"),
			"network_interface_id": target("ID of the network interface, which has to be on the network of the address. "+
				"This or `virtual_machine_id` has to be set. Changing this forces a new resource.", "network_interface_id", "virtual_machine_id"),
			"address":         attrs.ComputedOnce("The address itself, such as `203.0.113.7`."),
			"allocation_type": keptWhileAllocated("Kind of what the address is allocated to: `VirtualMachine`."),
			"allocation_id":   keptWhileAllocated("ID of what the address is allocated to, which is the machine."),
		},
	},
	Validators: []resource.ConfigValidator{
		resourcevalidator.AtLeastOneOf(path.MatchRoot("virtual_machine_id"), path.MatchRoot("network_interface_id")),
		oneAddress{},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "an IP address", Fits: katapult.IsIPAddress,
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.IPAddresses.GetByAddress(ctx, written)
			return []string{found.ID}, err
		},
	},
	Plan:   plan,
	Create: create, Read: read, Update: update, Destroy: destroy,
}

// target is one of two references that name what gets the address. The other one is
// computed, so that an import fits either. Neither is in the state of an owned address
// that is allocated to nothing.
func target(description, name, other string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true, Computed: true,
		Validators: []validator.String{attrs.NotBlank()},
		PlanModifiers: []planmodifier.String{
			attrs.KeepWhile(func(ctx context.Context, c *attrs.Change) bool {
				var configured types.String
				c.Config(ctx, path.Root(name), &configured)
				return configured.IsNull() && c.Same(ctx, other)
			}),
			stringplanmodifier.RequiresReplaceIf(
				func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
					resp.RequiresReplace = !req.StateValue.IsNull()
				}, "forces a new resource", "forces a new resource"),
		},
	}
}

func keptWhileAllocated(description string) schema.StringAttribute {
	return schema.StringAttribute{MarkdownDescription: description, Computed: true, PlanModifiers: []planmodifier.String{attrs.KeepUnless()}}
}

type model struct {
	ID                 types.String   `tfsdk:"id"`
	IPAddressID        types.String   `tfsdk:"ip_address_id"`
	Version            types.Int64    `tfsdk:"version"`
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

// ownsAddress reports whether the address is released with the resource.
func (m *model) ownsAddress() bool { return !m.Version.IsNull() }

// isFree reports whether an owned address was allocated to nothing when it was read.
func (m *model) isFree() bool { return m.ownsAddress() && m.VirtualMachineID.IsNull() }

// clear empties what an address has that is allocated to nothing.
func (m *model) clear() {
	m.VirtualMachineID, m.NetworkInterfaceID = types.StringNull(), types.StringNull()
	m.AllocationType, m.AllocationID = types.StringNull(), types.StringNull()
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
	case state.ownsAddress() && address.Owner() == "":
		state.clear()
		return nil
	case state.ownsAddress() && !address.IsAllocatedTo(machineID):
		warnOfNewOwner(ctx, address)
		return fmt.Errorf("IP address %s (%s) is allocated to %s by now: %w", address.Address, addressID, address.Owner(), katapult.ErrNotFound)
	case !address.IsAllocatedTo(machineID):
		return fmt.Errorf("IP address %s (%s) is not allocated to virtual machine %s any more: %w", address.Address, addressID, machineID, katapult.ErrNotFound)
	case errors.Is(listErr, katapult.ObjectInTrash):
		// Restoring the machine restores the allocation, so a destroy has to undo it first.
		crud.Warn(ctx, "Virtual machine in the trash", fmt.Sprintf("IP address %s (%s) is still allocated to its machine: %s\n\n"+
			"Restore the machine from the trash in the Katapult console, or purge it there to have the address allocated again.", address.Address, addressID, listErr))
	}
	return nil
}

// readImported reads an allocation of which only the address is known. So it is with an
// owned address that was free.
func readImported(ctx context.Context, api *katapult.Client, state *model) error {
	address, err := api.IPAddresses.Get(ctx, state.IPAddressID.ValueString())
	switch {
	case err != nil:
		return err
	case address.AllocationID == nil && state.ownsAddress():
		return nil
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
