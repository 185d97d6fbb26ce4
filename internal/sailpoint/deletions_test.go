package sailpoint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

// deletedIDs returns the IDs in each bulk delete.
func (s tenant) deletedIDs(t *testing.T) [][]string {
	t.Helper()
	var all [][]string
	for _, r := range s.Requests() {
		if r.Operation == deletes {
			var body struct{ IDs []string }
			if err := json.Unmarshal(r.Body, &body); err != nil {
				t.Fatal(err)
			}
			all = append(all, body.IDs)
		}
	}
	return all
}

func TestConcurrentDeletesShareRequestsOfAtMostAHundred(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		errs := concurrently(s.add(250), func(id string) error { return c.GovernanceGroups.Delete(t.Context(), id) })
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		var sizes []int
		for _, ids := range s.deletedIDs(t) {
			sizes = append(sizes, len(ids))
		}
		if len(s.Groups()) > 0 || len(sizes) != 3 || max(sizes[0], sizes[1], sizes[2]) > 100 {
			t.Errorf("requests of %v, %d groups left", sizes, len(s.Groups()))
		}
	})
}

func TestResultsAreMatchedByID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{Shuffle: true, StatusAsText: true})
		ids := s.add(10)
		s.Connect(ids[3], map[string]any{"object": map[string]any{"type": "ROLE", "id": "r1", "name": "Auditor"}, "connectionType": "Owner"})
		s.Remove(ids[7])
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for i, err := range concurrently(ids, func(id string) error { return c.GovernanceGroups.Delete(ctx, id) }) {
			var inUse *sailpoint.InUseError
			switch {
			case i != 3 && err != nil:
				t.Errorf("group %d: %v", i, err)
			case i == 3 && (!errors.As(err, &inUse) || !strings.Contains(err.Error(), `in use by ROLE "Auditor" (r1, as Owner)`)):
				t.Errorf("the group in use: %v", err)
			}
		}
		if named := s.deletedIDs(t); len(named) < 4 || len(named) > 10 || len(named[1]) != 1 {
			t.Errorf("requests about %v", named)
		}
	})
}

func TestSameGroupTwiceIsNamedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		id := s.AddGroup("x", owner)
		twice := []string{id, strings.ToUpper(strings.ReplaceAll(id, "-", ""))}
		if err := errors.Join(concurrently(twice, func(id string) error { return c.GovernanceGroups.Delete(t.Context(), id) })...); err != nil {
			t.Error(err)
		}
		if named := s.deletedIDs(t); len(named) != 1 || len(named[0]) != 1 {
			t.Errorf("requests about %v", named)
		}
	})
}

func TestGroupInUseIsRetriedWithGrowingPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{ConnectionLag: 40 * time.Second})
		ids := s.add(5)
		for _, id := range ids {
			s.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE", "name": "Auditor"}})
			s.Connect(id)
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		if err := errors.Join(concurrently(ids, func(id string) error { return c.GovernanceGroups.Delete(ctx, id) })...); err != nil {
			t.Error(err)
		}
		if took, n := time.Since(start), len(s.deletedIDs(t)); took > 50*time.Second || n != 6 {
			t.Errorf("done after %s and %d requests", took, n)
		}
	})
}

func TestFailedRequestFailsAllItsCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		s.Inject(simulator.Fault{Operation: deletes, Status: http.StatusForbidden})
		for _, err := range concurrently(s.add(5), func(id string) error { return c.GovernanceGroups.Delete(t.Context(), id) }) {
			if err == nil || !strings.Contains(err.Error(), "tracking ID") {
				t.Error(err)
			}
		}
		if n := len(s.deletedIDs(t)); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestMoreThanAHundredAreNeverSent(t *testing.T) {
	t.Parallel()
	s, c := newTenant(simulator.Options{})
	if _, err := c.GovernanceGroups.DeleteChunk(t.Context(), make([]string, 101)); err == nil || len(s.Requests()) > 0 {
		t.Error(err)
	}
}

func TestNotFoundAfterALostResponseMeansDeleted(t *testing.T) {
	t.Parallel()
	faults := map[string]simulator.Fault{
		"cut after the effect":    {DropAfter: true},
		"cut before the effect":   {DropBefore: true},
		"cut within the response": {Truncate: true},
		"500 after the effect":    {Status: 500, AfterEffect: true},
		"a meaningless response":  {Status: 207, Body: "<p>", AfterEffect: true},
		"three gateway timeouts":  {Status: 504, Body: "", ContentType: "text/html", Times: 3},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				ids := s.add(10)
				s.Inject(fault.On(deletes))
				deletions, err := c.GovernanceGroups.DeleteChunk(t.Context(), ids)
				if err != nil || len(s.Groups()) > 0 {
					t.Fatalf("%d groups left: %v", len(s.Groups()), err)
				}
				for _, d := range deletions {
					if d.Outcome != sailpoint.Deleted {
						t.Errorf("%+v", d)
					}
				}
			})
		})
	}
}

func TestGroupDeletedBeforeIsNotFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		ids := s.add(2)
		s.Remove(ids[1])
		deletions, err := c.GovernanceGroups.DeleteChunk(t.Context(), ids)
		if err != nil || deletions[0].Outcome != sailpoint.Deleted || deletions[1].Outcome != sailpoint.NotFound {
			t.Error(deletions, err)
		}
	})
}

func TestGroupMissingFromTheResponseIsRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		ids := s.add(3)
		s.Remove(ids[1])
		s.Inject(simulator.Fault{Operation: deletes, Status: 207, Body: fmt.Sprintf(`[{"id":%q,"status":204}]`, ids[0])})
		errs := concurrently(ids, func(id string) error { return c.GovernanceGroups.Delete(t.Context(), id) })
		if errs[0] != nil || errs[1] != nil || errs[2] == nil || !strings.Contains(errs[2].Error(), "still exists") {
			t.Error(errs)
		}
	})
}

func TestUnknownResultKeepsTheGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		id := s.AddGroup("x", owner)
		s.Inject(simulator.Fault{Operation: deletes, Status: 207, Body: fmt.Sprintf(`[{"id":%q,"status":423,"description":"It is locked."}]`, id)})
		if err := c.GovernanceGroups.Delete(t.Context(), id); err == nil || !strings.Contains(err.Error(), "It is locked (status 423)") {
			t.Error(err)
		}
	})
}

// A failed attempt has seen nothing: the group may no longer be in use.
func TestWaitForAGroupInUseSurvivesTemporaryFailures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault
		times int
		want  []string // parts of the error, if any
	}{
		"gateway errors for a minute":   {simulator.Fault{Status: 502, Body: "<html>", ContentType: "text/html"}, 20, nil},
		"lost responses":                {simulator.Fault{DropAfter: true}, 8, nil},
		"gateway errors until the end":  {simulator.Fault{Status: 502, Body: "<html>", ContentType: "text/html"}, -1, []string{"is in use by ROLE", "retried for 5m0s", "The last attempt failed: ", "answered 502"}},
		"a refusal, which is no outage": {simulator.Fault{Status: 403}, -1, []string{"answered 403"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{})
				id := s.AddGroup("x", owner)
				s.Connect(id, map[string]any{"object": map[string]any{"type": "ROLE"}})
				test.fault.Operation, test.fault.Skip, test.fault.Times = deletes, 1, test.times
				s.Inject(test.fault)
				if test.want == nil {
					time.AfterFunc(3*time.Second, func() { s.Connect(id) })
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				err := c.GovernanceGroups.Delete(ctx, id)
				if (err == nil) != (test.want == nil) || (err == nil) != (len(s.Groups()) == 0) {
					t.Errorf("%d groups are left: %v", len(s.Groups()), err)
				}
				for _, part := range test.want {
					if err != nil && !strings.Contains(err.Error(), part) {
						t.Errorf("%q is not in %q", part, err)
					}
				}
				if refused := (*sailpoint.InUseError)(nil); name == "a refusal, which is no outage" && errors.As(err, &refused) {
					t.Error("a refusal was waited for")
				}
			})
		})
	}
}
