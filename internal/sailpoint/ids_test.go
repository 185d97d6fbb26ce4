package sailpoint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// unusualSpellings returns spellings of an ID that a tenant may not know.
func unusualSpellings(id string) map[string]string {
	return map[string]string{
		"in capitals":    strings.ToUpper(id),
		"without dashes": strings.ReplaceAll(id, "-", ""),
		"both":           strings.ToUpper(strings.ReplaceAll(id, "-", "")),
	}
}

// tenants are one that only knows IDs in its own spelling, and one that knows all
// spellings.
var tenants = map[string]simulator.Options{"strict": {RateLimit: -1}, "lenient": {RateLimit: -1, AnySpelling: true}}

func TestGroupIsFoundByAnySpellingOfItsID(t *testing.T) {
	t.Parallel()
	for kind, options := range tenants {
		s, c := newTenant(options, withoutRateLimit)
		id := s.AddGroup("x", owner)
		s.AddMember(id, michael)
		for name, spelled := range unusualSpellings(id) {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				alone, err := c.GovernanceGroups.Get(t.Context(), spelled)
				if err != nil || alone.ID != id {
					t.Errorf("alone: %v, %v", alone, err)
				}
				errs := concurrently([]string{spelled, id}, func(id string) error {
					_, err := c.GovernanceGroups.Get(t.Context(), id)
					return err
				})
				if errs[0] != nil || errs[1] != nil {
					t.Errorf("among others: %v", errs)
				}
				var members []string
				for m, err := range c.GovernanceGroups.Members(t.Context(), spelled) {
					if err != nil {
						t.Fatal(err)
					}
					members = append(members, m.ID)
				}
				if !slices.Equal(members, []string{michael}) {
					t.Errorf("members: %v", members)
				}
				for _, err := range c.GovernanceGroups.Connections(t.Context(), spelled) {
					t.Errorf("connections: %v", err)
				}
				if err := c.GovernanceGroups.AddMembers(t.Context(), spelled, []string{michael}); err != nil {
					t.Errorf("adding: %v", err)
				}
			})
		}
	}
}

func TestGroupIsDeletedByAnySpellingOfItsID(t *testing.T) {
	t.Parallel()
	for kind, options := range tenants {
		for _, name := range []string{"in capitals", "without dashes", "both"} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				s, c := newTenant(options, withoutRateLimit)
				ids := s.add(3)
				s.Connect(ids[2], map[string]any{"object": map[string]any{"type": "ROLE"}})
				spelled := []string{ids[0], unusualSpellings(ids[1])[name], unusualSpellings(ids[2])[name], "2B711763-ED35-42A2-A80C-8F1CE0DC4A7F"}
				deletions, err := c.GovernanceGroups.DeleteChunk(t.Context(), spelled)
				if err != nil || len(deletions) != 4 {
					t.Fatal(deletions, err)
				}
				for i, want := range []sailpoint.Outcome{sailpoint.Deleted, sailpoint.Deleted, sailpoint.InUse, sailpoint.NotFound} {
					if deletions[i].ID != spelled[i] || deletions[i].Outcome != want {
						t.Errorf("%d: %+v", i, deletions[i])
					}
				}
				if n := len(s.Groups()); n != 1 {
					t.Errorf("%d groups are left", n)
				}
			})
		}
	}
}

func TestGroupIsUndecidedWhenItsSpellingCannotBeLookedUp(t *testing.T) {
	t.Parallel()
	s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
	id := s.AddGroup("x", owner)
	s.Inject(simulator.Fault{Operation: lists, Status: 403, Times: -1})
	deletions, err := c.GovernanceGroups.DeleteChunk(t.Context(), []string{strings.ToUpper(id)})
	if err != nil || deletions[0].Outcome != sailpoint.Undecided || !strings.Contains(deletions[0].Reason, "answered 403") {
		t.Errorf("%+v, %v", deletions, err)
	}
}

func TestGroupsOfAnOwnerAreFoundByAnySpellingOfTheID(t *testing.T) {
	t.Parallel()
	for kind, options := range tenants {
		s, c := newTenant(options, withoutRateLimit)
		id := s.AddGroup("x", owner)
		s.AddGroup("y", michael)
		s.AddMember(id, owner)
		for name, spelled := range unusualSpellings("2c9180a4-6faa-dee4-016f-b4e018c20639") {
			for _, filter := range []sailpoint.GovernanceGroupFilter{{OwnerID: spelled}, {MemberID: spelled}} {
				var found []string
				for g, err := range c.GovernanceGroups.List(t.Context(), filter) {
					if err != nil {
						t.Fatal(err)
					}
					found = append(found, g.ID)
				}
				if !slices.Equal(found, []string{id}) {
					t.Errorf("%s, %s: %+v finds %v", kind, name, filter, found)
				}
			}
		}
	}
}

func TestOwnerSpelledDifferentlyIsNotPatched(t *testing.T) {
	t.Parallel()
	s, c := newTenant(simulator.Options{})
	id := s.AddGroup("x", owner)
	from := sailpoint.GovernanceGroupArguments{Name: "x", OwnerID: owner}
	to := sailpoint.GovernanceGroupArguments{Name: "y", OwnerID: strings.ToUpper(owner)}
	if g, err := c.GovernanceGroups.Update(t.Context(), id, from, to); err != nil || g.Name != "y" {
		t.Error(g, err)
	}
	for _, r := range s.Requests() {
		if strings.Contains(string(r.Body), "/owner") {
			t.Errorf("%s", r.Body)
		}
	}
}

func TestCanonicalSpellingIsSent(t *testing.T) {
	t.Parallel()
	const usual = "2b711763-ed35-42a2-a80c-8f1ce0dc4a7f"
	got := sailpoint.Distinct([]string{strings.ToUpper(usual), "a-b", usual, "AB", strings.ReplaceAll(usual, "-", "")})
	if want := []string{usual, "a-b"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v", got)
	}
}
