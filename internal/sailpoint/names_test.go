package sailpoint_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// macOS types decomposed names: letters followed by combining marks.
const composed, decomposed = "Caf\u00e9-Pr\u00fcfer", "Cafe\u0301-Pru\u0308fer"

func TestNamesAreFoundInAnyNormalForm(t *testing.T) {
	t.Parallel()
	s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
	s.AddGroup(composed, owner)
	s.AddGroup(decomposed, owner)
	s.AddGroup("Cafe", owner)
	for filter, want := range map[sailpoint.GovernanceGroupFilter]int{
		{Name: composed}:               2,
		{Name: decomposed}:             2,
		{Name: "Cafe"}:                 1,
		{NamePrefix: "Caf\u00e9"}:      2,
		{NamePrefix: "Cafe\u0301"}:     2,
		{NamePrefix: "Caf"}:            3,
		{NamePrefix: "Cafe"}:           1,
		{NamePrefix: "Caf\u00e9-Pru"}:  0,
		{Name: composed, OwnerID: "x"}: 0,
	} {
		found := 0
		for _, err := range c.GovernanceGroups.List(t.Context(), filter) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		if found != want {
			t.Errorf("%+q: %d", fmt.Sprint(filter), found)
		}
	}
}

func TestLostGroupIsFoundInAnotherNormalForm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: creates, Status: 502, AfterEffect: true, Body: "<html>", ContentType: "text/html"})
		s.Observe(func(e simulator.Exchange) {
			if e.Operation != creates {
				return
			}
			for _, g := range s.Groups() {
				id, _ := g["id"].(string)
				s.Change(id, map[string]any{"name": composed})
			}
		})
		g, err := c.GovernanceGroups.Create(t.Context(), sailpoint.GovernanceGroupArguments{Name: decomposed, OwnerID: owner})
		if err != nil || g.Name != composed || len(s.Groups()) != 1 {
			t.Errorf("%+v, %v, %d groups", g, err, len(s.Groups()))
		}
	})
}
