package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"

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

// AllocatedToVirtualMachine is the AllocationType of an address of a virtual machine. The
// AllocationID is that of the machine, whichever of its interfaces has the address.
const AllocatedToVirtualMachine = "VirtualMachine"

// Version is 4 or 6, or 0 if the address is not readable.
func (a IPAddress) Version() int64 {
	parsed, err := netip.ParseAddr(a.Address)
	switch {
	case err != nil:
		return 0
	case parsed.Is4():
		return 4
	}
	return 6
}

// Owner is the ID of what the address is allocated to, or empty.
func (a IPAddress) Owner() string {
	if a.AllocationID == nil {
		return ""
	}
	return *a.AllocationID
}

// IsAllocatedTo reports whether the address is allocated to an object, such as a virtual
// machine.
func (a IPAddress) IsAllocatedTo(objectID string) bool {
	return a.AllocationID != nil && *a.AllocationID == objectID
}

// IsIPAddress reports whether a text is an IP address, such as "203.0.113.7".
func IsIPAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// IPAddressArguments are the arguments of a new address.
type IPAddressArguments struct {
	NetworkID string
	// Version is 4 or 6.
	Version int64
	VIP     bool
	// Label is needed for a VIP. The API drops that of any other address.
	Label string
}

// IPAddressChange is a change of an address. Nil is no change.
type IPAddressChange struct {
	VIP               *bool
	Label, ReverseDNS *string
}

func (c IPAddressChange) fields() map[string]any {
	fields := map[string]any{}
	if c.VIP != nil {
		fields["vip"] = *c.VIP
	}
	if c.Label != nil {
		fields["label"] = *c.Label
	}
	if c.ReverseDNS != nil {
		fields["reverse_dns"] = *c.ReverseDNS
	}
	return fields
}

func (a IPAddress) identity() string { return a.ID }

var ipAddresses = object[IPAddress]{
	key: "ip_address", noun: "IP address", path: "/ip_addresses/ip_address",
	list: list[IPAddress]{path: "/organizations/organization/ip_addresses", key: "ip_addresses", paged: true},
}

// listedIPAddresses serve refreshes. Rows lack AddressWithMask, Label and Network.
var listedIPAddresses = listBacked[IPAddress]{name: ipAddresses.list.path, threshold: 3, list: ipAddresses.listAll}

// List returns all addresses of the client's organization, without AddressWithMask,
// Label and Network.
//
// GET /organizations/organization/ip_addresses, all pages
func (s IPAddresses) List(ctx context.Context) ([]IPAddress, error) {
	return listedIPAddresses.all(ctx, s.client, "")
}

// Get returns an address by its ID, or ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) Get(ctx context.Context, addressID string) (IPAddress, error) {
	return ipAddresses.get(ctx, s.client, addressID)
}

// GetBasics returns an address without AddressWithMask, Label and Network, or
// ErrNotFound.
//
// GET /ip_addresses/ip_address, or under a maximum age /organizations/organization/ip_addresses,
// all pages
func (s IPAddresses) GetBasics(ctx context.Context, addressID string) (IPAddress, error) {
	return listedIPAddresses.get(ctx, s.client, "", addressID, func(ctx context.Context) (IPAddress, error) { return s.Get(ctx, addressID) })
}

// Refresh returns an address that was read before, or ErrNotFound. Under a maximum age
// it may come from the list. What rows lack never changes, except for the label of a
// VIP: so VIPs are read singly.
//
// GET /ip_addresses/ip_address or /organizations/organization/ip_addresses, all pages
func (s IPAddresses) Refresh(ctx context.Context, before IPAddress) (IPAddress, error) {
	if before.VIP || before.Network.ID == "" || before.AddressWithMask == "" {
		return s.Get(ctx, before.ID)
	}
	now, err := s.GetBasics(ctx, before.ID)
	switch {
	case err != nil || now.Network.ID != "": // it was read singly
		return now, err
	case now.VIP:
		return s.Get(ctx, before.ID)
	}
	now.Network, now.AddressWithMask = before.Network, before.AddressWithMask
	return now, nil
}

// GetByAddress returns the address with a text such as "203.0.113.7", or
// ErrNotFound.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) GetByAddress(ctx context.Context, address string) (IPAddress, error) {
	if parsed, err := netip.ParseAddr(address); err == nil {
		address = parsed.String() // the API knows one spelling of each
	}
	return ipAddresses.find(ctx, s.client, lookup{"ip_address", "address", address})
}

// Create leases an address for the client's organization. If the response is lost, it
// searches among the addresses that were not there before. It returns NetworkNotFound,
// NoAvailableAddresses, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/ip_addresses
func (s IPAddresses) Create(ctx context.Context, a IPAddressArguments) (IPAddress, error) {
	organization := s.client.organization.lookup("organization")
	fields := map[string]any{"version": fmt.Sprintf("ipv%d", a.Version)}
	if a.VIP {
		fields["vip"], fields["label"] = true, a.Label
	}
	created, err := s.lease(ctx, creation[IPAddress]{
		path:        ipAddresses.list.path,
		arguments:   arguments{lookups: []lookup{organization, id("network", a.NetworkID)}, fields: fields},
		conflictKey: fmt.Sprintf("IP address of version %d in %s %t %s", a.Version, a.NetworkID, a.VIP, a.Label),
		recovery: newSince(func(ctx context.Context) ([]IPAddress, error) {
			return ipAddresses.list.all(ctx, s.client, organization)
		}, s.client.leases.endedSoFar, s.Get, a.matches),
	})
	if err == nil {
		s.client.leases.noteFree(created)
	}
	return created, err
}

// lease creates an address, and notes its lease.
func (s IPAddresses) lease(ctx context.Context, how creation[IPAddress]) (created IPAddress, err error) {
	err = s.client.leases.create(ctx, func() (addressID string, err error) {
		created, _, err = ipAddresses.create(ctx, s.client, how)
		return created.ID, err
	})
	return created, err
}

// matches reports whether an address has the values of the arguments, and nothing has
// used it yet.
func (a IPAddressArguments) matches(i IPAddress) (bool, error) {
	if i.Network.ID == "" || i.Version() == 0 {
		return false, fmt.Errorf("the API does not say of which network and version IP address %s is", i.ID)
	}
	label := ""
	if i.Label != nil {
		label = *i.Label
	}
	return i.Network.ID == a.NetworkID && i.Version() == a.Version && i.VIP == a.VIP && (!a.VIP || label == a.Label) && i.AllocationID == nil, nil
}

// Update changes an address and returns it. An address that is no VIP any more loses its
// label. It returns ErrNotFound, or ValidationFailed.
//
// PATCH /ip_addresses/ip_address
func (s IPAddresses) Update(ctx context.Context, addressID string, change IPAddressChange) (IPAddress, error) {
	return ipAddresses.update(ctx, s.client, addressID, arguments{fields: change.fields()})
}

// Delete ends the lease of an address, given as it was last read. After a lost response
// it leaves the address alone if that is part of a new lease by then, or allocated to
// something else. It returns ErrNotFound, or NoUnallocation if what has the address does
// not give it back.
//
// DELETE /ip_addresses/ip_address
func (s IPAddresses) Delete(ctx context.Context, address IPAddress) error {
	unlock, err := s.lock(ctx, address.ID)
	if err != nil {
		return err
	}
	defer unlock()
	var (
		begun = s.client.leases.begunSoFar(address.ID)
		held  func() // lets creates go on
		moved error
	)
	defer func() {
		if held != nil {
			held()
		}
	}()
	call := rest.Call{Method: http.MethodDelete, Path: ipAddresses.path, NoRetry: true}
	err = s.client.retryAfterCheck(ctx, "the IP address",
		func(ctx context.Context) error {
			return s.client.send(ctx, call, arguments{lookups: []lookup{id("ip_address", address.ID)}})
		},
		func(ctx context.Context) (done bool, err error) {
			if held == nil {
				if held, err = s.client.leases.withoutCreates(ctx); err != nil {
					return false, err
				}
			}
			now, err := s.Get(rest.WithMaxAge(ctx, 0), address.ID)
			switch {
			case errors.Is(err, ErrNotFound), s.client.leases.begunSoFar(address.ID) > begun:
				return true, nil
			case err == nil && now.Owner() != "" && now.Owner() != address.Owner():
				moved = fmt.Errorf("the response to the release was lost, and by now %s is allocated to %s: it may be a new lease, and is left alone", now.Address, now.Owner())
				return true, nil
			}
			return false, err
		})
	if err == nil {
		err = moved
	}
	if err == nil && s.client.leases.begunSoFar(address.ID) == begun { // else the ID names a later lease by now
		s.client.leases.end(address.ID)
	}
	return err
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

// AnnouncedReleases are announced releases by the ID of the address, each of which ends by
// itself.
type AnnouncedReleases map[string]func()

// AnnounceReleases is AnnounceRelease for addresses that are released one after the other.
// The caller calls End for each that is released, and EndAll when it has finished or
// failed.
func (s IPAddresses) AnnounceReleases(addressIDs []string) AnnouncedReleases {
	announced := AnnouncedReleases{}
	for _, id := range addressIDs {
		announced[id] = s.AnnounceRelease(id)
	}
	return announced
}

// End ends the announcement of an address that is released, or will not be.
func (r AnnouncedReleases) End(addressID string) {
	if done, ok := r[addressID]; ok {
		done()
	}
}

// EndAll ends all announcements.
func (r AnnouncedReleases) EndAll() {
	for _, done := range r {
		done()
	}
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

// GetFree returns an address like Get, and without a request if this process has just
// leased or released it, and this is its first use since.
//
// GET /ip_addresses/ip_address
func (s IPAddresses) GetFree(ctx context.Context, addressID string) (IPAddress, error) {
	if a, known := s.client.leases.takeFree(addressID); known {
		return a, nil
	}
	return s.Get(ctx, addressID)
}

// UnallocateFromMachine takes an address from a machine, which may be in the trash. The
// address was just read, and allocated to the machine. The request names no machine, so
// after a lost response it is retried only while the machine has the address. It returns
// ErrNotFound.
//
// POST /ip_addresses/ip_address/unallocate
func (s IPAddresses) UnallocateFromMachine(ctx context.Context, address IPAddress, machineID string) error {
	addressID := address.ID
	unlock, err := s.lock(ctx, addressID)
	if err != nil {
		return err
	}
	defer unlock()
	freed := func(ctx context.Context) (bool, error) {
		now, err := s.Get(rest.WithMaxAge(ctx, 0), addressID)
		return !now.IsAllocatedTo(machineID), err
	}
	err = ignore(noAllocation, s.client.retryAfterCheck(ctx, "the IP address "+addressID,
		func(ctx context.Context) error { return s.unallocate(ctx, addressID) }, freed))
	if err == nil {
		s.client.leases.noteFree(address)
	}
	return err
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
