package katapult

import "context"

// AddressLists is access to address lists, which rules of security groups can name as
// targets. All its calls are synchronous, and lists have no trash.
type AddressLists struct{ client *Client }

// AddressList is a list of addresses and networks. Names need not be unique.
type AddressList struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Global lists are Katapult's own, which every organization can use.
	Global bool `json:"global"`
	// Entries are all of them. Rows of lists lack them.
	Entries []AddressListEntry `json:"entries"`
}

func (l AddressList) identity() string { return l.ID }

var addressLists = object[AddressList]{
	key: "address_list", path: "/address_lists/address_list",
	list:      list[AddressList]{path: "/organizations/organization/address_lists", key: "address_lists", paged: true},
	listAfter: 3, // rows lack the entries, which GetWithEntries reads
}

var globalAddressLists = list[AddressList]{path: "/address_lists", key: "address_lists", paged: true}

// List returns the address lists of the client's organization, without their entries.
//
// GET /organizations/organization/address_lists, all pages
func (s AddressLists) List(ctx context.Context) ([]AddressList, error) {
	return addressLists.all(ctx, s.client)
}

// ListGlobal returns Katapult's own address lists, without their entries.
//
// GET /address_lists, all pages
func (s AddressLists) ListGlobal(ctx context.Context) ([]AddressList, error) {
	return globalAddressLists.all(ctx, s.client)
}

// Get returns an address list, or ErrNotFound. Under a maximum age it may lack the
// entries.
//
// GET /address_lists/address_list
func (s AddressLists) Get(ctx context.Context, listID string) (AddressList, error) {
	return addressLists.get(ctx, s.client, listID)
}

// GetWithEntries returns an address list with all entries, or ErrNotFound.
//
// GET /address_lists/address_list
func (s AddressLists) GetWithEntries(ctx context.Context, listID string) (AddressList, error) {
	return addressLists.find(ctx, s.client, id(addressLists.key, listID))
}

// Create creates an empty address list in the client's organization. If the response is
// lost, it searches among the lists that were not there before. It returns
// ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/address_lists
func (s AddressLists) Create(ctx context.Context, name string) (AddressList, error) {
	organization := s.client.organization.lookup("organization")
	created, _, err := addressLists.create(ctx, s.client, creation[AddressList]{
		path:        addressLists.list.path,
		arguments:   arguments{lookups: []lookup{organization}, properties: map[string]string{"name": name}},
		conflictKey: "address list " + name,
		recovery: notThereBefore(s.client, addressLists.list, nil,
			func(l AddressList) (bool, error) { return l.Name == name, nil }, organization),
	})
	return created, err
}

// Rename renames an address list and returns it. It returns ErrNotFound, or
// ValidationFailed.
//
// PATCH /address_lists/address_list
func (s AddressLists) Rename(ctx context.Context, listID, name string) (AddressList, error) {
	return addressLists.update(ctx, s.client, listID, arguments{properties: map[string]string{"name": name}})
}

// Delete deletes an address list with its entries. It returns ErrNotFound.
//
// DELETE /address_lists/address_list
func (s AddressLists) Delete(ctx context.Context, listID string) error {
	return addressLists.delete(ctx, s.client, listID)
}
