package katapult

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"

	"terraform-provider-katapult/internal/rest"
)

// perPage is the most rows the API gives in one page.
const perPage = 200

// all reads every page of a list, whose rows stand under the given key.
func all[T any](ctx context.Context, c *Client, path, key string, lookups ...lookup) ([]T, error) {
	var rows []T
	for row, err := range pages[T](ctx, c, path, key, lookups...) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// pages yields the rows of a list and asks for each page when it is needed.
// It ends at the first error.
func pages[T any](ctx context.Context, c *Client, path, key string, lookups ...lookup) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for number, total := 1, 1; number <= total; number++ {
			rows, pagination, err := page[T](ctx, c, path, key, number, lookups)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			total = pagination.TotalPages
			if pagination.LargeSet && len(rows) == perPage {
				total = number + 1 // how many there are is not counted
			}
		}
	}
}

// pagination is what the API says about a page.
type pagination struct {
	CurrentPage int `json:"current_page"`
	// TotalPages is missing when the set is large.
	TotalPages int  `json:"total_pages"`
	LargeSet   bool `json:"large_set"`
}

func page[T any](ctx context.Context, c *Client, path, key string, number int, lookups []lookup) ([]T, pagination, error) {
	query := queryOf(lookups)
	query.Set("page", strconv.Itoa(number))
	query.Set("per_page", strconv.Itoa(perPage))
	var (
		answer map[string]json.RawMessage
		about  pagination
		rows   []T
	)
	err := c.read(ctx, rest.Call{Method: http.MethodGet, Path: path, Query: query, Into: &answer}, lookups)
	if err == nil {
		err = json.Unmarshal(answer["pagination"], &about)
	}
	if err == nil {
		err = json.Unmarshal(answer[key], &rows)
	}
	switch {
	case err != nil:
		return nil, about, fmt.Errorf("page %d of %s: %w", number, path, err)
	case about.CurrentPage != number:
		return nil, about, fmt.Errorf("page %d of %s was asked for, and page %d came", number, path, about.CurrentPage)
	}
	return rows, about, nil
}
