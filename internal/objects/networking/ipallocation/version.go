package ipallocation

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// createWithAddress leases an address for the interface. One request does both.
func createWithAddress(ctx context.Context, api *katapult.Client, plan *model) error {
	to, err := findRecipient(ctx, api, plan)
	if err != nil {
		return err
	}
	machine, err := api.VirtualMachines.Lock(ctx, to.machineID)
	if err != nil {
		return err
	}
	defer machine.Unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return crud.At(path.Root("network_interface_id"), err)
	}
	created, err := api.VirtualMachineNetworkInterfaces.AllocateNewIP(ctx, machine, to.interfaceID, plan.Version.ValueInt64())
	if err != nil {
		return blame(err)
	}
	plan.IPAddressID = types.StringValue(created.ID)
	plan.fill(to.machineID, katapult.VirtualMachineNetworkInterface{ID: to.interfaceID, IPAddresses: []katapult.IPAddress{created}})
	return nil
}

// update allocates an owned address again that was taken away elsewhere. Everything else
// that changes in place is in the state alone: whether the resource owns the address.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	if !prior.isFree() {
		return nil
	}
	return allocateExisting(ctx, api, plan)
}

// replacedIfOtherVersion replaces an allocation whose address is not of the version that
// the configuration wants.
func replacedIfOtherVersion() planmodifier.Int64 {
	return int64planmodifier.RequiresReplaceIf(
		func(ctx context.Context, req planmodifier.Int64Request, resp *int64planmodifier.RequiresReplaceIfFuncResponse) {
			var address types.String
			resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("address"), &address)...)
			resp.RequiresReplace = !req.PlanValue.IsNull() && req.PlanValue.ValueInt64() != versionOf(address)
		}, "forces a new resource unless the address has this version", "forces a new resource unless the address has this version")
}

// versionOf is 4 or 6, or 0 if the address is not readable.
func versionOf(address types.String) int64 {
	return katapult.IPAddress{Address: address.ValueString()}.Version()
}

// plan warns if a resource is about to own an address that it only allocates so far.
func plan(ctx context.Context, _ *katapult.Client, prior, plan *model) error {
	if prior == nil || prior.ownsAddress() || !plan.ownsAddress() || plan.Version.ValueInt64() != versionOf(prior.Address) {
		return nil
	}
	crud.Warn(ctx, "IP address will be owned", fmt.Sprintf(
		"With version in place of ip_address_id this resource owns IP address %s (%s): destroying the resource releases the address, too. "+
			"If a katapult_ip resource has the address, or it shall outlive the allocation, go on naming it by ip_address_id.",
		prior.Address.ValueString(), prior.IPAddressID.ValueString()))
	return nil
}

// oneAddress refuses configurations that name no address, or two, and a new address for
// anything but an interface.
type oneAddress struct{}

func (oneAddress) Description(context.Context) string {
	return "either ip_address_id or version, and for version a network_interface_id"
}

func (o oneAddress) MarkdownDescription(ctx context.Context) string { return o.Description(ctx) }

func (oneAddress) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var addressID, interfaceID types.String
	var version types.Int64
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("ip_address_id"), &addressID)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("network_interface_id"), &interfaceID)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("version"), &version)...)
	switch {
	case addressID.IsNull() && version.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("ip_address_id"), "No IP address",
			"Set ip_address_id to allocate an address that there is, or version to lease a new one.")
	case addressID.IsUnknown() || version.IsUnknown():
	case !addressID.IsNull() && !version.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("version"), "Two IP addresses",
			"ip_address_id names an address that there is, and version asks for a new one. Leave one of them out.")
	case !version.IsNull() && interfaceID.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("version"), "New IP address without a network interface",
			"A new address is leased for a network interface: set network_interface_id.")
	}
}
