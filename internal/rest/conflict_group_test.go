package rest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// createConcurrently starts the given number of conflicting creates, has all of them sent
// before any gets a response, and returns the IDs.
func createConcurrently(t *testing.T, client *rest.Client, api *fakeAPI, number int) []string {
	t.Helper()
	ids := make([]string, number)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			c := api.createOp("a")
			send := c.Send
			c.Send = func(ctx context.Context) (thing, error) {
				created, err := send(ctx)
				time.Sleep(time.Second)
				return created, err
			}
			created, err := rest.Create(t.Context(), client, c)
			if err != nil {
				t.Error(err)
			}
			ids[i] = created.id
		})
	}
	all.Wait()
	slices.Sort(ids)
	return ids
}

func TestRetriedCreateIsNotClaimedByAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{outcomes: []outcome{lostBefore, lostBefore}}
		if ids := createConcurrently(t, newClient(), api, 2); ids[0] == ids[1] || len(api.all) != 2 {
			t.Errorf("two creations got %v, and there are %d", ids, len(api.all))
		}
	})
}

// A search may only claim as many objects as are unresolved. With one more by another
// client, it cannot tell which is ours.
func TestResolvedCreateNoLongerCountsAsUnresolved(t *testing.T) {
	t.Parallel()
	for name, settled := range map[string]func(t *testing.T, api *fakeAPI, client *rest.Client){
		"because it was found": func(t *testing.T, api *fakeAPI, client *rest.Client) {
			t.Helper()
			api.outcomes = []outcome{lostAfter}
			if _, err := rest.Create(t.Context(), client, api.createOp("a")); err != nil {
				t.Error(err)
			}
		},
		"because its caller gave up": func(t *testing.T, api *fakeAPI, client *rest.Client) {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			slow, lost := api.createOp("a"), api.createOp("a")
			slow.Send = func(context.Context) (thing, error) {
				time.Sleep(time.Minute) // longer than the other search takes
				return thing{id: "slow"}, nil
			}
			lost.Send = func(context.Context) (thing, error) {
				cancel()
				return thing{}, &rest.UnknownOutcomeError{Method: "POST", Path: "/things", Cause: errConnectionCut, Sent: time.Now()}
			}
			var all sync.WaitGroup
			all.Go(func() { _, _ = rest.Create(t.Context(), client, slow) })
			synctest.Wait()
			if _, err := rest.Create(ctx, client, lost); !errors.As(err, new(*rest.UnresolvedCreateError)) {
				t.Error(err)
			}
			all.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api, client := &fakeAPI{}, newClient()
				settled(t, api, client)
				time.Sleep(time.Hour)
				api.outcomes = []outcome{lostAfter}
				api.add(thing{"stranger", "a", time.Now()})
				created, err := rest.Create(t.Context(), client, api.createOp("a"))
				if err == nil || !strings.Contains(err.Error(), "2 identical objects have appeared") {
					t.Errorf("claimed %q, %v", created.id, err)
				}
			})
		})
	}
}

// A refused retry does not hide that the first attempt may have worked.
func TestLostCreateIsReportedWhenItsRetryIsRefusedAndTheSearchFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{outcomes: []outcome{lostBefore, {refusal: &apiError{status: 422}}}}
		c := api.createOp("a")
		find := c.Find
		c.Find = func(ctx context.Context, began time.Time) ([]thing, error) {
			if api.sent > 1 {
				return nil, errors.New("forbidden")
			}
			return find(ctx, began)
		}
		_, err := rest.Create(t.Context(), newClient(), c)
		if !rest.IsUnknownOutcome(err) || !strings.Contains(err.Error(), "no usable response") {
			t.Error(err)
		}
	})
}

// A retry that was not sent needs no further search.
func TestRetryThatIsNotSentCreatesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{outcomes: []outcome{lostBefore, {refusal: &rest.UnreachableError{Address: "https://api.example", Cause: errRefused}}}}
		c := api.createOp("a")
		find := c.Find
		c.Find = func(ctx context.Context, began time.Time) ([]thing, error) {
			if api.sent > 1 {
				return nil, errors.New("unreachable")
			}
			return find(ctx, began)
		}
		_, err := rest.Create(t.Context(), newClient(), c)
		if err == nil || strings.Contains(err.Error(), "may have been created") || !strings.Contains(err.Error(), "was not found after the response was lost") {
			t.Error(err)
		}
	})
}
