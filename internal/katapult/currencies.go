package katapult

import "context"

// Currencies is access to the currencies that Katapult bills in.
type Currencies struct{ client *Client }

// Currency is what an organization is billed in.
type Currency struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Lists lack the following.
	ISOCode string `json:"iso_code"`
	Symbol  string `json:"symbol"`
}

func (c Currency) identity() string { return c.ID }

var currencies = object[Currency]{
	key: "currency", path: "/currencies/currency",
	list: list[Currency]{path: "/currencies", key: "currencies", paged: true},
}

// List returns all currencies, with their IDs and names alone.
//
// GET /currencies, all pages
func (s Currencies) List(ctx context.Context) ([]Currency, error) {
	return currencies.list.all(ctx, s.client)
}

// Get returns a currency, or ErrNotFound.
//
// GET /currencies/currency
func (s Currencies) Get(ctx context.Context, currencyID string) (Currency, error) {
	return currencies.get(ctx, s.client, currencyID)
}

// GetByISOCode returns the currency with a code of three letters, or ErrNotFound.
//
// GET /currencies/currency
func (s Currencies) GetByISOCode(ctx context.Context, code string) (Currency, error) {
	return currencies.find(ctx, s.client, lookup{"currency", "iso_code", code})
}
