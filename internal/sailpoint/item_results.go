package sailpoint

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// itemResult is what the answer to a bulk call says about one of its items. The
// order of the items means nothing.
type itemResult struct {
	ID          string     `json:"id"`
	Status      statusCode `json:"status"`
	Description string     `json:"description"`
}

func (r itemResult) String() string {
	if r.Description == "" {
		return fmt.Sprintf("SailPoint says nothing but status %d", r.Status)
	}
	return fmt.Sprintf("%s (status %d)", strings.TrimSuffix(r.Description, "."), r.Status)
}

// statusCode is a status that versions of the API write as a number or a text.
type statusCode int

// UnmarshalJSON reads a number, or a text with one.
func (s *statusCode) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return json.Unmarshal(data, (*int)(s))
	}
	number, err := strconv.Atoi(strings.TrimSpace(text))
	*s = statusCode(number)
	return err
}

// byID are results by normalized ID.
func byID(results []itemResult) map[string]itemResult {
	all := make(map[string]itemResult, len(results))
	for _, r := range results {
		all[normalized(r.ID)] = r
	}
	return all
}
