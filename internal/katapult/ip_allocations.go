package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// AllocateIP allocates an address of the organization to an interface of a machine, which
// the API chooses. It leaves an address of that machine as it is. It returns ErrNotFound
// for the machine, also for one in the trash, IPAddressNotFound, IPAlreadyAllocated when
// something else has the address, or NoInterfaceAvailable when the machine is not on the
// network of the address.
//
// POST /virtual_machines/virtual_machine/allocate_ip
func (s VirtualMachines) AllocateIP(ctx context.Context, machineID, addressID string) error {
	unlock, err := s.client.IPAddresses.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	address := id("ip_address", addressID)
	call := rest.Call{
		Method: http.MethodPost, Path: virtualMachines.path + "/allocate_ip", Into: ipAddresses.response(address), Idempotent: true,
	}
	err = s.client.send(ctx, call, arguments{lookups: []lookup{id("virtual_machine", machineID), address}})
	if !errors.Is(err, IPAlreadyAllocated) {
		return err
	}
	// Perhaps this machine has it, by a request whose response was lost.
	now, readErr := s.client.IPAddresses.Get(ctx, addressID)
	if readErr == nil && now.IsAllocatedTo(machineID) {
		return nil
	}
	return err
}

// AllocateNewIP leases an address of version 4 or 6 for the client's organization, and
// allocates it to an interface of a machine. If the response is lost, it searches among
// the addresses that the interface did not have before. It returns
// NetworkInterfaceNotFound, NoAvailableAddresses, or a rest.UnresolvedCreateError.
//
// POST /virtual_machine_network_interfaces/virtual_machine_network_interface/allocate_new_ip,
// and GET /virtual_machine_network_interfaces/virtual_machine_network_interface
func (s VirtualMachineNetworkInterfaces) AllocateNewIP(ctx context.Context, machine *LockedMachine, interfaceID string, version int64) (IPAddress, error) {
	addresses := func(ctx context.Context) ([]IPAddress, error) {
		nic, err := s.Get(rest.WithMaxAge(ctx, 0), interfaceID)
		return nic.IPAddresses, err
	}
	isNew := func(a IPAddress) (bool, error) {
		if a.Version() == 0 {
			return false, fmt.Errorf("the API does not say of which version IP address %s is", a.ID)
		}
		return a.Version() == version && a.IsAllocatedTo(machine.id), nil
	}
	return s.client.IPAddresses.lease(ctx, creation[IPAddress]{
		path: virtualMachineNetworkInterfaces.path + "/allocate_new_ip",
		arguments: arguments{
			lookups: []lookup{virtualMachineNetworkInterfaces.id(interfaceID)},
			fields:  map[string]any{"address_version": fmt.Sprintf("ipv%d", version)},
		},
		conflictKey: fmt.Sprintf("new IP address of version %d for %s", version, interfaceID),
		recovery:    newSince(addresses, s.client.leases.endedSoFar, s.client.IPAddresses.Get, isNew),
	})
}

// LeasedHere reports whether this process has leased an address. What a state of before
// knows under its ID is another lease, which has ended.
func (s IPAddresses) LeasedHere(addressID string) bool {
	return s.client.leases.begunSoFar(addressID) > 0
}
