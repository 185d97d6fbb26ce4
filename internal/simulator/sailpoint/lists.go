package sailpoint

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maximumGroups is the maximum page size of groups. Other lists have smaller
// ones.
const maximumGroups = 250

func listGroups(c *call) (any, error) {
	matches := func(*group) bool { return true }
	if filters := c.query.Get("filters"); filters != "" {
		var err error
		if matches, err = parseFilters(filters); err != nil {
			return nil, err
		}
	}
	list := []map[string]any{}
	for _, g := range c.groups {
		if matches(g) {
			list = append(list, c.show(g))
		}
	}
	return c.page(list, maximumGroups, func(item map[string]any, field string) string {
		text, _ := item[field].(string)
		return text
	}, "name", "created", "modified", "id", "description")
}

// page is the part of a list that a request asks for, sorted as it asks for.
func (c *call) page(list []map[string]any, maximum int, text func(map[string]any, string) string, sortable ...string) (any, error) {
	offset, err := c.number("offset", 0)
	if err != nil {
		return nil, err
	}
	limit, err := c.number("limit", maximum)
	if err != nil {
		return nil, err
	}
	if limit > maximum {
		return nil, invalid("The limit %d exceeds the maximum of %d.", limit, maximum)
	}
	count := c.query.Get("count")
	if count != "" && count != "true" && count != "false" {
		return nil, invalid("The parameter \"count\" is neither true nor false.")
	}
	if err := c.sort(list, text, sortable); err != nil {
		return nil, err
	}
	total := len(list)
	offset = min(offset, total)
	response := succeed(0, list[offset:min(offset+limit, total)])
	if count == "true" {
		response.Header.Set("X-Total-Count", strconv.Itoa(total))
	}
	return response, nil
}

func (c *call) number(name string, otherwise int) (int, error) {
	text := c.query.Get(name)
	if text == "" {
		return otherwise, nil
	}
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil || number < 0 {
		return 0, invalid("The parameter %q is not a number from 0: %q.", name, text)
	}
	return int(number), nil
}

// sort applies the sorters, such as "name,-modified".
func (c *call) sort(list []map[string]any, text func(map[string]any, string) string, sortable []string) error {
	sorters := c.query.Get("sorters")
	if sorters == "" {
		return nil
	}
	fields := strings.Split(sorters, ",")
	for _, field := range fields {
		if !slices.Contains(sortable, strings.TrimPrefix(field, "-")) {
			return invalid("Sorting by %q is not supported.", field)
		}
	}
	slices.SortStableFunc(list, func(a, b map[string]any) int {
		for _, sorter := range fields {
			field, descending := strings.CutPrefix(sorter, "-")
			order := cmp.Compare(strings.ToLower(text(a, field)), strings.ToLower(text(b, field)))
			if descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	return nil
}
