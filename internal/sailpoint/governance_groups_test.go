package sailpoint_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestConcurrentReadsShareRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{RateLimit: -1}, withoutRateLimit)
		ids := s.add(250)
		s.Remove(ids[42])
		errs := concurrently(ids, func(id string) error {
			g, err := c.GovernanceGroups.Get(t.Context(), id)
			if err == nil && g.ID != id {
				err = fmt.Errorf("got %s for %s", g.ID, id)
			}
			return err
		})
		for i, err := range errs {
			if (i == 42) != errors.Is(err, rest.ErrNotFound) || i != 42 && err != nil {
				t.Errorf("group %d: %v", i, err)
			}
		}
		if s.count(lists) != 3 || s.count(reads) != 1 { // the read confirms that the group does not exist
			t.Errorf("%d lists, %d single reads", s.count(lists), s.count(reads))
		}
	})
}

func TestGroupIsNotFoundOnlyIfListAndReadAgree(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ids   int
		fault simulator.Fault
	}{
		"a read that errs, the list knows better": {1, simulator.Fault{Operation: reads, Status: 404}},
		"a list that errs, the read knows better": {5, simulator.Fault{Operation: lists, Status: 200, Body: `[]`}},
		"a filter that is refused":                {5, simulator.Fault{Operation: lists, Status: 400}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				s.Inject(test.fault)
				errs := concurrently(s.add(test.ids), func(id string) error {
					_, err := c.GovernanceGroups.Get(t.Context(), id)
					return err
				})
				if err := errors.Join(errs...); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestNamesWithSpecialCharactersAreComparedExactly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`Auditors`, `Say "a"`, `C:\x`, `100% & more #1`, `ümlaut`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				id := s.AddGroup(name, owner)
				s.AddGroup(strings.ToUpper(name), owner)
				s.AddGroup(name+" 2", owner)
				for _, filter := range []sailpoint.GovernanceGroupFilter{{Name: name}, {NamePrefix: name}} {
					found := collect(t, c.GovernanceGroups.List(t.Context(), filter))
					if want := 1 + len(filter.NamePrefix)/max(1, len(name)); len(found) != want || found[0].ID != id {
						t.Errorf("%+v finds %v", filter, found)
					}
				}
			})
		})
	}
}

func collect[T any](t *testing.T, list iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for row, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		ids := s.add(601)
		for i := range 120 {
			s.AddMember(ids[0], s.AddIdentity(fmt.Sprintf("Member %03d", i), ""))
		}
		var connections []map[string]any
		for i := range 51 {
			connections = append(connections, map[string]any{"object": map[string]any{"type": "ROLE", "id": fmt.Sprint(i), "name": fmt.Sprint(i)}})
		}
		s.Connect(ids[0], connections...)
		if n := len(collect(t, c.GovernanceGroups.List(t.Context(), sailpoint.GovernanceGroupFilter{}))); n != 601 || s.count(lists) != 3 {
			t.Errorf("%d groups in %d pages", n, s.count(lists))
		}
		if n := len(collect(t, c.GovernanceGroups.Members(t.Context(), ids[0]))); n != 120 {
			t.Errorf("%d members", n)
		}
		if n := len(collect(t, c.GovernanceGroups.Connections(t.Context(), ids[0]))); n != 51 {
			t.Errorf("%d connections", n)
		}
	})
}

func TestListStopsWhenTheCallerStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.add(601)
		for _, err := range c.GovernanceGroups.List(t.Context(), sailpoint.GovernanceGroupFilter{}) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if n := s.count(lists); n != 1 {
			t.Errorf("%d pages", n)
		}
	})
}

// Without a total count, a short page counts as the last one.
func TestPages(t *testing.T) {
	t.Parallel()
	page := func(from, to int) string {
		var groups []string
		for i := from; i < to; i++ {
			groups = append(groups, fmt.Sprintf(`{"id":"%d"}`, i))
		}
		return "[" + strings.Join(groups, ",") + "]"
	}
	for name, test := range map[string]struct {
		pages []string
		rows  int
		want  string
	}{
		"the last one short":      {[]string{page(0, 250), page(250, 300)}, 300, ""},
		"the last one empty":      {[]string{page(0, 250), page(250, 500), page(0, 0)}, 500, ""},
		"none":                    {[]string{page(0, 0)}, 0, ""},
		"one that does not go on": {[]string{page(0, 250), page(0, 250)}, 250, "the same rows again from row 250"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				for _, body := range test.pages {
					s.Inject(simulator.Fault{Operation: lists, Status: 200, Body: body})
				}
				rows := 0
				var failed error
				for _, err := range c.GovernanceGroups.List(t.Context(), sailpoint.GovernanceGroupFilter{}) {
					if failed = err; err == nil {
						rows++
					}
				}
				if rows != test.rows || (failed == nil) != (test.want == "") || failed != nil && !strings.Contains(failed.Error(), test.want) {
					t.Errorf("%d rows, %v", rows, failed)
				}
				if n := s.count(lists); n != len(test.pages) {
					t.Errorf("%d pages", n)
				}
			})
		})
	}
}

func TestAlternatingPagesEndWithAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		var pages [2]string
		for turn := range pages {
			rows := make([]string, 250)
			for i := range rows {
				rows[i] = fmt.Sprintf(`{"id":"%d-%d"}`, turn, i)
			}
			pages[turn] = "[" + strings.Join(rows, ",") + "]"
		}
		for i := range 1_100 {
			s.Inject(simulator.Fault{Operation: lists, Status: 200, Body: pages[i%2]})
		}
		var failed error
		for _, err := range c.GovernanceGroups.List(t.Context(), sailpoint.GovernanceGroupFilter{}) {
			failed = err
		}
		if failed == nil || !strings.Contains(failed.Error(), "more than 1000 pages") {
			t.Error(failed)
		}
	})
}

// A page may be shorter than requested without being the last.
func TestServerWithShorterPagesIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := tenant{simulator.New(simulator.Options{})}
		s.add(120)
		c := s.client(func(o *sailpoint.Options) { o.Transport = shortPages{s} })
		if n := len(collect(t, c.GovernanceGroups.List(t.Context(), sailpoint.GovernanceGroupFilter{}))); n != 120 {
			t.Errorf("%d groups", n)
		}
	})
}

func TestMembersThatCannotBeAddedAreNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{Shuffle: true})
		id := s.AddGroup("x", owner)
		s.AddMember(id, michael) // an existing member is no error
		err := c.GovernanceGroups.AddMembers(t.Context(), id, []string{michael, "nobody", owner})
		var refused *sailpoint.MembersError
		if !errors.As(err, &refused) || len(refused.Reasons) != 1 || refused.Reasons[0].ID != "nobody" {
			t.Error(err)
		}
		if n := len(s.Members(id)); n != 2 {
			t.Errorf("%d members", n)
		}
	})
}

func TestMemberMissingFromTheResponseIsLookedUp(t *testing.T) {
	t.Parallel()
	for name, isMember := range map[string]bool{"and was added": true, "and was not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				id := s.AddGroup("x", owner)
				s.Inject(simulator.Fault{
					Operation: "POST /workgroups/{workgroupId}/members/bulk-add", Status: 207, Body: `[]`, AfterEffect: isMember,
				})
				err := c.GovernanceGroups.AddMembers(t.Context(), id, []string{michael})
				if (err == nil) != isMember {
					t.Error(err)
				}
			})
		})
	}
}

func TestMembersAreChangedInChunks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		id := s.AddGroup("x", owner)
		var everybody []string
		for i := range 120 {
			everybody = append(everybody, s.AddIdentity(fmt.Sprint(i), ""))
		}
		if err := c.GovernanceGroups.AddMembers(t.Context(), id, everybody); err != nil || len(s.Members(id)) != 120 {
			t.Errorf("%d members: %v", len(s.Members(id)), err)
		}
		if err := c.GovernanceGroups.RemoveMembers(t.Context(), id, everybody); err != nil || len(s.Members(id)) != 0 {
			t.Errorf("%d members: %v", len(s.Members(id)), err)
		}
		if n := len(s.Requests()); n != 1+3+3 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestMembersOfAGroupThatIsGoneAreNotFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		id := s.AddGroup("x", owner)
		s.Remove(id)
		for _, err := range c.GovernanceGroups.Members(t.Context(), id) {
			if !errors.Is(err, rest.ErrNotFound) {
				t.Error(err)
			}
		}
		if err := c.GovernanceGroups.RemoveMembers(t.Context(), id, []string{michael}); !errors.Is(err, rest.ErrNotFound) {
			t.Error(err)
		}
	})
}

// The contract requires no field of a group, and allows null values.
func TestFieldsMayBeMissing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: reads, Status: 200, Body: `{"id":"x","description":null,"owner":null,"memberCount":null,"new":[]}`})
		g, err := c.GovernanceGroups.Get(t.Context(), "x")
		if want := (sailpoint.GovernanceGroup{ID: "x"}); err != nil || g != want {
			t.Error(g, err)
		}
	})
}
