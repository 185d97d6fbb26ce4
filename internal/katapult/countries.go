package katapult

import (
	"context"
	"strings"
)

// Countries is access to the countries that Katapult knows.
type Countries struct{ client *Client }

// Country is where a data centre or an organization is.
type Country struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Lists, and data centres by themselves, lack the following.
	ISOCode2 string `json:"iso_code2"`
	ISOCode3 string `json:"iso_code3"`
	// TimeZone is nil for a country without one, or with several.
	TimeZone *string `json:"time_zone"`
	EU       bool    `json:"eu"`
}

func (c Country) identity() string { return c.ID }

var countries = object[Country]{
	key: "country", path: "/countries/country",
	list: list[Country]{path: "/countries", key: "countries", paged: true},
}

// List returns all countries, with their IDs and names alone.
//
// GET /countries, all pages
func (s Countries) List(ctx context.Context) ([]Country, error) {
	return countries.list.all(ctx, s.client)
}

// Get returns a country, or ErrNotFound.
//
// GET /countries/country
func (s Countries) Get(ctx context.Context, countryID string) (Country, error) {
	return countries.get(ctx, s.client, countryID)
}

// GetByISOCode2 returns the country with a code of two letters, or ErrNotFound.
//
// GET /countries/country
func (s Countries) GetByISOCode2(ctx context.Context, code string) (Country, error) {
	return countries.find(ctx, s.client, lookup{"country", "iso_code2", code})
}

// GetByISOCode3 returns the country with a code of three letters, or ErrNotFound.
//
// GET /countries/country
func (s Countries) GetByISOCode3(ctx context.Context, code string) (Country, error) {
	return countries.find(ctx, s.client, lookup{"country", "iso_code3", code})
}

// country refers to a country by a code of two or three letters, or an ID.
func country(codeOrID string) reference {
	switch {
	case strings.HasPrefix(codeOrID, "ctry_"):
		return reference{"id", codeOrID}
	case len(codeOrID) == len("GBR"):
		return reference{"iso_code3", codeOrID}
	}
	return reference{"iso_code2", codeOrID}
}

// CountryStates is access to the states that some countries consist of.
type CountryStates struct{ client *Client }

// CountryState is a state of a country.
type CountryState struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Lists lack the following.
	Code    string  `json:"code"`
	Country Country `json:"country"`
}

func (s CountryState) identity() string { return s.ID }

var countryStates = object[CountryState]{
	key: "country_state", path: "/country_states/country_state",
	list: list[CountryState]{path: "/countries/country/country_states", key: "country_states", paged: true},
}

// ListOf returns the states of the country with a code of two or three letters, or an ID.
// They have their IDs and names alone. It returns ErrNotFound if there is no such country.
//
// GET /countries/country/country_states, all pages
func (s CountryStates) ListOf(ctx context.Context, codeOrID string) ([]CountryState, error) {
	return countryStates.list.all(ctx, s.client, country(codeOrID).lookup("country"))
}

// Get returns a state, or ErrNotFound.
//
// GET /country_states/country_state
func (s CountryStates) Get(ctx context.Context, stateID string) (CountryState, error) {
	return countryStates.get(ctx, s.client, stateID)
}
