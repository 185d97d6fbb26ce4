package katapult

import (
	"context"
	"errors"
)

// IPAddresses is access to IP addresses.
type IPAddresses struct{ client *Client }

// IPAddress is an address that an organization has leased. The ID belongs to
// the address and not to the lease: whoever leases it next finds it again.
type IPAddress struct {
	ID              string  `json:"id"`
	Address         string  `json:"address"`
	AddressWithMask string  `json:"address_with_mask"`
	ReverseDNS      string  `json:"reverse_dns"`
	VIP             bool    `json:"vip"`
	Label           *string `json:"label"`
	Network         Network `json:"network"`
	// AllocationID and AllocationType name what has the address, such as a
	// "VirtualMachine". They are nil when it is free.
	AllocationID   *string `json:"allocation_id"`
	AllocationType *string `json:"allocation_type"`
}

// Get returns an address by its ID, or ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) Get(ctx context.Context, addressID string) (IPAddress, error) {
	return s.find(ctx, id("ip_address", addressID))
}

// GetByAddress returns the address with a text such as "203.0.113.7", or
// ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) GetByAddress(ctx context.Context, address string) (IPAddress, error) {
	return s.find(ctx, lookup{"ip_address", "address", address})
}

func (s IPAddresses) find(ctx context.Context, by lookup) (IPAddress, error) {
	return get(ctx, s.client, "/ip_addresses/ip_address", one[IPAddress]("ip_address"), by)
}

// Releasing announces that the caller is about to unallocate addresses, so that
// whoever waits for one of them within this process goes on waiting. It calls
// done when it has, or has failed.
func (s IPAddresses) Releasing(addressIDs ...string) (done func()) {
	objects := make([]string, len(addressIDs))
	for i, id := range addressIDs {
		objects[i] = "IP address " + id
	}
	return s.client.releases.announce(objects...)
}

// WatchRelease notes that an address may be about to be unallocated by another
// operation of this process.
func (s IPAddresses) WatchRelease(addressID string) ReleaseWatch {
	return s.client.releases.watch("IP address " + addressID)
}

// Unallocate takes an address from what has it. One that nothing has stays as
// it is. It returns ErrNotFound.
//
// POST /ip_addresses/ip_address/unallocate
func (s IPAddresses) Unallocate(ctx context.Context, addressID string) error {
	err := s.client.post(ctx, "/ip_addresses/ip_address/unallocate", nil, id("ip_address", addressID))
	if errors.Is(err, noAllocation) {
		return nil
	}
	return err
}
