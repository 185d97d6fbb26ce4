package sailpoint

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maximumBulk is how many groups one bulk delete may name.
const maximumBulk = 100

// bulkDelete deletes what can be deleted and reports on every ID. It does not
// find an ID the second time.
func bulkDelete(c *call) (any, error) {
	var body struct {
		IDs []string `json:"ids"`
	}
	if err := json.Unmarshal(c.body, &body); err != nil {
		return nil, invalid("The request body is not an object with a list of \"ids\".")
	}
	switch {
	case len(body.IDs) == 0:
		return nil, required("ids")
	case len(body.IDs) > maximumBulk:
		return nil, invalid("The request names %d Governance Groups; at most %d can be deleted at a time.", len(body.IDs), maximumBulk)
	}
	items := []map[string]any{}
	for _, id := range body.IDs {
		g := c.group(id)
		switch {
		case g == nil:
			items = append(items, c.item(id, http.StatusNotFound, "Referenced Governance Group %s was not found.", id))
		case len(g.connections) > 0:
			items = append(items, c.item(id, http.StatusConflict, "Unable to delete Governance Group %s because it is in use.", id))
		default:
			c.delete(g)
			items = append(items, c.item(id, http.StatusNoContent, "Governance Group deleted successfully."))
		}
	}
	return c.shuffled(items), nil
}

// item is the result of one ID in a bulk request.
func (s *Simulator) item(id string, status int, format string, arguments ...any) map[string]any {
	item := map[string]any{"id": id, "status": status, "description": fmt.Sprintf(format, arguments...)}
	if s.options.StatusAsText {
		item["status"] = strconv.Itoa(status)
	}
	if s.options.Shuffle {
		item["id"] = strings.ToUpper(strings.ReplaceAll(id, "-", ""))
	}
	return item
}

// shuffled puts items into another order than that of the request or, if there
// are enough, its reverse.
func (s *Simulator) shuffled(items []map[string]any) []map[string]any {
	if !s.options.Shuffle {
		return items
	}
	slices.Reverse(items)
	if len(items) > 2 {
		items = append(items[1:], items[0])
	}
	return items
}
