package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

var ipAddressIDs = schema.SetAttribute{
	MarkdownDescription: "IDs of IP addresses to allocate to the interface, of the same network. They are released when they are taken off here, and with the interface. " +
		"Other addresses it has are left alone. None by default.",
	ElementType: types.StringType,
	Optional:    true,
	Validators:  []validator.Set{setvalidator.ValueStringsAre(attrs.NotBlank())},
}

var ipAddresses = schema.SetAttribute{
	MarkdownDescription: "All addresses of the interface, whoever allocated them.",
	ElementType:         types.StringType,
	Computed:            true,
	PlanModifiers:       []planmodifier.Set{same("ip_address_ids")},
}

// allocate gives an interface an address, unless it has it.
func allocate(ctx context.Context, api *katapult.Client, now katapult.VirtualMachineNetworkInterface, addressID string) error {
	if now.HasIPAddress(addressID) {
		return nil
	}
	if err := api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, now.ID, addressID); err != nil {
		return blame(fmt.Errorf("allocating IP address %s: %w", addressID, err))
	}
	return nil
}

// release takes an address from an interface, if it still has it. One that is
// gone, or that something else has by now, is none of its.
func release(ctx context.Context, api *katapult.Client, now katapult.VirtualMachineNetworkInterface, addressID string) error {
	if !now.HasIPAddress(addressID) {
		return nil
	}
	if err := api.IPAddresses.Unallocate(ctx, addressID); err != nil && !errors.Is(err, katapult.ErrNotFound) {
		return fmt.Errorf("releasing IP address %s: %w", addressID, err)
	}
	return nil
}

// take adds an address to those that are managed.
func (m *model) take(addressID string) {
	if !slices.Contains(ids(m.IPAddressIDs), addressID) {
		m.manage(append(ids(m.IPAddressIDs), addressID))
	}
}

// drop takes an address from those that are managed.
func (m *model) drop(addressID string) {
	m.manage(without(ids(m.IPAddressIDs), []string{addressID}))
}

func (m *model) manage(addressIDs []string) {
	all := []attr.Value{}
	for _, id := range addressIDs {
		all = append(all, types.StringValue(id))
	}
	m.IPAddressIDs, m.IPAddresses = types.SetValueMust(types.StringType, all), types.SetNull(types.StringType)
}

// stillAllocated are those of the managed addresses that an interface has.
func stillAllocated(managed types.Set, now katapult.VirtualMachineNetworkInterface) types.Set {
	if managed.IsNull() {
		return managed
	}
	kept := []attr.Value{}
	for _, id := range ids(managed) {
		if now.HasIPAddress(id) {
			kept = append(kept, types.StringValue(id))
		}
	}
	return types.SetValueMust(types.StringType, kept)
}

// texts are addresses the way people write them.
func texts(addresses []katapult.IPAddress) types.Set {
	all := make([]attr.Value, 0, len(addresses))
	for _, a := range addresses {
		all = append(all, types.StringValue(a.Address))
	}
	return types.SetValueMust(types.StringType, all)
}

func ids(set types.Set) []string {
	var all []string
	for _, element := range set.Elements() {
		if id, ok := element.(types.String); ok {
			all = append(all, id.ValueString())
		}
	}
	return all
}

func without(all, these []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(id string) bool { return slices.Contains(these, id) })
}
