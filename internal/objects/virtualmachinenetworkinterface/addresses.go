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

// allocate gives an interface the addresses that it does not have yet.
func allocate(ctx context.Context, api *katapult.Client, now katapult.VirtualMachineNetworkInterface, addressIDs []string) error {
	for _, id := range addressIDs {
		if now.HasIPAddress(id) {
			continue
		}
		if err := api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, now.ID, id); err != nil {
			return blame(fmt.Errorf("allocating IP address %s: %w", id, err))
		}
	}
	return nil
}

// release takes those addresses from an interface that it still has. One that
// is gone, or that something else has by now, is none of them.
func release(ctx context.Context, api *katapult.Client, now katapult.VirtualMachineNetworkInterface, addressIDs []string) error {
	for _, id := range addressIDs {
		if !now.HasIPAddress(id) {
			continue
		}
		if err := api.IPAddresses.Unallocate(ctx, id); err != nil && !errors.Is(err, katapult.ErrNotFound) {
			return fmt.Errorf("releasing IP address %s: %w", id, err)
		}
	}
	return nil
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

// union are the addresses of either set, null if both are.
func union(a, b types.Set) types.Set {
	if a.IsNull() {
		return b
	}
	all := a.Elements()
	for _, id := range b.Elements() {
		if !slices.ContainsFunc(all, id.Equal) {
			all = append(all, id)
		}
	}
	return types.SetValueMust(types.StringType, all)
}

func without(all, these []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(id string) bool { return slices.Contains(these, id) })
}
