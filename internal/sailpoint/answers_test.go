package sailpoint_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
	simulator "terraform-provider-katapult/internal/simulator/sailpoint"
)

const patches = "PATCH /workgroups/{id}"

// Another group must never get into a state: a destroy would delete it.
func TestResponseAboutAnotherGroupIsAnError(t *testing.T) {
	t.Parallel()
	const other = `{"id":"0ther","name":"Others"}`
	for name, test := range map[string]struct {
		among  int
		faults []simulator.Fault
		call   func(t *testing.T, c *sailpoint.Client, id string) error
	}{
		"to a read": {1, []simulator.Fault{{Operation: reads, Status: 200, Body: other, Times: -1}}, get},
		"to a read of many": {5, []simulator.Fault{
			{Operation: lists, Status: 200, Body: `[` + other + `]`, Times: -1},
			{Operation: reads, Status: 200, Body: other, Times: -1},
		}, get},
		"to a change": {1, []simulator.Fault{{Operation: patches, Status: 200, Body: other, Times: -1}}, updateName},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{}, withoutRateLimit)
				for _, fault := range test.faults {
					s.Inject(fault)
				}
				ids := s.add(test.among)
				for i, err := range concurrently(ids, func(id string) error { return test.call(t, c, id) }) {
					var unusable *rest.UnknownOutcomeError
					if !errors.As(err, &unusable) || !strings.Contains(err.Error(), "it is about 0ther instead of "+ids[i]) {
						t.Errorf("%s: %v", ids[i], err)
					}
				}
			})
		})
	}
}

func get(t *testing.T, c *sailpoint.Client, id string) error {
	t.Helper()
	_, err := c.GovernanceGroups.Get(t.Context(), id)
	return err
}

func updateName(t *testing.T, c *sailpoint.Client, id string) error {
	t.Helper()
	_, err := c.GovernanceGroups.Update(t.Context(), id, sailpoint.GovernanceGroupArguments{}, sailpoint.GovernanceGroupArguments{Name: "a"})
	return err
}

// SailPoint writes the same ID with and without dashes.
func TestIDInAnotherSpellingIsTheSame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, c := newTenant(simulator.Options{})
		same := `{"id":"EF38F943-47E9-4562-B5BB-8424A56397D8"}`
		s.Inject(simulator.Fault{Operation: reads, Status: 200, Body: same})
		s.Inject(simulator.Fault{Operation: patches, Status: 200, Body: same})
		const id = "ef38f94347e94562b5bb8424a56397d8"
		if err := errors.Join(get(t, c, id), updateName(t, c, id)); err != nil {
			t.Error(err)
		}
	})
}

// A retry must not keep fields of an earlier response.
func TestRetryStartsFromAnEmptyResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation, first, second, want string
		call                           func(t *testing.T, c *sailpoint.Client) error
	}{
		"of a group": {reads, `{"id":"g1","name":5}`, `{"name":"a"}`, "it has no ID", func(t *testing.T, c *sailpoint.Client) error {
			t.Helper()
			return get(t, c, "g1")
		}},
		"of groups": {lists, `[{"id":"g1","name":5}]`, `[{"name":"a"}]`, "it has no ID", func(t *testing.T, c *sailpoint.Client) error {
			t.Helper()
			return getAll(t.Context(), c)
		}},
		"of members": {"GET /workgroups/{workgroupId}/members", `[{"id":"m1","name":5}]`, `[{"name":"a"}]`, "not a list of objects with IDs", func(t *testing.T, c *sailpoint.Client) error {
			t.Helper()
			for _, err := range c.GovernanceGroups.Members(t.Context(), "g1") {
				return err
			}
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c := newTenant(simulator.Options{}, func(o *sailpoint.Options) { o.MaxRetries = 1 })
				s.Inject(simulator.Fault{Operation: test.operation, Status: 200, Body: test.first})
				s.Inject(simulator.Fault{Operation: test.operation, Status: 200, Body: test.second})
				if err := test.call(t, c); err == nil || !strings.Contains(err.Error(), test.want) {
					t.Error(err)
				}
			})
		})
	}
}
