package sailpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"terraform-provider-katapult/internal/rest"
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
	if err != nil {
		return errors.New("a status is no number")
	}
	*s = statusCode(number)
	return nil
}

// byID are results by normalized ID, with what errors may repeat of them.
func (s GovernanceGroups) byID(results []itemResult) map[string]itemResult {
	all := make(map[string]itemResult, len(results))
	for _, r := range results {
		r.Description = rest.Quote(r.Description, s.client.tokens.secrets()...)
		all[normalizeID(r.ID)] = r
	}
	return all
}
