package sailpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// The maximum page sizes of the API.
const (
	groupsPerPage = 250
	rowsPerPage   = 50 // connections and members
)

// maxPages bounds a list, against a server that never ends it.
const maxPages = 1_000

// listing describes a paginated list.
type listing[T any] struct {
	path    string
	query   url.Values
	perPage int
	// key identifies a row.
	key func(T) string
}

// rows yields the rows of a list and requests each page when it is needed. It stops at the
// first error.
//
// The first page requests the total count, because a page may be shorter than requested
// without being the last.
func rows[T any](ctx context.Context, c *Client, l listing[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		total, before := -1, ""
		for number, offset := 1, 0; ; number++ {
			page, header, err := page(ctx, c, l, offset)
			if err == nil && number > maxPages {
				err = fmt.Errorf("%s has more than %d pages", l.path, maxPages)
			}
			if offset == 0 {
				total = totalCount(header)
			}
			if err == nil && len(page) > 0 && offset > 0 && l.key(page[0]) == before {
				err = fmt.Errorf("%s returned the same rows again from row %d on", l.path, offset)
			}
			if err != nil {
				yield(none, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			offset += len(page)
			if len(page) == 0 || offset >= total && (total >= 0 || len(page) < l.perPage) {
				return
			}
			before = l.key(page[0])
		}
	}
}

// page requests one page and, with the first one, the total count.
func page[T any](ctx context.Context, c *Client, l listing[T], offset int) ([]T, http.Header, error) {
	query := maps.Clone(l.query)
	query.Set("limit", strconv.Itoa(l.perPage))
	query.Set("offset", strconv.Itoa(offset))
	if offset == 0 {
		query.Set("count", "true")
	}
	var (
		all    = list[T]{key: l.key}
		header http.Header
	)
	err := c.do(ctx, rest.Call{Method: http.MethodGet, Path: l.path, Query: query, Into: &all, Header: &header})
	return all.rows, header, err
}

// list decodes a page.
type list[T any] struct {
	key  func(T) string
	rows []T
}

// UnmarshalJSON implements json.Unmarshaler. A row without a key is an error.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	l.rows = nil // reset: a retry decodes into the same value
	if err := json.Unmarshal(data, &l.rows); err != nil {
		return err
	}
	if l.rows == nil || slices.ContainsFunc(l.rows, func(row T) bool { return l.key(row) == "" }) {
		return errors.New("it is not a list of objects with IDs")
	}
	return nil
}

// totalCount returns the total number of rows, or -1 if the response lacks it.
func totalCount(header http.Header) int {
	total, err := strconv.Atoi(header.Get("X-Total-Count"))
	if err != nil {
		return -1
	}
	return total
}

// The API's filters mostly ignore case.
func filterEqual(field, value string) string { return field + " eq " + quoteFilterValue(value) }

// filterPrefix matches a field that starts with any of the values.
func filterPrefix(field string, values []string) string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = field + " sw " + quoteFilterValue(value)
	}
	if len(all) == 1 {
		return all[0]
	}
	return "(" + strings.Join(all, " or ") + ")"
}

func filterIn(field string, values []string) string {
	if len(values) == 1 {
		return filterEqual(field, values[0])
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quoteFilterValue(value)
	}
	return field + " in (" + strings.Join(quoted, ",") + ")"
}

func quoteFilterValue(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}
