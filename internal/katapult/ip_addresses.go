package katapult

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// IPAddresses is access to IP addresses.
type IPAddresses struct{ client *Client }

// IPAddress is an address that an organization leases. Its ID outlives the lease:
// the next organization that leases the address gets the same ID.
type IPAddress struct {
	ID              string  `json:"id"`
	Address         string  `json:"address"`
	AddressWithMask string  `json:"address_with_mask"`
	ReverseDNS      string  `json:"reverse_dns"`
	VIP             bool    `json:"vip"`
	Label           *string `json:"label"`
	Network         Network `json:"network"`
	// AllocationID and AllocationType name the owner, such as a "VirtualMachine".
	// They are nil for a free address.
	AllocationID   *string `json:"allocation_id"`
	AllocationType *string `json:"allocation_type"`
}

func (a IPAddress) identity() string { return a.ID }

// IsAllocatedTo reports whether the address is allocated to an object, such as a virtual
// machine.
func (a IPAddress) IsAllocatedTo(objectID string) bool {
	return a.AllocationID != nil && *a.AllocationID == objectID
}

var ipAddresses = object[IPAddress]{key: "ip_address", path: "/ip_addresses/ip_address"}

// Get returns an address by its ID, or ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) Get(ctx context.Context, addressID string) (IPAddress, error) {
	return ipAddresses.get(ctx, s.client, addressID)
}

// GetByAddress returns the address with a text such as "203.0.113.7", or
// ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) GetByAddress(ctx context.Context, address string) (IPAddress, error) {
	return ipAddresses.find(ctx, s.client, lookup{"ip_address", "address", address})
}

// AnnounceRelease announces that the caller is about to unallocate addresses.
// Operations of this process that need one of them wait for it. The caller calls
// done when it has finished or failed.
func (s IPAddresses) AnnounceRelease(addressIDs ...string) (done func()) {
	objects := make([]string, len(addressIDs))
	for i, id := range addressIDs {
		objects[i] = ipAddress(id)
	}
	return s.client.releases.announce(objects...)
}

// WatchRelease watches for another operation of this process that unallocates the
// address.
func (s IPAddresses) WatchRelease(addressID string) ReleaseWatch {
	return s.client.releases.watch(ipAddress(addressID))
}

// Unallocate takes an address from a network interface, which has to have it. It
// leaves an address without an owner as it is. The request names no interface, so
// after a lost response it is retried only while the interface has the address. It
// returns ErrNotFound.
//
// POST /ip_addresses/ip_address/unallocate
func (s IPAddresses) Unallocate(ctx context.Context, addressID, interfaceID string) error {
	unlock, err := s.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	err = s.client.retryAfterCheck(ctx, "the network interface "+interfaceID,
		func(ctx context.Context) error { return s.unallocate(ctx, addressID) },
		func(ctx context.Context) (done bool, err error) {
			now, err := s.client.VirtualMachineNetworkInterfaces.Get(rest.WithMaxAge(ctx, 0), interfaceID)
			if errors.Is(err, ErrNotFound) {
				return true, nil
			}
			return !now.HasIPAddress(addressID), err
		})
	return ignore(noAllocation, err)
}

// UnallocateFromMachine takes an address from a machine, or from a machine in the trash. It
// leaves an address alone that something else has, or nothing. The request names no
// machine, so after a lost response it is retried only while the machine has the address.
// It returns ErrNotFound.
//
// GET /ip_addresses/ip_address, and POST /ip_addresses/ip_address/unallocate
func (s IPAddresses) UnallocateFromMachine(ctx context.Context, addressID, machineID string) error {
	unlock, err := s.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	freed := func(ctx context.Context) (bool, error) {
		now, err := s.Get(rest.WithMaxAge(ctx, 0), addressID)
		return !now.IsAllocatedTo(machineID), err
	}
	if done, err := freed(ctx); done || err != nil {
		return err
	}
	return ignore(noAllocation, s.client.retryAfterCheck(ctx, "the IP address "+addressID,
		func(ctx context.Context) error { return s.unallocate(ctx, addressID) }, freed))
}

// unallocate sends the request once.
func (s IPAddresses) unallocate(ctx context.Context, addressID string) error {
	call := rest.Call{Method: http.MethodPost, Path: ipAddresses.path + "/unallocate", NoRetry: true}
	return s.client.send(ctx, call, arguments{lookups: []lookup{id("ip_address", addressID)}})
}

// lock serializes requests that allocate or unallocate an address.
func (s IPAddresses) lock(ctx context.Context, addressID string) (unlock func(), err error) {
	return s.client.locks.Lock(ctx, ipAddress(addressID))
}

// ipAddress names an address for locks and releases.
func ipAddress(id string) string { return "IP address " + id }
