package katapult

import "fmt"

const (
	defaultPerPage = 30
	maximumPerPage = 200
)

// page is the body with the requested page of a list, under a key.
func (c *call) page(key string, list []any) (any, error) {
	args := c.args()
	page, perPage := 1, defaultPerPage
	if value := args.integer("page"); value != nil {
		page = *value
	}
	if value := args.integer("per_page"); value != nil {
		perPage = *value
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case page < 1:
		return nil, invalidArgument([]string{"page"}, "validation_errors", "must be greater than or equal to 1")
	case perPage < 1 || perPage > maximumPerPage:
		return nil, invalidArgument([]string{"per_page"}, "validation_errors",
			fmt.Sprintf("must be between 1 and %d", maximumPerPage))
	}
	start := min((page-1)*perPage, len(list))
	end := min(start+perPage, len(list))
	return map[string]any{
		"pagination": map[string]any{
			"current_page": page,
			"total_pages":  (len(list) + perPage - 1) / perPage,
			"total":        len(list),
			"per_page":     perPage,
			"large_set":    false,
		},
		key: append([]any{}, list[start:end]...),
	}, nil
}

// rows shows every record of a list in the same way.
func rows(list []*record, show func(*record) map[string]any) []any {
	rows := make([]any, 0, len(list))
	for _, r := range list {
		rows = append(rows, show(r))
	}
	return rows
}
