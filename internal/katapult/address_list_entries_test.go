package katapult

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// addressBook is an API with the entries of some lists. It counts requests by operation.
type addressBook struct {
	mu    sync.Mutex
	lists map[string][]AddressListEntry
	sent  map[string]int
	// bulk are the sizes of the bulk requests, added and removed.
	bulk []string
	// lost are how many responses to bulk requests are lost after their effect.
	lost int
}

func (b *addressBook) client() *Client {
	b.sent = map[string]int{}
	return New(Options{Organization: "acme", Transport: b, MaxRetries: 4})
}

func (b *addressBook) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	operation := r.Method + " " + strings.TrimPrefix(r.URL.Path, prefix)
	b.sent[operation]++
	status, body := http.StatusOK, `{}`
	switch operation {
	case "GET /organizations/organization/address_lists":
		var rows []string
		for id := range b.lists {
			rows = append(rows, fmt.Sprintf(`{"id":%q}`, id))
		}
		body = fmt.Sprintf(`{"pagination":{"current_page":1,"total_pages":1},"address_lists":[%s]}`, strings.Join(rows, ","))
	case "GET /address_lists/address_list":
		id := r.URL.Query().Get("address_list[id]")
		entries, exists := b.lists[id]
		content, _ := json.Marshal(entries)
		body = fmt.Sprintf(`{"address_list":{"id":%q,"entries":%s}}`, id, content)
		if !exists {
			status, body = http.StatusNotFound, `{"error":{"code":"address_list_not_found"}}`
		}
	case "GET /address_list_entries/address_list_entry":
		status, body = http.StatusNotFound, `{"error":{"code":"address_list_entry_not_found"}}`
		for _, entries := range b.lists {
			for _, e := range entries {
				if content, _ := json.Marshal(e); e.ID == r.URL.Query().Get("address_list_entry[id]") {
					status, body = http.StatusOK, fmt.Sprintf(`{"address_list_entry":%s}`, content)
				}
			}
		}
	case "POST /address_lists/address_list/entries/bulk":
		var change struct {
			List        struct{ ID string } `json:"address_list"`
			Add, Remove []AddressListEntry
		}
		_ = json.NewDecoder(r.Body).Decode(&change)
		b.bulk = append(b.bulk, fmt.Sprintf("%d-%d", len(change.Add), len(change.Remove)))
		for _, e := range change.Add {
			e.ID = fmt.Sprintf("adlste_%d", len(b.lists[change.List.ID])+1)
			b.lists[change.List.ID] = append(b.lists[change.List.ID], e)
		}
		if b.lost > 0 {
			b.lost--
			status, body = http.StatusBadGateway, "<html>"
		}
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if status >= http.StatusBadRequest && status < http.StatusInternalServerError {
		header.Set("X-Api-Schema", "json-error")
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// grownTo adds entries until there are so many.
func grownTo(count int) func([]AddressListEntry) AddressListChange {
	return func(now []AddressListEntry) (change AddressListChange) {
		for n := len(now); n < count; n++ {
			change.Add = append(change.Add, AddressListEntry{Address: fmt.Sprintf("10.0.%d.%d", n/250, n%250)})
		}
		return change
	}
}

func TestManyChangesAreSentInBulk(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		count, lost int
		bulk        string
	}{
		"one request":                       {500, 0, "[500-0]"},
		"two requests":                      {501, 0, "[500-0 1-0]"},
		"after a lost answer, what is left": {501, 1, "[500-0 1-0]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := &addressBook{lists: map[string][]AddressListEntry{"adlst_1": {}}, lost: test.lost}
				err := b.client().AddressListEntries.Converge(t.Context(), "adlst_1", grownTo(test.count))
				if err != nil || fmt.Sprint(b.bulk) != test.bulk || len(b.lists["adlst_1"]) != test.count {
					t.Errorf("%v after %v; %d entries", err, b.bulk, len(b.lists["adlst_1"]))
				}
			})
		})
	}
}

func TestEveryAnswerToABulkChangeIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &addressBook{lists: map[string][]AddressListEntry{"adlst_1": {}}, lost: 1000}
		more := func(now []AddressListEntry) AddressListChange { return grownTo(len(now) + 1)(now) }
		if err := b.client().AddressListEntries.Converge(t.Context(), "adlst_1", more); !IsUnknownOutcome(err) || len(b.bulk) != 5 {
			t.Errorf("%v after %d requests", err, len(b.bulk))
		}
	})
}

func TestEntriesComeWithTheirList(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list, entry, want string
		requests          int
	}{
		"in its list":                   {"adlst_1", "adlste_1", "adlst_1", 1},
		"in another list":               {"adlst_1", "adlste_2", "adlst_2", 3 + 1}, // the first list is cached
		"in whatever list":              {"", "adlste_2", "adlst_2", 4},
		"in a list that does not exist": {"adlst_3", "adlste_1", "adlst_1", 5},
		"nowhere":                       {"adlst_1", "adlste_3", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &addressBook{lists: map[string][]AddressListEntry{"adlst_1": {{ID: "adlste_1"}}, "adlst_2": {{ID: "adlste_2"}}}}
			entry, err := b.client().AddressListEntries.GetFrom(refresh(t), test.list, test.entry)
			if entry.ListID != test.want || (err != nil) != (test.want == "") || err != nil && !errors.Is(err, ErrNotFound) {
				t.Errorf("%+v, %v", entry, err)
			}
			requests := 0
			for _, n := range b.sent {
				requests += n
			}
			if requests > test.requests {
				t.Errorf("%d requests, want %d at the most: %v", requests, test.requests, b.sent)
			}
		})
	}
}

func TestAddressesOfOneMeaningHaveOneForm(t *testing.T) {
	t.Parallel()
	for canonical, others := range map[string][]string{
		"203.0.113.7":     {"203.0.113.7/32", " 203.0.113.7", "::ffff:203.0.113.7"},
		"203.0.113.0/24":  {"203.0.113.77/24"},
		"2001:db8::1":     {"2001:DB8:0:0::1", "2001:db8::1/128"},
		"2001:db8::/32":   {"2001:db8::1/32"},
		"no address":      nil,
		"203.0.113.0/250": nil,
	} {
		for _, text := range append(others, canonical) {
			if got := CanonicalAddress(text); got != canonical {
				t.Errorf("%q is %q, want %q", text, got, canonical)
			}
		}
	}
}

// The API may write an address in another way than it was given.
func TestLostEntryIsFoundInAnotherSpelling(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &made{list: "address_list_entries", single: "address_list_entry", responses: []scriptedResponse{gateway}, row: func(number int) string {
			return fmt.Sprintf(`{"id":"adlste_%d","address":"2001:db8::1","name":"Bath"}`, number)
		}}
		address, name := "2001:DB8::1/128", "Bath"
		e, err := api.client().AddressListEntries.Create(t.Context(), "adlst_1", AddressListEntryArguments{Address: &address, Name: &name})
		if err != nil || e.ID != "adlste_1" || e.ListID != "adlst_1" || api.sent != 1 {
			t.Errorf("%+v, %v after %d requests", e, err, api.sent)
		}
	})
}
