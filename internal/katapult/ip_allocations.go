package katapult

import (
	"context"
	"errors"
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
