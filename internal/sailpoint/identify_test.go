package sailpoint_test

import (
	"strings"
	"testing"

	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	const (
		composed, decomposed = "Pr\u00fcfer", "Pru\u0308fer"
	)
	s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
	id, second := s.AddGroup("Auditors", owner), s.AddGroup(decomposed, owner)
	s.AddGroup("auditors", owner)
	s.AddGroup("Twins", owner)
	s.AddGroup("Twins", owner)
	for input, want := range map[string]string{
		id:                                     id,
		" " + id + "\n":                        id,
		strings.ToUpper(id):                    id,
		strings.ReplaceAll(id, "-", ""):        id,
		"name:Auditors":                        id,
		"name: Auditors":                       id,
		"name:" + composed:                     second,
		"name:" + decomposed:                   second,
		"2b711763-ed35-42a2-a80c-8f1ce0dc4a7f": "2b711763-ed35-42a2-a80c-8f1ce0dc4a7f",
	} {
		if got, err := c.GovernanceGroups.Identify(t.Context(), input); err != nil || got != want {
			t.Errorf("%q is %q: %v", input, got, err)
		}
	}
	for input, want := range map[string]string{
		"":                                 `write the ID of a governance group, or "name:"`,
		"name:":                            `there is no name after name:`,
		"name:" + " ":                      `there is no name after name:`,
		"name:Nobody":                      `there is no governance group "Nobody"`,
		"name:Twins":                       `2 governance groups have the name "Twins"`,
		"Auditors":                         `"Auditors" is the name of a governance group, not an ID: write "name:Auditors"`,
		"support@example.com":              `"support@example.com" looks like the e-mail address of an identity: write the ID of a governance group, or "name:"`,
		"Nobody/" + owner:                  `is not the ID of a governance group: write the ID`,
		"2B711763ED3542A2A80C8F1CE0DC4A7F": `there is no governance group with the ID 2B711763ED3542A2A80C8F1CE0DC4A7F`,
	} {
		if got, err := c.GovernanceGroups.Identify(t.Context(), input); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q: %v", input, got, err)
		}
	}
}

func TestCanonicalIDIsIdentifiedWithoutARequest(t *testing.T) {
	t.Parallel()
	s, c := newTenant(simulator.Options{})
	if _, err := c.GovernanceGroups.Identify(t.Context(), s.AddGroup("x", owner)); err != nil || len(s.Requests()) > 0 {
		t.Errorf("%d requests, %v", len(s.Requests()), err)
	}
}
