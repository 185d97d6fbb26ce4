package katapult

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"terraform-provider-katapult/internal/rest"
)

// perPage is the most rows the API gives in one page.
const perPage = 200

// maxPages bounds a list: no organization has 200,000 rows.
const maxPages = 1_000

// pages yields the rows of a list and requests each page when it is needed. It
// ends at the first error. Without a maximum age, header gets the header of the
// last page, unless it is nil.
func pages[T identifiable](ctx context.Context, c *Client, path, key string, header *http.Header, lookups ...lookup) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var before []byte
		for number, total := 1, 1; number <= total; number++ {
			p := &page[T]{key: key, number: number, before: before}
			err := c.read(ctx, rest.Call{Method: http.MethodGet, Path: path, Query: p.query(lookups), Into: p, Header: header}, lookups)
			if err == nil && number > maxPages {
				err = fmt.Errorf("%s has more than %d pages", path, maxPages)
			}
			if err != nil {
				var none T
				yield(none, fmt.Errorf("page %d of %s: %w", number, path, err))
				return
			}
			for _, row := range p.rows {
				if !yield(row, nil) {
					return
				}
			}
			before, total = p.content, p.about.TotalPages
			if p.about.LargeSet && len(p.rows) >= perPage {
				total = number + 1 // the API does not count large sets
			}
		}
	}
}

// page decodes one page of a list.
type page[T identifiable] struct {
	// key is where the rows are, and number is the page that was requested.
	key    string
	number int
	// before is the content of the page before.
	before []byte

	rows    []T
	about   pagination
	content []byte
}

// pagination is what the API says about a page.
type pagination struct {
	CurrentPage int `json:"current_page"`
	// TotalPages is missing for large sets.
	TotalPages int  `json:"total_pages"`
	LargeSet   bool `json:"large_set"`
}

func (p *page[T]) query(lookups []lookup) url.Values {
	query := queryOf(lookups)
	query.Set("page", strconv.Itoa(p.number))
	query.Set("per_page", strconv.Itoa(perPage))
	return query
}

// UnmarshalJSON decodes a page. A page that was not requested is an error.
func (p *page[T]) UnmarshalJSON(data []byte) error {
	// A retry decodes into the same value: reset it.
	*p = page[T]{key: p.key, number: p.number, before: p.before}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if err := decodeMember(members, "pagination", &p.about); err != nil {
		return err
	}
	if err := decodeMember(members, p.key, &p.rows); err != nil {
		return err
	}
	if err := withIDs(p.rows...); err != nil {
		return fmt.Errorf("%s: %w", p.key, err)
	}
	p.content = members[p.key]
	switch {
	case p.about.CurrentPage != p.number:
		return fmt.Errorf("it is page %d, and page %d was asked for", p.about.CurrentPage, p.number)
	case len(p.rows) > 0 && bytes.Equal(p.content, p.before):
		return errors.New("it has the same rows as the page before")
	}
	return nil
}
