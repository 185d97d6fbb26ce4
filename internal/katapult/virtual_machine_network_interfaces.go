package katapult

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"

	"terraform-provider-katapult/internal/rest"
)

// VirtualMachineNetworkInterfaces is access to the network interfaces of
// virtual machines. They have no trash.
type VirtualMachineNetworkInterfaces struct{ client *Client }

// VirtualMachineNetworkInterface connects a virtual machine to a network, or
// to a virtual network.
type VirtualMachineNetworkInterface struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	VirtualMachine VirtualMachine `json:"virtual_machine"`
	// Network and VirtualNetwork: one of them is nil.
	Network        *Network        `json:"network"`
	VirtualNetwork *VirtualNetwork `json:"virtual_network"`
	// Lists lack the following.
	MACAddress   string              `json:"mac_address"`
	State        AttachmentState     `json:"state"`
	SpeedProfile NetworkSpeedProfile `json:"speed_profile"`
	// IPAddresses are allocated to the interface; they have ID and Address.
	IPAddresses []IPAddress `json:"ip_addresses"`
}

// HasIPAddress reports whether the address with an ID is allocated to the
// interface.
func (i VirtualMachineNetworkInterface) HasIPAddress(addressID string) bool {
	return slices.ContainsFunc(i.IPAddresses, func(a IPAddress) bool { return a.ID == addressID })
}

// settled reports whether the interface is in no transition. For a moment after the
// start of its machine it has no state.
func (i VirtualMachineNetworkInterface) settled() bool {
	return i.State.Settled() && i.State != "_none"
}

// VirtualMachineNetworkInterfaceArguments are the arguments of a new interface.
type VirtualMachineNetworkInterfaceArguments struct {
	// NetworkID or VirtualNetworkID; the other one is empty.
	NetworkID, VirtualNetworkID string
	// SpeedProfile is a permalink or an ID.
	SpeedProfile string
}

func (i VirtualMachineNetworkInterface) identity() string { return i.ID }

var virtualMachineNetworkInterfaces = object[VirtualMachineNetworkInterface]{
	key:  "virtual_machine_network_interface",
	noun: "network interface",
	path: "/virtual_machine_network_interfaces/virtual_machine_network_interface",
}

var networkInterfacesOfMachine = list[VirtualMachineNetworkInterface]{
	path: "/virtual_machines/virtual_machine/network_interfaces", key: "virtual_machine_network_interfaces", paged: true,
}

// List yields the interfaces of a machine, without what lists lack. It ends with
// ErrNotFound if there is no such machine.
//
// GET /virtual_machines/virtual_machine/network_interfaces, page by page
func (s VirtualMachineNetworkInterfaces) List(ctx context.Context, machineID string) iter.Seq2[VirtualMachineNetworkInterface, error] {
	return networkInterfacesOfMachine.each(ctx, s.client, id("virtual_machine", machineID))
}

// Create creates an interface of the machine, which is not attached yet. If the
// response is lost, it searches among the interfaces that the machine did not have
// before. It returns VirtualMachineNotFound, ObjectInTrash, NetworkNotFound,
// VirtualNetworkNotFound, SpeedProfileNotFound, ValidationFailed, or a
// rest.UnresolvedCreateError.
//
// GET and POST /virtual_machines/virtual_machine/network_interfaces
func (s VirtualMachineNetworkInterfaces) Create(ctx context.Context, machine *LockedMachine, a VirtualMachineNetworkInterfaceArguments) (VirtualMachineNetworkInterface, error) {
	created, _, err := virtualMachineNetworkInterfaces.create(ctx, s.client, creation[VirtualMachineNetworkInterface]{
		path:        networkInterfacesOfMachine.path,
		arguments:   arguments{lookups: a.lookups(machine.id)},
		conflictKey: "network interface of " + machine.id,
		recovery:    notThereBefore(s.client, networkInterfacesOfMachine, s.Get, a.matches, id("virtual_machine", machine.id)),
	})
	return created, err
}

func (a VirtualMachineNetworkInterfaceArguments) lookups(machineID string) []lookup {
	lookups := []lookup{id("virtual_machine", machineID), speedProfile(a.SpeedProfile)}
	if a.NetworkID != "" {
		lookups = append(lookups, id("network", a.NetworkID))
	}
	if a.VirtualNetworkID != "" {
		lookups = append(lookups, id("virtual_network", a.VirtualNetworkID))
	}
	return lookups
}

// matches reports whether an interface has the values of the arguments.
func (a VirtualMachineNetworkInterfaceArguments) matches(i VirtualMachineNetworkInterface) (bool, error) {
	if i.Network == nil && i.VirtualNetwork == nil || i.SpeedProfile.ID == "" {
		return false, fmt.Errorf("the API does not say of which network and speed profile network interface %s is", i.ID)
	}
	return i.onNetwork(a.NetworkID, a.VirtualNetworkID) && (a.SpeedProfile == i.SpeedProfile.ID || a.SpeedProfile == i.SpeedProfile.Permalink), nil
}

// onNetwork reports whether the interface is on a network or a virtual network.
// One of the IDs is empty.
func (i VirtualMachineNetworkInterface) onNetwork(networkID, virtualNetworkID string) bool {
	if i.Network != nil {
		return i.Network.ID == networkID
	}
	return i.VirtualNetwork != nil && i.VirtualNetwork.ID == virtualNetworkID
}

// Get returns an interface, or ErrNotFound.
//
// GET /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) Get(ctx context.Context, interfaceID string) (VirtualMachineNetworkInterface, error) {
	return virtualMachineNetworkInterfaces.get(ctx, s.client, interfaceID)
}

// GetOnNetwork returns the interface of a machine on a public network, given by permalink
// or ID, without its speed profile. If there are several, the API chooses one. It returns
// ErrNotFound for the machine, NetworkNotFound, or NoInterfaceOnNetwork.
//
// GET /virtual_machines/virtual_machine/networks/network/interface
func (s VirtualMachineNetworkInterfaces) GetOnNetwork(ctx context.Context, machineID, permalinkOrID string) (VirtualMachineNetworkInterface, error) {
	network := parseReference(permalinkOrID, "permalink", "netw_", "net_").lookup("network")
	return get(ctx, s.client, "/virtual_machines/virtual_machine/networks/network/interface",
		objectIn[VirtualMachineNetworkInterface](virtualMachineNetworkInterfaces.key), id("virtual_machine", machineID), network)
}

// AvailableIPs returns the free addresses of the organization, of version 4 or 6, that
// can be allocated to an interface. It returns ErrNotFound.
//
// GET /virtual_machine_network_interfaces/virtual_machine_network_interface/available_ips/address_version
func (s VirtualMachineNetworkInterfaces) AvailableIPs(ctx context.Context, interfaceID string, version int64) ([]IPAddress, error) {
	lookups := []lookup{id(virtualMachineNetworkInterfaces.key, interfaceID)}
	query := queryOf(lookups)
	query.Set("address_version", fmt.Sprintf("ipv%d", version))
	into := listIn[IPAddress](ipAddresses.list.key)
	err := s.client.read(ctx, rest.Call{
		Method: http.MethodGet, Path: virtualMachineNetworkInterfaces.path + "/available_ips/address_version", Query: query, Into: into,
	}, lookups)
	return into.value, err
}

// WaitSettled returns an interface as soon as it is in no transition, or
// ErrNotFound.
//
// GET /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) WaitSettled(ctx context.Context, interfaceID string) (VirtualMachineNetworkInterface, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (VirtualMachineNetworkInterface, error) { return s.Get(ctx, interfaceID) },
		VirtualMachineNetworkInterface.settled,
		func(i VirtualMachineNetworkInterface) string {
			return fmt.Sprintf("network interface %q (%s) is %s", i.Name, i.ID, i.State)
		})
}

// Delete deletes an interface, which has to be detached and without addresses. It
// returns ErrNotFound, or DeletionRestricted or ValidationFailed with the API's
// reasons.
//
// DELETE /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) Delete(ctx context.Context, interfaceID string) error {
	return virtualMachineNetworkInterfaces.deleteNow(ctx, s.client, interfaceID)
}

// Attach attaches an interface to its machine and returns when that is done. It
// leaves an attached one as it is. It returns ErrNotFound, or a TaskError.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/attach
func (s VirtualMachineNetworkInterfaces) Attach(ctx context.Context, interfaceID string) error {
	return ignore(alreadyAttached, virtualMachineNetworkInterfaces.act(ctx, s.client, http.MethodPost, "attach", interfaceID))
}

// Detach detaches an interface from its machine and returns when that is done. It
// leaves a detached one as it is. It returns ErrNotFound, or a TaskError.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/detach
func (s VirtualMachineNetworkInterfaces) Detach(ctx context.Context, interfaceID string) error {
	return ignore(alreadyDetached, virtualMachineNetworkInterfaces.act(ctx, s.client, http.MethodPost, "detach", interfaceID))
}

// UpdateSpeedProfile gives an interface another speed profile, named by its
// permalink or ID, and returns when that is done. It leaves an interface with that
// profile as it is. It returns ErrNotFound, SpeedProfileNotFound, or a TaskError.
//
// PATCH /virtual_machine_network_interfaces/virtual_machine_network_interface/update_speed_profile
func (s VirtualMachineNetworkInterfaces) UpdateSpeedProfile(ctx context.Context, interfaceID, permalinkOrID string) error {
	return ignore(speedProfileAlreadyAssigned,
		virtualMachineNetworkInterfaces.act(ctx, s.client, http.MethodPatch, "update_speed_profile", interfaceID, speedProfile(permalinkOrID)))
}

// AllocateIP allocates an address of the organization to an interface. It leaves an
// address of that interface as it is. It returns ErrNotFound for the interface,
// IPAddressNotFound, IPAlreadyAllocated when something else has the address, or
// InvalidIP for an address of another network.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip
func (s VirtualMachineNetworkInterfaces) AllocateIP(ctx context.Context, interfaceID, addressID string) error {
	unlock, err := s.client.IPAddresses.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	err = virtualMachineNetworkInterfaces.act(ctx, s.client, http.MethodPost, "allocate_ip", interfaceID, id("ip_address", addressID))
	if !errors.Is(err, IPAlreadyAllocated) {
		return err
	}
	// Perhaps this interface has it, by a request whose response was lost.
	now, readErr := s.Get(ctx, interfaceID)
	switch {
	case readErr != nil:
		return err
	case now.HasIPAddress(addressID):
		return nil
	}
	address, readErr := s.client.IPAddresses.Get(ctx, addressID)
	if readErr != nil || address.AllocationID == nil {
		return err
	}
	owner, _ := s.Owner(ctx, address, now.VirtualMachine.ID)
	return fmt.Errorf("%s: %w", owner, err)
}

// Owner describes what an address is allocated to, for an interface that needs it.
// The API names only a machine, so its interfaces are read. If that fails, the text
// says less.
//
// GET /virtual_machines/virtual_machine/network_interfaces, page by page
func (s VirtualMachineNetworkInterfaces) Owner(ctx context.Context, address IPAddress, wantingMachineID string) (string, error) {
	if address.AllocationID == nil || address.AllocationType == nil {
		return address.Address + " belongs to something unknown", nil
	}
	owner := fmt.Sprintf("%s belongs to %s %s", address.Address, *address.AllocationType, *address.AllocationID)
	if *address.AllocationType != AllocatedToVirtualMachine {
		return owner, nil
	}
	for row, err := range s.List(ctx, *address.AllocationID) {
		switch {
		case err != nil:
			return owner, err
		case !row.HasIPAddress(address.ID):
		case *address.AllocationID == wantingMachineID:
			return fmt.Sprintf("%s, to its network interface %q (%s), which may be left over from an apply that was killed", owner, row.Name, row.ID), nil
		default:
			return fmt.Sprintf("%s, to its network interface %q (%s)", owner, row.Name, row.ID), nil
		}
	}
	return owner, nil
}

// WithIPAddress returns the interface of a machine that has an address, without what
// lists lack, and whether there is one. It returns ErrNotFound for the machine.
//
// GET /virtual_machines/virtual_machine/network_interfaces, page by page
func (s VirtualMachineNetworkInterfaces) WithIPAddress(ctx context.Context, machineID, addressID string) (nic VirtualMachineNetworkInterface, found bool, err error) {
	for row, err := range s.List(ctx, machineID) {
		if err != nil || row.HasIPAddress(addressID) {
			return row, err == nil, err
		}
	}
	return VirtualMachineNetworkInterface{}, false, nil
}

// speedProfile looks up a speed profile by its permalink or ID.
func speedProfile(permalinkOrID string) lookup {
	return parseReference(permalinkOrID, "permalink", "nsp_").lookup("speed_profile")
}
