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
		at, twice := seen[normalized(id)]
		switch {
		case !twice:
			seen[normalized(id)] = len(distinct)
			distinct = append(distinct, id)
		case isUsual(id):
			distinct[at] = id
		}
	}
	return distinct
}

// normalized is an ID in the form that IDs are compared in: SailPoint writes
// the same one with dashes and without.
func normalized(id string) string {
	return strings.ToLower(strings.ReplaceAll(id, "-", ""))
}

// hex is an ID in its normalized form.
var hex = regexp.MustCompile(`^[0-9a-f]{32}$`)

// formsOf are the forms that SailPoint may know an ID in, beginning with the
// one that is given. A text that is no such ID has one form.
func formsOf(id string) []string {
	plain := normalized(id)
	if !hex.MatchString(plain) {
		return []string{id}
	}
	all := []string{id}
	for _, form := range []string{dashed(plain), plain} {
		if form != id {
			all = append(all, form)
		}
	}
	return all
}

func dashed(plain string) string {
	return strings.Join([]string{plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]}, "-")
}

// isUsual reports whether an ID is spelled as SailPoint spells those of groups.
func isUsual(id string) bool {
	plain := normalized(id)
	return hex.MatchString(plain) && id == dashed(plain)
}

// below makes a call below a group. Where the API does not find the group, the
// error is ErrNotFound if there is none, and the call is made again if the API
// spells its ID differently.
func (s GovernanceGroups) below(ctx context.Context, groupID string, call func(groupID string) error) error {
	err := call(groupID)
	if response := (*Error)(nil); !errors.As(err, &response) || response.Status != http.StatusNotFound {
		return err
	}
	g, missing := s.Get(ctx, groupID)
	switch {
	case errors.Is(missing, ErrNotFound):
		return missing
	case missing == nil && g.ID != groupID:
		return call(g.ID)
	}
	return err
}
