package sailpoint

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
)

// Distinct are IDs of which each stands for another object. Of several
// spellings, the one that SailPoint itself uses is preferred.
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

// normalizeID is an ID in the form that IDs are compared in: SailPoint writes
// the same one with dashes and without.
func normalizeID(id string) string {
	return strings.ToLower(strings.ReplaceAll(id, "-", ""))
}

// plainID is an ID in its normalized form.
var plainID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// idSpellings are the forms that SailPoint may know an ID in, beginning with the
// one that is given. A text that is no such ID has one form.
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

// isCanonicalID reports whether an ID is spelled as SailPoint spells those of groups.
func isCanonicalID(id string) bool {
	plain := normalizeID(id)
	return plainID.MatchString(plain) && id == addDashes(plain)
}

// retryRespelled makes a call below a group. Where the API does not find the group, the
// error is ErrNotFound if there is none, and the call is made again if the API
// spells its ID differently.
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
