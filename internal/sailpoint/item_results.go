package sailpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// itemResult is the result for one item of a bulk call. The order of the results means
// nothing.
type itemResult struct {
	ID          string     `json:"id"`
	Status      statusCode `json:"status"`
	Description string     `json:"description"`
}

func (r itemResult) String() string {
	if r.Description == "" {
		return fmt.Sprintf("SailPoint only gave status %d", r.Status)
	}
	return fmt.Sprintf("%s (status %d)", strings.TrimSuffix(r.Description, "."), r.Status)
}

// statusCode is a status. Some API versions write it as a number, others as a string.
type statusCode int

// UnmarshalJSON implements json.Unmarshaler.
func (s *statusCode) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		return json.Unmarshal(data, (*int)(s))
	}
	number, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return errors.New("a status is not a number")
	}
	*s = statusCode(number)
	return nil
}

// byID maps normalized IDs to results, with descriptions that are safe to quote.
func (s GovernanceGroups) byID(results []itemResult) map[string]itemResult {
	all := make(map[string]itemResult, len(results))
	for _, r := range results {
		r.Description = rest.Quote(r.Description, s.client.tokens.secrets()...)
		all[normalizeID(r.ID)] = r
	}
	return all
}
