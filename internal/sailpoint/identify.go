package sailpoint

import (
	"context"
	"fmt"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// Identify returns the ID, in the API's spelling, for an ID or "name:" and the exact name
// of a group. An ID in the canonical spelling is returned without a request, so the group
// may not exist.
//
// GET /workgroups/v1 with a filter
func (s GovernanceGroups) Identify(ctx context.Context, input string) (string, error) {
	input = strings.TrimSpace(input)
	if name, byName := strings.CutPrefix(input, "name:"); byName {
		return s.identifyByName(ctx, strings.TrimSpace(name))
	}
	if isCanonicalID(input) {
		return input, nil
	}
	if input == "" {
		return "", fmt.Errorf("no governance group is given: %s", identifyUsage)
	}
	found, err := rest.Collect(s.list(ctx, filterIn("id", idSpellings(input)), "id"))
	if err != nil {
		return "", err
	}
	for _, g := range found {
		if normalizeID(g.ID) == normalizeID(input) {
			return g.ID, nil
		}
	}
	return "", s.identifyError(ctx, input)
}

const identifyUsage = `write the ID of a governance group, or "name:" and its exact name, as in name:Auditors`

func (s GovernanceGroups) identifyByName(ctx context.Context, name string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("there is no name after name: %s", identifyUsage)
	}
	found, err := rest.Collect(s.List(ctx, GovernanceGroupFilter{Name: name}))
	if err != nil {
		return "", err
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("there is no governance group %q", name)
	case 1:
		return found[0].ID, nil
	}
	ids := make([]string, len(found))
	for i, g := range found {
		ids[i] = rest.Quote(g.ID)
	}
	return "", fmt.Errorf("%d governance groups have the name %q; import one of them by its ID: %s", len(ids), name, strings.Join(ids, ", "))
}

// identifyError says why a text does not identify a group, and what to write instead.
func (s GovernanceGroups) identifyError(ctx context.Context, input string) error {
	if plainID.MatchString(normalizeID(input)) {
		return fmt.Errorf("there is no governance group with the ID %s", input)
	}
	if strings.Contains(input, "@") {
		return fmt.Errorf("%q looks like the e-mail address of an identity: %s", input, identifyUsage)
	}
	found, err := rest.Collect(s.List(ctx, GovernanceGroupFilter{Name: input}))
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%q is the name of a governance group, not an ID: write %q", input, "name:"+input)
	}
	return fmt.Errorf("%q is not the ID of a governance group: %s", input, identifyUsage)
}
