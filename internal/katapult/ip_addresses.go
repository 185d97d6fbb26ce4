package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"terraform-provider-katapult/internal/rest"
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

// AnnounceRelease announces that the caller is about to unallocate addresses, so that
// whoever waits for one of them within this process goes on waiting. It calls
// done when it has, or has failed.
func (s IPAddresses) AnnounceRelease(addressIDs ...string) (done func()) {
	objects := make([]string, len(addressIDs))
	for i, id := range addressIDs {
		objects[i] = ipAddress(id)
	}
	return s.client.releases.announce(objects...)
}

// WatchRelease notes that an address may be about to be unallocated by another
// operation of this process.
func (s IPAddresses) WatchRelease(addressID string) ReleaseWatch {
	return s.client.releases.watch(ipAddress(addressID))
}

// Unallocate takes an address from a network interface, which has to have it.
// One that nothing has stays as it is. The API takes no interface, so a request
// whose outcome is unknown is sent again only while the interface has the
// address: by then something else may have it. It returns ErrNotFound.
//
// POST /ip_addresses/ip_address/unallocate
func (s IPAddresses) Unallocate(ctx context.Context, addressID, interfaceID string) error {
	unlock, err := s.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	lookups := []lookup{id("ip_address", addressID)}
	for retry := 1; ; retry++ {
		err := s.client.do(ctx, rest.Call{
			Method: http.MethodPost, Path: "/ip_addresses/ip_address/unallocate", Body: bodyOf(lookups), NoRetry: true,
		}, lookups)
		switch {
		case errors.Is(err, noAllocation):
			return nil
		case !rest.IsUnknownOutcome(err):
			return err
		}
		has, readErr := s.belongsTo(ctx, addressID, interfaceID)
		switch {
		case readErr != nil:
			return fmt.Errorf("%w; whether it was released cannot be found out: %w", err, readErr)
		case !has:
			return nil
		case retry > s.client.rest.MaxRetries:
			return fmt.Errorf("%w (after %d attempts)", err, retry)
		}
		if stopped := rest.Sleep(ctx, s.client.rest.Backoff(retry)); stopped != nil {
			return fmt.Errorf("%w; before that: %w", stopped, err)
		}
	}
}

// belongsTo reports whether an interface has an address. It may go on for a
// moment after the caller has given up.
func (s IPAddresses) belongsTo(ctx context.Context, addressID, interfaceID string) (bool, error) {
	ctx, end := rest.WithGrace(ctx)
	defer end()
	now, err := s.client.plain.VirtualMachineNetworkInterfaces.Get(ctx, interfaceID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return now.HasIPAddress(addressID), err
}

// lock serializes what gives an address to something or takes it away.
func (s IPAddresses) lock(ctx context.Context, addressID string) (unlock func(), err error) {
	return s.client.locks.Lock(ctx, ipAddress(addressID))
}

// ipAddress names an address for locks and releases.
func ipAddress(id string) string { return "IP address " + id }
