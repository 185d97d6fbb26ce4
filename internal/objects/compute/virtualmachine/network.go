package virtualmachine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var interfaceType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "network_id": types.StringType, "virtual_network_id": types.StringType,
	"mac_address": types.StringType, "ip_addresses": types.SetType{ElemType: types.StringType},
}}

// listInterfaces returns the interfaces of a machine in order of their IDs, as its list
// tells them.
func listInterfaces(ctx context.Context, api *katapult.Client, machineID string) ([]katapult.VirtualMachineNetworkInterface, error) {
	var all []katapult.VirtualMachineNetworkInterface
	for nic, err := range api.VirtualMachineNetworkInterfaces.List(ctx, machineID) {
		if err != nil {
			return nil, err
		}
		all = append(all, nic)
	}
	slices.SortFunc(all, func(a, b katapult.VirtualMachineNetworkInterface) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// fillNetwork reads the interfaces of a machine. The list of them lacks the MAC address,
// which never changes, and the speed profile, which is read from the first unless nobody
// has configured one.
func (m *model) fillNetwork(ctx context.Context, api *katapult.Client, imported, speedIsKept bool) error {
	listed, err := listInterfaces(ctx, api, m.ID.ValueString())
	if err != nil {
		return err
	}
	known := m.macAddresses()
	var (
		rows     []attr.Value
		networks []string
	)
	speed := types.StringNull()
	if speedIsKept && !m.NetworkSpeedProfile.IsUnknown() {
		speed = m.NetworkSpeedProfile
	}
	for i, nic := range listed {
		if i == 0 && speed.IsNull() || known[nic.ID].IsNull() {
			full, err := api.VirtualMachineNetworkInterfaces.Get(ctx, nic.ID)
			if errors.Is(err, katapult.ErrNotFound) {
				continue // deleted since it was listed
			}
			if err != nil {
				return err
			}
			known[nic.ID] = types.StringValue(full.MACAddress)
			if speed.IsNull() {
				speed = types.StringValue(full.SpeedProfile.Permalink)
				if m.NetworkSpeedProfile.ValueString() == full.SpeedProfile.ID {
					speed = m.NetworkSpeedProfile
				}
			}
		}
		row := map[string]attr.Value{
			"id": types.StringValue(nic.ID), "network_id": types.StringNull(), "virtual_network_id": types.StringNull(),
			"mac_address":  known[nic.ID],
			"ip_addresses": attrs.StringSet(addresses(nic.IPAddresses)),
		}
		if nic.Network != nil {
			row["network_id"] = types.StringValue(nic.Network.ID)
		}
		if nic.VirtualNetwork != nil {
			row["virtual_network_id"] = types.StringValue(nic.VirtualNetwork.ID)
			networks = append(networks, nic.VirtualNetwork.ID)
		}
		rows = append(rows, types.ObjectValueMust(interfaceType.AttrTypes, row))
	}
	m.NetworkInterfaces = types.ListValueMust(interfaceType, rows)
	m.fillVirtualNetworks(networks, imported)
	m.NetworkSpeedProfile = speed
	return nil
}

// fillVirtualNetworks keeps those networks that the machine is still connected to. Others
// belong to other resources, except that an import takes them all.
func (m *model) fillVirtualNetworks(connected []string, imported bool) {
	if !imported {
		connected = slices.DeleteFunc(attrs.SetTexts(m.VirtualNetworkIDs), func(id string) bool { return !slices.Contains(connected, id) })
	}
	m.VirtualNetworkIDs = attrs.StringSet(attrs.Distinct(connected, func(id string) string { return id }))
}

// macAddresses are those that the state knows, by the ID of the interface.
func (m *model) macAddresses() map[string]types.String {
	known := map[string]types.String{}
	for _, element := range m.NetworkInterfaces.Elements() {
		if row, ok := element.(types.Object); ok {
			id, _ := row.Attributes()["id"].(types.String)
			mac, _ := row.Attributes()["mac_address"].(types.String)
			known[id.ValueString()] = mac
		}
	}
	return known
}

// connectedNetworks are the IDs of the virtual networks of all interfaces.
func (m *model) connectedNetworks() []string {
	var ids []string
	for _, element := range m.NetworkInterfaces.Elements() {
		if row, ok := element.(types.Object); ok {
			if id, _ := row.Attributes()["virtual_network_id"].(types.String); id.ValueString() != "" {
				ids = append(ids, id.ValueString())
			}
		}
	}
	return ids
}

// network changes addresses, virtual networks and the speed of a machine that is locked.
type network struct {
	api     *katapult.Client
	machine *katapult.LockedMachine
	id      string
	// later are addresses that cannot be allocated yet.
	later []string
	// released is called for an address that is released.
	released func(addressID string)
}

// update makes the machine match the plan, and records each step in prior.
func (n network) update(ctx context.Context, plan, prior *model) error {
	if err := n.updateAddresses(ctx, plan, prior); err != nil {
		return crud.At(path.Root("ip_address_ids"), err)
	}
	if err := n.updateVirtualNetworks(ctx, plan, prior); err != nil {
		return crud.At(path.Root("virtual_network_ids"), err)
	}
	if speed := plan.NetworkSpeedProfile; !speed.IsNull() && !speed.IsUnknown() && !speed.Equal(prior.NetworkSpeedProfile) {
		if err := n.updateSpeed(ctx, speed.ValueString()); err != nil {
			return crud.At(path.Root("network_speed_profile"), err)
		}
		prior.NetworkSpeedProfile = speed
	}
	return nil
}

// updateAddresses allocates new addresses before it unallocates others, so that the machine
// stays reachable. Those that cannot be allocated yet are left out.
func (n network) updateAddresses(ctx context.Context, plan, prior *model) error {
	if plan.IPAddressIDs.IsUnknown() || plan.IPAddressIDs.Equal(prior.IPAddressIDs) {
		return nil
	}
	wanted, current := attrs.SetTexts(plan.IPAddressIDs), attrs.SetTexts(prior.IPAddressIDs)
	for _, id := range attrs.Without(attrs.Without(wanted, current), n.later) {
		if err := n.allocate(ctx, id, plan.NetworkSpeedProfile.ValueString()); err != nil {
			return err
		}
		current = append(current, id)
		prior.IPAddressIDs = attrs.StringSet(current)
	}
	for _, id := range attrs.Without(current, wanted) {
		if err := unallocate(ctx, n.api, id, n.id); err != nil {
			return err
		}
		n.released(id)
		current = attrs.Without(current, []string{id})
		prior.IPAddressIDs = attrs.StringSet(current)
	}
	return nil
}

// unallocate takes an address from a machine, unless something else has it by now.
func unallocate(ctx context.Context, api *katapult.Client, addressID, machineID string) error {
	now, err := api.IPAddresses.Get(ctx, addressID)
	if err == nil && now.IsAllocatedTo(machineID) {
		err = api.IPAddresses.UnallocateFromMachine(ctx, now, machineID)
	}
	if errors.Is(err, katapult.ErrNotFound) {
		return nil
	}
	return err
}

// allocate allocates an address to the first interface on its network. A machine without
// one gets a new interface.
func (n network) allocate(ctx context.Context, addressID, speed string) error {
	address, err := n.api.IPAddresses.Get(ctx, addressID)
	if err != nil {
		return err
	}
	all, err := listInterfaces(ctx, n.api, n.id)
	if err != nil {
		return err
	}
	for _, nic := range all {
		if nic.Network != nil && nic.Network.ID == address.Network.ID {
			if nic.HasIPAddress(addressID) {
				return nil
			}
			return n.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, nic.ID, addressID)
		}
	}
	nic, err := n.connect(ctx, katapult.VirtualMachineNetworkInterfaceArguments{NetworkID: address.Network.ID, SpeedProfile: speed}, all)
	if err != nil {
		return err
	}
	return n.api.VirtualMachineNetworkInterfaces.AllocateIP(ctx, nic.ID, addressID)
}

func (n network) updateVirtualNetworks(ctx context.Context, plan, prior *model) error {
	if plan.VirtualNetworkIDs.IsUnknown() || plan.VirtualNetworkIDs.Equal(prior.VirtualNetworkIDs) {
		return nil
	}
	all, err := listInterfaces(ctx, n.api, n.id)
	if err != nil {
		return err
	}
	wanted, current := attrs.SetTexts(plan.VirtualNetworkIDs), attrs.SetTexts(prior.VirtualNetworkIDs)
	for _, id := range attrs.Without(wanted, current) {
		if !slices.ContainsFunc(all, func(nic katapult.VirtualMachineNetworkInterface) bool { return isOn(nic, id) }) {
			args := katapult.VirtualMachineNetworkInterfaceArguments{VirtualNetworkID: id, SpeedProfile: plan.NetworkSpeedProfile.ValueString()}
			if _, err := n.connect(ctx, args, all); err != nil {
				return err
			}
		}
		current = append(current, id)
		prior.VirtualNetworkIDs = attrs.StringSet(current)
	}
	for _, id := range attrs.Without(current, wanted) {
		for _, nic := range all {
			if !isOn(nic, id) {
				continue
			}
			if err := n.disconnect(ctx, nic.ID); err != nil {
				return err
			}
		}
		current = attrs.Without(current, []string{id})
		prior.VirtualNetworkIDs = attrs.StringSet(current)
	}
	return nil
}

func isOn(nic katapult.VirtualMachineNetworkInterface, virtualNetworkID string) bool {
	return nic.VirtualNetwork != nil && nic.VirtualNetwork.ID == virtualNetworkID
}

// connect gives the machine an interface, as fast as its others unless the plan says how
// fast, and attaches it if the machine is started.
func (n network) connect(ctx context.Context, args katapult.VirtualMachineNetworkInterfaceArguments, others []katapult.VirtualMachineNetworkInterface) (katapult.VirtualMachineNetworkInterface, error) {
	if args.SpeedProfile == "" {
		if len(others) == 0 {
			return katapult.VirtualMachineNetworkInterface{}, errors.New("the machine has no interface whose speed a new one could have: set network_speed_profile")
		}
		first, err := n.api.VirtualMachineNetworkInterfaces.Get(ctx, others[0].ID)
		if err != nil {
			return first, err
		}
		args.SpeedProfile = first.SpeedProfile.ID
	}
	nic, err := n.api.VirtualMachineNetworkInterfaces.Create(ctx, n.machine, args)
	if err != nil {
		return nic, err
	}
	_, err = n.machine.WhileStarted(ctx, func(ctx context.Context) error {
		return n.api.VirtualMachineNetworkInterfaces.Attach(ctx, nic.ID)
	})
	if err != nil {
		err = fmt.Errorf("the new network interface %s could not be attached: %w", nic.ID, err)
	}
	return nic, err
}

// disconnect detaches and deletes an interface.
func (n network) disconnect(ctx context.Context, interfaceID string) error {
	err := n.api.VirtualMachineNetworkInterfaces.Detach(ctx, interfaceID)
	n.machine.NoteFailure(err)
	if err == nil {
		err = n.api.VirtualMachineNetworkInterfaces.Delete(ctx, interfaceID)
	}
	if errors.Is(err, katapult.ErrNotFound) {
		return nil
	}
	return err
}

// updateSpeed gives all interfaces of the machine a speed profile.
func (n network) updateSpeed(ctx context.Context, permalink string) error {
	all, err := listInterfaces(ctx, n.api, n.id)
	if err != nil {
		return err
	}
	for _, nic := range all {
		err := n.api.VirtualMachineNetworkInterfaces.UpdateSpeedProfile(ctx, nic.ID, permalink)
		n.machine.NoteFailure(err)
		if err != nil && !errors.Is(err, katapult.ErrNotFound) {
			return err
		}
	}
	return nil
}
