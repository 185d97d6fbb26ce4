package katapult

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

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
	// The following are missing in lists.
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

// settled reports whether the interface stays as it is by itself. For a moment
// after its machine has started it has no state.
func (i VirtualMachineNetworkInterface) settled() bool {
	return i.State.Settled() && i.State != "_none"
}

// VirtualMachineNetworkInterfaceArguments is what a new interface is made of.
type VirtualMachineNetworkInterfaceArguments struct {
	// NetworkID or VirtualNetworkID; the other one is empty.
	NetworkID, VirtualNetworkID string
	// SpeedProfile is a permalink or an ID.
	SpeedProfile string
}

const (
	virtualMachineNetworkInterface     = "virtual_machine_network_interface"
	virtualMachineNetworkInterfacePath = "/virtual_machine_network_interfaces/virtual_machine_network_interface"
	networkInterfacesOfMachinePath     = "/virtual_machines/virtual_machine/network_interfaces"
)

// List yields the interfaces of a machine, without what lists leave out. It
// ends with ErrNotFound if there is no such machine.
//
// GET /virtual_machines/virtual_machine/network_interfaces, page by page
func (s VirtualMachineNetworkInterfaces) List(ctx context.Context, machineID string) iter.Seq2[VirtualMachineNetworkInterface, error] {
	return pages[VirtualMachineNetworkInterface](ctx, s.client, networkInterfacesOfMachinePath, "virtual_machine_network_interfaces",
		id("virtual_machine", machineID))
}

// Create gives the machine an interface, which is not attached yet. It takes
// down which ones there are right before that: if the answer is lost, the interface
// is looked for among those that the machine has got since. It returns
// VirtualMachineNotFound, ObjectInTrash, NetworkNotFound, VirtualNetworkNotFound,
// SpeedProfileNotFound, ValidationFailed, or a rest.LostError.
//
// GET and POST /virtual_machines/virtual_machine/network_interfaces
func (s VirtualMachineNetworkInterfaces) Create(ctx context.Context, machine *LockedMachine, a VirtualMachineNetworkInterfaceArguments) (VirtualMachineNetworkInterface, error) {
	made, err := newCreate[VirtualMachineNetworkInterface](s.client, networkInterfacesOfMachinePath, virtualMachineNetworkInterface, nil,
		a.lookups(machine.id)...)
	if err != nil {
		return VirtualMachineNetworkInterface{}, err
	}
	made.Description = "the network interface"
	made.ConflictKey = "a network interface of " + machine.id
	var before map[string]bool
	made.Before = func(ctx context.Context) (err error) {
		before, err = s.ids(ctx, machine.id)
		return err
	}
	made.Find = func(ctx context.Context, _ time.Time) ([]VirtualMachineNetworkInterface, error) {
		return s.listNew(ctx, machine.id, before, a)
	}
	return rest.Create(ctx, s.client.rest, made)
}

// ids are those of the interfaces of a machine.
func (s VirtualMachineNetworkInterfaces) ids(ctx context.Context, machineID string) (map[string]bool, error) {
	all := map[string]bool{}
	for i, err := range s.List(ctx, machineID) {
		if err != nil {
			return nil, err
		}
		all[i.ID] = true
	}
	return all, nil
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

// listNew returns the interfaces that a machine did not have before, and which
// are what the arguments ask for.
func (s VirtualMachineNetworkInterfaces) listNew(ctx context.Context, machineID string, before map[string]bool, a VirtualMachineNetworkInterfaceArguments) ([]VirtualMachineNetworkInterface, error) {
	var all []VirtualMachineNetworkInterface
	for row, err := range s.List(ctx, machineID) {
		if err != nil {
			return nil, err
		}
		if before[row.ID] {
			continue
		}
		i, err := s.Get(ctx, row.ID)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return nil, err
		case i.Network == nil && i.VirtualNetwork == nil || i.SpeedProfile.ID == "":
			return nil, fmt.Errorf("the API does not say of which network and speed profile network interface %s is", i.ID)
		case a.matches(i):
			all = append(all, i)
		}
	}
	return all, nil
}

// matches reports whether an interface is what the arguments ask for.
func (a VirtualMachineNetworkInterfaceArguments) matches(i VirtualMachineNetworkInterface) bool {
	return i.onNetwork(a.NetworkID, a.VirtualNetworkID) && (a.SpeedProfile == i.SpeedProfile.ID || a.SpeedProfile == i.SpeedProfile.Permalink)
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
	return get(ctx, s.client, virtualMachineNetworkInterfacePath, one[VirtualMachineNetworkInterface](virtualMachineNetworkInterface),
		id(virtualMachineNetworkInterface, interfaceID))
}

// GetSettled returns an interface as soon as it is in no transition, or
// ErrNotFound.
//
// GET /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) GetSettled(ctx context.Context, interfaceID string) (VirtualMachineNetworkInterface, error) {
	return waitSettled(ctx, s.client,
		func(ctx context.Context) (VirtualMachineNetworkInterface, error) { return s.Get(ctx, interfaceID) },
		VirtualMachineNetworkInterface.settled,
		func(i VirtualMachineNetworkInterface) string {
			return fmt.Sprintf("network interface %q (%s) is %s", i.Name, i.ID, i.State)
		})
}

// Delete removes an interface, which has to be detached and without
// addresses. It returns ErrNotFound, or DeletionRestricted or ValidationFailed
// with the API's reasons.
//
// DELETE /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) Delete(ctx context.Context, interfaceID string) error {
	deleted := one[VirtualMachineNetworkInterface](virtualMachineNetworkInterface)
	return s.client.send(ctx, http.MethodDelete, virtualMachineNetworkInterfacePath, nil, deleted, id(virtualMachineNetworkInterface, interfaceID))
}

// Attach connects an interface to its machine and returns when that is done.
// One that is attached stays so. It returns ErrNotFound, or a TaskError.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/attach
func (s VirtualMachineNetworkInterfaces) Attach(ctx context.Context, interfaceID string) error {
	return s.move(ctx, "attach", interfaceID, alreadyAttached)
}

// Detach disconnects an interface from its machine and returns when that is
// done. One that is detached stays so. It returns ErrNotFound, or a TaskError.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/detach
func (s VirtualMachineNetworkInterfaces) Detach(ctx context.Context, interfaceID string) error {
	return s.move(ctx, "detach", interfaceID, alreadyDetached)
}

func (s VirtualMachineNetworkInterfaces) move(ctx context.Context, what, interfaceID string, already Code) error {
	moved := one[Task]("task")
	err := s.client.post(ctx, virtualMachineNetworkInterfacePath+"/"+what, moved, id(virtualMachineNetworkInterface, interfaceID))
	return s.finish(ctx, interfaceID, moved.value, err, already)
}

// UpdateSpeedProfile gives an interface another speed profile, named by its
// permalink or ID, and returns when that is done. One that has it keeps it. It
// returns ErrNotFound, SpeedProfileNotFound, or a TaskError.
//
// PATCH /virtual_machine_network_interfaces/virtual_machine_network_interface/update_speed_profile
func (s VirtualMachineNetworkInterfaces) UpdateSpeedProfile(ctx context.Context, interfaceID, permalinkOrID string) error {
	updated := one[Task]("task")
	err := s.client.send(ctx, http.MethodPatch, virtualMachineNetworkInterfacePath+"/update_speed_profile", nil, updated,
		id(virtualMachineNetworkInterface, interfaceID), speedProfile(permalinkOrID))
	return s.finish(ctx, interfaceID, updated.value, err, speedProfileAlreadyAssigned)
}

// finish waits for the task of a change, unless there was nothing to change.
func (s VirtualMachineNetworkInterfaces) finish(ctx context.Context, interfaceID string, task Task, err error, already Code) error {
	switch {
	case errors.Is(err, already):
		return nil
	case err == nil:
		return s.client.tasks.wait(ctx, task, "network interface "+interfaceID)
	}
	return err
}

// AllocateIP allocates an address of the organization to an interface. One
// that it has already stays. It returns ErrNotFound for the interface,
// IPAddressNotFound, IPAlreadyAllocated when something else has the address, or
// InvalidIP for one of another network.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_ip
func (s VirtualMachineNetworkInterfaces) AllocateIP(ctx context.Context, interfaceID, addressID string) error {
	unlock, err := s.client.IPAddresses.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	allocated := one[VirtualMachineNetworkInterface](virtualMachineNetworkInterface)
	err = s.client.post(ctx, virtualMachineNetworkInterfacePath+"/allocate_ip", allocated,
		id(virtualMachineNetworkInterface, interfaceID), id("ip_address", addressID))
	if !errors.Is(err, IPAlreadyAllocated) {
		return err
	}
	// Perhaps to this very interface, by a request whose answer got lost.
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

// Owner says what has an address that is allocated, for an interface of a
// machine that shall have it. The API names a machine alone, so its interfaces
// are looked through; if that fails, the text says less.
//
// GET /virtual_machines/virtual_machine/network_interfaces, page by page
func (s VirtualMachineNetworkInterfaces) Owner(ctx context.Context, address IPAddress, wantingMachineID string) (string, error) {
	if address.AllocationID == nil || address.AllocationType == nil {
		return address.Address + " belongs to something unknown", nil
	}
	owner := fmt.Sprintf("%s belongs to %s %s", address.Address, *address.AllocationType, *address.AllocationID)
	if *address.AllocationType != "VirtualMachine" {
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

// speedProfile looks up a speed profile by its permalink or ID.
func speedProfile(permalinkOrID string) lookup {
	return parseReference(permalinkOrID, "permalink", "nsp_").lookup("speed_profile")
}
