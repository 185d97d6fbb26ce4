package sailpoint

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// Distinct removes duplicate IDs, whatever their spelling. It prefers the canonical
// spelling.
func Distinct(ids []string) []string {
	var distinct []string
	seen := map[string]int{}
	for _, id := range ids {
		i, duplicate := seen[normalizeID(id)]
		switch {
		case !duplicate:
			seen[normalizeID(id)] = len(distinct)
			distinct = append(distinct, id)
		case isCanonicalID(id):
			distinct[i] = id
		}
	}
	return distinct
}

// normalizeID returns an ID for comparisons. SailPoint writes the same ID with and without
// dashes.
func normalizeID(id string) string {
	return strings.ToLower(strings.ReplaceAll(id, "-", ""))
}

// plainID matches a normalized ID.
var plainID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// idSpellings returns the spellings that SailPoint may know an ID in, starting with the
// given one. A text that is no such ID has one spelling.
func idSpellings(id string) []string {
	plain := normalizeID(id)
	if !plainID.MatchString(plain) {
		return []string{id}
	}
	all := []string{id}
	for _, form := range []string{addDashes(plain), plain} {
		if form != id {
			all = append(all, form)
		}
	}
	return all
}

func addDashes(plain string) string {
	return strings.Join([]string{plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]}, "-")
}

// isCanonicalID reports whether an ID has the spelling that SailPoint uses for groups.
func isCanonicalID(id string) bool {
	plain := normalizeID(id)
	return plainID.MatchString(plain) && id == addDashes(plain)
}

// retryRespelled makes a call below a group. After a 404 it returns ErrNotFound if the
// group does not exist. If the API spells the group's ID differently, it repeats the call
// with that spelling.
func (s GovernanceGroups) retryRespelled(ctx context.Context, groupID string, call func(groupID string) error) error {
	err := call(groupID)
	if response := (*Error)(nil); !errors.As(err, &response) || response.Status != http.StatusNotFound {
		return err
	}
	g, getErr := s.Get(ctx, groupID)
	switch {
	case errors.Is(getErr, ErrNotFound):
		return getErr
	case getErr == nil && g.ID != groupID:
		return call(g.ID)
	}
	return err
}
