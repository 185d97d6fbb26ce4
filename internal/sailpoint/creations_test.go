package sailpoint_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

const creates = "POST /workgroups"

// A list may contain the group without saying enough about it. A retry would then create a
// second group.
func TestCreateIsRetriedOnlyIfTheGroupIsKnownToBeAbsent(t *testing.T) {
	t.Parallel()
	wanted := sailpoint.GovernanceGroupArguments{Name: "Auditors", Description: "Audits.", OwnerID: owner}
	row := func(fields string) string {
		return fmt.Sprintf(`[{"id":"g1","created":%q,%s}]`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339), fields)
	}
	for name, test := range map[string]struct{ list, want string }{
		"no list":                {`null`, "not a list of objects with IDs"},
		"nothing in a row":       {`[null]`, "no ID"},
		"a row without ID":       {`[{"name":"Auditors"}]`, "no ID"},
		"a row without name":     {row(`"description":"Audits.","owner":{"id":"` + owner + `"}`), "g1"},
		"a row without owner":    {row(`"name":"Auditors","description":"Audits.","owner":null`), "g1"},
		"a row without purpose":  {row(`"name":"Auditors","owner":{"id":"` + owner + `"}`), "g1"},
		"a row without its time": {`[{"id":"g1","name":"Auditors","description":"Audits.","owner":{"id":"` + owner + `"}}]`, "g1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				s.Inject(simulator.Fault{Operation: creates, DropAfter: true})
				s.Inject(simulator.Fault{Operation: lists, Status: 200, Body: test.list, Times: -1})
				_, err := c.GovernanceGroups.Create(t.Context(), wanted)
				var lost *rest.UnresolvedCreateError
				if !errors.As(err, &lost) || lost.SearchError == nil || !strings.Contains(lost.SearchError.Error(), test.want) {
					t.Error(err)
				}
				if n := len(s.Groups()); n != 1 {
					t.Errorf("%d groups", n)
				}
			})
		})
	}
}

// Groups that clearly differ do not matter.
func TestLostGroupIsFoundAmongOthers(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]sailpoint.GovernanceGroupArguments{
		"with a name in another case":   {Name: "AUDITORS", Description: "Audits.", OwnerID: owner},
		"that is for something else":    {Name: "Auditors", Description: "Revises.", OwnerID: owner},
		"that belongs to somebody else": {Name: "Auditors", Description: "Audits.", OwnerID: michael},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				s.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
				theirs, err := s.client().GovernanceGroups.Create(t.Context(), other)
				if err != nil {
					t.Fatal(err)
				}
				ours, err := c.GovernanceGroups.Create(t.Context(), sailpoint.GovernanceGroupArguments{Name: "Auditors", Description: "Audits.", OwnerID: owner})
				if err != nil || ours.ID == theirs.ID || len(s.Groups()) != 2 {
					t.Errorf("%s beside %s among %d: %v", ours.ID, theirs.ID, len(s.Groups()), err)
				}
			})
		})
	}
}
