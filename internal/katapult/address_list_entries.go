package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// AddressListEntries is access to the entries of address lists. All its calls are
// synchronous.
type AddressListEntries struct{ client *Client }

// AddressListEntry is an address or a network in an address list.
type AddressListEntry struct {
	ID string `json:"id"`
	// Address is an IP address, or a network in CIDR notation.
	Address string `json:"address"`
	// Name is a comment. It may be empty.
	Name string `json:"name"`
	// ListID is the list that the entry was found in. The API does not tell it.
	ListID string `json:"-"`
}

// AddressListEntryArguments are the arguments of an entry. Nil is no name in Create, and
// no change in Update.
type AddressListEntryArguments struct {
	Address *string `json:"address,omitempty"`
	Name    *string `json:"name,omitempty"`
}

func (e AddressListEntry) identity() string { return e.ID }

var addressListEntries = object[AddressListEntry]{
	key: "address_list_entry", path: "/address_list_entries/address_list_entry",
	list: list[AddressListEntry]{path: "/address_lists/address_list/entries", key: "address_list_entries", paged: true},
}

// entriesOfLists takes entries from their list: one request for all of them.
var entriesOfLists = listBacked[AddressListEntry]{
	name: addressLists.path + " entries",
	list: func(ctx context.Context, c *Client, listID string) ([]AddressListEntry, error) {
		l, err := c.AddressLists.GetWithEntries(ctx, listID)
		return inList(l.Entries, listID), err
	},
}

func inList(entries []AddressListEntry, listID string) []AddressListEntry {
	for i := range entries {
		entries[i].ListID = listID
	}
	return entries
}

// List returns the entries of an address list, or ErrNotFound for the list.
//
// GET /address_lists/address_list/entries, all pages
func (s AddressListEntries) List(ctx context.Context, listID string) ([]AddressListEntry, error) {
	entries, err := addressListEntries.list.all(ctx, s.client, id(addressLists.key, listID))
	return inList(entries, listID), err
}

// Get returns an entry without its list, or ErrNotFound.
//
// GET /address_list_entries/address_list_entry
func (s AddressListEntries) Get(ctx context.Context, entryID string) (AddressListEntry, error) {
	return addressListEntries.get(ctx, s.client, entryID)
}

// GetFrom returns an entry of an address list, or ErrNotFound. An entry that is in another
// list, or whose list is not given, comes with the list that it is in, if one of the
// client's organization has it. Entries of one list share a request.
//
// GET /address_lists/address_list, or GET /address_list_entries/address_list_entry and
// GET /address_lists/address_list of each list
func (s AddressListEntries) GetFrom(ctx context.Context, listID, entryID string) (AddressListEntry, error) {
	var listErr error
	if listID != "" {
		list, err := entriesOfLists.load(ctx, s.client, listID)
		if err == nil {
			if at, ok := list.byID[entryID]; ok {
				return list.inOrder[at], nil
			}
		}
		listErr = err
	}
	entry, err := s.Get(ctx, entryID)
	if err != nil {
		return entry, err
	}
	if listErr != nil && !errors.Is(listErr, ErrNotFound) {
		entry.ListID = listID // the list cannot be read: it may well have the entry
		return entry, nil
	}
	return s.withList(ctx, entry)
}

// withList looks for the list of an entry.
func (s AddressListEntries) withList(ctx context.Context, entry AddressListEntry) (AddressListEntry, error) {
	lists, err := s.client.AddressLists.List(ctx)
	if err != nil {
		return entry, err
	}
	for _, l := range lists {
		entries, err := entriesOfLists.load(ctx, s.client, l.ID)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return entry, err
		}
		if _, ok := entries.byID[entry.ID]; ok {
			entry.ListID = l.ID
			return entry, nil
		}
	}
	return entry, nil
}

// Create adds an entry to an address list. If the response is lost, it searches among the
// entries that were not there before. It returns AddressListNotFound, ValidationFailed, or
// a rest.UnresolvedCreateError.
//
// GET and POST /address_lists/address_list/entries
func (s AddressListEntries) Create(ctx context.Context, listID string, a AddressListEntryArguments) (AddressListEntry, error) {
	in := id(addressLists.key, listID)
	created, _, err := addressListEntries.create(ctx, s.client, creation[AddressListEntry]{
		path:        addressListEntries.list.path,
		arguments:   arguments{lookups: []lookup{in}, properties: a},
		conflictKey: "address list entry of " + listID,
		recovery:    notThereBefore(s.client, addressListEntries.list, nil, a.matches, in),
	})
	created.ListID = listID
	return created, err
}

// matches reports whether an entry has the values of the arguments. The API may write the
// address in another way.
func (a AddressListEntryArguments) matches(e AddressListEntry) (bool, error) {
	return (a.Address == nil || CanonicalAddress(*a.Address) == CanonicalAddress(e.Address)) && (a.Name == nil || *a.Name == e.Name), nil
}

// CanonicalAddress returns the form that all spellings of an address or a network share. A
// network of one address is that address, and the bits of a network's host do not count. A
// text that is neither stays as it is.
func CanonicalAddress(text string) string {
	text = strings.TrimSpace(text)
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Unmap().String()
	}
	network, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return text
	case network.IsSingleIP():
		return network.Addr().Unmap().String()
	}
	return network.Masked().String()
}

// Update changes what the arguments set and returns the entry, without its list. It
// returns ErrNotFound, or ValidationFailed.
//
// PATCH /address_list_entries/address_list_entry
func (s AddressListEntries) Update(ctx context.Context, entryID string, a AddressListEntryArguments) (AddressListEntry, error) {
	return addressListEntries.update(ctx, s.client, entryID, arguments{properties: a})
}

// Delete deletes an entry. It returns ErrNotFound.
//
// DELETE /address_list_entries/address_list_entry
func (s AddressListEntries) Delete(ctx context.Context, entryID string) error {
	return addressListEntries.delete(ctx, s.client, entryID)
}

// AddressListName names a list in messages, and for all who manage it.
func AddressListName(listID string) string { return addressLists.describe(listID) }

// EntryName names an address of a list, in whatever spelling, for all who manage it.
func EntryName(listID, address string) string {
	return CanonicalAddress(address) + " of " + AddressListName(listID)
}

// AddressListChange is what has to change in an address list.
type AddressListChange struct {
	Add, Remove []AddressListEntry
	// Rename are entries with their new names.
	Rename []AddressListEntry
	// Delete are entries that a value cannot name, because another one has the same.
	Delete []AddressListEntry
}

func (c AddressListChange) isEmpty() bool {
	return len(c.Add)+len(c.Remove)+len(c.Rename)+len(c.Delete) == 0
}

// bulkSize bounds what one request adds, and what it removes. The API documents no limit.
const bulkSize = 500

// maxRounds is how often Converge changes a list that others may be changing too.
const maxRounds = 3

// seenWhilePlanning lets Converge begin with what a plan has read right before it. Every
// further look is a new one.
const seenWhilePlanning = time.Second

// Converge changes an address list until change finds nothing to do in its entries. After a
// lost response it looks what is left. It returns ErrNotFound for the list, or
// ValidationFailed.
//
// GET /address_lists/address_list and POST /address_lists/address_list/entries/bulk; and
// PATCH or DELETE /address_list_entries/address_list_entry of what a value cannot name
func (s AddressListEntries) Converge(ctx context.Context, listID string, change func([]AddressListEntry) AddressListChange) error {
	var lost error
	maxAge := seenWhilePlanning
	for rounds, retries := 0, 0; ; maxAge = 0 {
		l, err := withGrace(ctx, func(ctx context.Context) (AddressList, error) {
			return s.client.AddressLists.GetWithEntries(rest.WithMaxAge(ctx, maxAge), listID)
		})
		if err != nil && lost != nil {
			return fmt.Errorf("%w; the list cannot be read: %w", lost, err)
		}
		if err != nil {
			return err
		}
		left := change(l.Entries)
		switch {
		case left.isEmpty():
			return nil
		case lost != nil && retries > s.client.rest.MaxRetries:
			return lost
		case lost == nil && rounds == maxRounds:
			return fmt.Errorf("address list %s still differs after %d changes that the API has accepted: others may be changing it too", listID, rounds)
		}
		if lost = s.apply(ctx, listID, left); lost == nil {
			rounds++
			continue
		}
		if !IsUnknownOutcome(lost) {
			return lost
		}
		retries++
		if err := rest.Sleep(ctx, s.client.rest.Backoff(retries)); err != nil {
			return fmt.Errorf("%w; before that: %w", err, lost)
		}
	}
}

// apply sends a change. It adds and removes in bulk.
func (s AddressListEntries) apply(ctx context.Context, listID string, change AddressListChange) error {
	add, remove := valuesOf(change.Add), valuesOf(change.Remove)
	for len(add)+len(remove) > 0 {
		adding, removing := min(len(add), bulkSize), min(len(remove), bulkSize)
		if err := s.bulk(ctx, listID, add[:adding], remove[:removing]); err != nil {
			return err
		}
		add, remove = add[adding:], remove[removing:]
	}
	for _, e := range change.Rename {
		if _, err := s.Update(ctx, e.ID, AddressListEntryArguments{Name: &e.Name}); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	for _, e := range change.Delete {
		if err := s.Delete(ctx, e.ID); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// valuesOf are the arguments that name entries by their values.
func valuesOf(entries []AddressListEntry) []AddressListEntryArguments {
	values := make([]AddressListEntryArguments, len(entries))
	for i, e := range entries {
		values[i].Address = &entries[i].Address
		if e.Name != "" {
			values[i].Name = &entries[i].Name
		}
	}
	return values
}

// bulk adds and removes entries in one request. It is not repeated after a lost response:
// the entries would be there twice.
func (s AddressListEntries) bulk(ctx context.Context, listID string, add, remove []AddressListEntryArguments) error {
	fields := map[string]any{}
	if len(add) > 0 {
		fields["add"] = add
	}
	if len(remove) > 0 {
		fields["remove"] = remove
	}
	call := rest.Call{Method: http.MethodPost, Path: addressListEntries.list.path + "/bulk"}
	return s.client.send(ctx, call, arguments{lookups: []lookup{id(addressLists.key, listID)}, fields: fields})
}
