package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// thing is an object of a fake API. Names are not unique.
type thing struct {
	id, name  string
	createdAt time.Time
}

// fakeAPI gives each create the next of its outcomes, and succeeds when none is left.
type fakeAPI struct {
	mu       sync.Mutex
	outcomes []outcome
	all      []thing
	sent     int
	lists    int
	listErr  error // why lists fail
}

// outcome is what happens to one create.
type outcome struct {
	// created says that the thing is created, after a delay.
	created bool
	after   time.Duration
	// responded says that the caller receives the response.
	responded bool
	refusal   error
}

var (
	lostBefore = outcome{}
	lostAfter  = outcome{created: true}
	succeeds   = outcome{created: true, responded: true}
)

func (a *fakeAPI) create(name string) func(context.Context) (thing, error) {
	return func(context.Context) (thing, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		next := succeeds
		if a.sent++; len(a.outcomes) > 0 {
			next, a.outcomes = a.outcomes[0], a.outcomes[1:]
		}
		created := thing{fmt.Sprintf("id-%d", a.sent), name, time.Now()}
		switch {
		case next.refusal != nil:
			return thing{}, next.refusal
		case next.after > 0:
			created.createdAt = created.createdAt.Add(next.after)
			time.AfterFunc(next.after, func() { a.add(created) })
		case next.created:
			a.all = append(a.all, created)
		}
		if !next.responded {
			return thing{}, &rest.UnknownOutcomeError{Method: "POST", Path: "/things", Cause: errConnectionCut, Sent: time.Now()}
		}
		return created, nil
	}
}

func (a *fakeAPI) add(t thing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, t)
}

func (a *fakeAPI) createOp(name string) rest.CreateOp[thing] {
	return rest.CreateOp[thing]{
		Description: fmt.Sprintf("thing %q", name), ConflictKey: name, Send: a.create(name),
		ID: func(t thing) string { return t.id },
		Find: func(_ context.Context, began time.Time) ([]thing, error) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.lists++
			return slices.DeleteFunc(slices.Clone(a.all), func(t thing) bool { return t.name != name || t.createdAt.Before(began) }), a.listErr
		},
	}
}

func newClient() *rest.Client {
	return rest.New(rest.Options{
		BaseURL: "https://api.example", DecodeError: decodeError, MaxRetries: 3,
		Backoff: func(int) time.Duration { return 3 * time.Second },
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	refusal := &apiError{status: http.StatusUnprocessableEntity}
	tests := map[string]struct {
		outcomes []outcome
		// others were created by other clients, this long after the create began.
		others  []time.Duration
		listErr error

		id    string // of the result
		fails string
		sent  int
	}{
		"succeeds":                              {id: "id-1", sent: 1},
		"lost after the effect":                 {outcomes: []outcome{lostAfter}, id: "id-1", sent: 1},
		"lost, and the effect comes late":       {outcomes: []outcome{{created: true, after: time.Second}}, id: "id-1", sent: 1},
		"lost before the effect":                {outcomes: []outcome{lostBefore}, id: "id-2", sent: 2},
		"lost twice before, and once after":     {outcomes: []outcome{lostBefore, lostBefore, lostAfter}, id: "id-3", sent: 3},
		"lost whenever it is sent":              {outcomes: []outcome{lostBefore, lostBefore, lostBefore, lostBefore}, fails: `thing "a" was not found`, sent: 4},
		"refused":                               {outcomes: []outcome{{refusal: refusal}}, others: []time.Duration{0}, fails: "answered 422", sent: 1},
		"refused because of the lost one":       {outcomes: []outcome{{created: true, after: 4 * time.Second}, {refusal: refusal}}, id: "id-1", sent: 2},
		"refused after one without effect":      {outcomes: []outcome{lostBefore, {refusal: refusal}}, fails: "answered 422", sent: 2},
		"lost beside one that was there":        {outcomes: []outcome{lostAfter}, others: []time.Duration{-time.Hour}, id: "id-1", sent: 1},
		"lost without effect, and one there":    {outcomes: []outcome{lostBefore}, others: []time.Duration{-time.Hour}, id: "id-2", sent: 2},
		"lost while another client creates one": {outcomes: []outcome{lostAfter}, others: []time.Duration{0}, fails: "2 identical objects have appeared since: other-0, id-1", sent: 1},
		"lost and the search fails":             {outcomes: []outcome{lostAfter}, listErr: errors.New("forbidden"), fails: "may have been created", sent: 1},
		"lost, and the reason is told":          {outcomes: []outcome{lostAfter}, listErr: errors.New("forbidden"), fails: "Searching for it failed: forbidden", sent: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &fakeAPI{outcomes: test.outcomes, listErr: test.listErr}
				for i, after := range test.others {
					api.add(thing{fmt.Sprintf("other-%d", i), "a", time.Now().Add(after)})
				}
				created, err := rest.Create(t.Context(), newClient(), api.createOp("a"))
				if created.id != test.id || (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
					t.Errorf("created %q, %v", created.id, err)
				}
				if api.sent != test.sent {
					t.Errorf("sent %d times, want %d", api.sent, test.sent)
				}
				time.Sleep(time.Minute) // for late effects
			})
		})
	}
}

func TestConflictingCreatesNeverClaimTheSameObject(t *testing.T) {
	t.Parallel()
	for name, outcomes := range map[string][]outcome{
		"one lost after":        {lostAfter, succeeds},
		"one lost before":       {lostBefore, succeeds},
		"both lost after":       {lostAfter, lostAfter},
		"both lost before":      {lostBefore, lostBefore},
		"lost after and before": {lostAfter, lostBefore},
		"lost before and after": {lostBefore, lostAfter},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var (
					api    = &fakeAPI{outcomes: outcomes}
					client = newClient()
					ids    = make([]string, len(outcomes))
					all    sync.WaitGroup
				)
				for i := range ids {
					all.Go(func() {
						created, err := rest.Create(t.Context(), client, api.createOp("a"))
						if err != nil {
							t.Error(err)
						}
						ids[i] = created.id
					})
				}
				all.Wait()
				if ids[0] == ids[1] || len(api.all) != len(ids) {
					t.Errorf("two creations got %v, and there are %d", ids, len(api.all))
				}
			})
		})
	}
}

// Both responses are lost. The first create can claim either object, and the second only
// its own: what it lists before its request has the first one's. Both requests are under
// way before the first response is lost.
func TestCreateWhoseObjectAnotherHasClaimedGetsTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var (
			api    = &fakeAPI{outcomes: []outcome{lostAfter, lostAfter}}
			client = newClient()
			ids    [2]string
			all    sync.WaitGroup
		)
		for i, sees := range [][]thing{{{id: "id-1"}, {id: "id-2"}}, {{id: "id-1"}}} {
			op := api.createOp("a")
			send := op.Send
			op.Send = func(ctx context.Context) (thing, error) {
				time.Sleep(time.Duration(i+1) * time.Second)
				return send(ctx)
			}
			op.Find = func(context.Context, time.Time) ([]thing, error) { return sees, nil }
			all.Go(func() {
				created, err := rest.Create(t.Context(), client, op)
				if err != nil {
					t.Error(err)
				}
				ids[i] = created.id
			})
		}
		all.Wait()
		if ids != [2]string{"id-1", "id-2"} || api.sent != 2 {
			t.Errorf("two creations got %v with %d requests", ids, api.sent)
		}
	})
}

// The second create's response names what the first one's search would find.
func TestSearchWaitsForResponsesInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var (
			api    = &fakeAPI{outcomes: []outcome{lostBefore}}
			client = newClient()
			second = make(chan thing)
			slow   = api.createOp("a")
			send   = slow.Send
		)
		slow.Send = func(ctx context.Context) (thing, error) {
			time.Sleep(10 * time.Millisecond) // meanwhile the first response is lost
			created, err := send(ctx)
			time.Sleep(time.Minute)
			return created, err
		}
		go func() {
			created, err := rest.Create(t.Context(), client, slow)
			if err != nil {
				t.Error(err)
			}
			second <- created
		}()
		synctest.Wait()
		first, err := rest.Create(t.Context(), client, api.createOp("a"))
		if other := <-second; err != nil || first.id == other.id {
			t.Errorf("both got %q, %v", first.id, err)
		}
	})
}

func TestCreatesWithDifferentKeysDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api, client, done := &fakeAPI{}, newClient(), make(chan error)
		slow := api.createOp("a")
		slow.Send = func(ctx context.Context) (thing, error) {
			<-ctx.Done()
			return thing{}, &rest.UnknownOutcomeError{Method: "POST", Path: "/things", Cause: context.Cause(ctx), Sent: time.Now()}
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := rest.Create(ctx, client, slow)
			done <- err
		}()
		synctest.Wait()
		if _, err := rest.Create(t.Context(), client, api.createOp("b")); err != nil {
			t.Error(err)
		}
		cancel()
		if err := <-done; err == nil || !strings.Contains(err.Error(), "was not found after the response was lost") {
			t.Error(err)
		}
	})
}

func TestCreateResponseIsAwaitedAfterTheCallerGivesUp(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		delay   time.Duration
		creates bool
		fails   bool
	}{
		"a creation":               {4 * time.Second, true, false},
		"a creation, but not long": {5 * time.Minute, true, true},
		"nothing else":             {4 * time.Second, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				slow := func(r *http.Request) (*http.Response, error) {
					if err := rest.Sleep(r.Context(), test.delay); err != nil {
						return nil, err
					}
					return status(200, `{}`)(r)
				}
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("the operator pressed Ctrl-C"))
				defer cancel()
				start := time.Now()
				call := rest.Call{Method: "POST", Path: "/things", Creates: test.creates}
				err := newScriptClient(&script{responses: responses(slow)}).Do(ctx, call)
				if (err != nil) != test.fails || err != nil && !strings.Contains(err.Error(), "Ctrl-C") || time.Since(start) > 7*time.Second {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
			})
		})
	}
}

// While a request waits to be sent, for instance for a rate limit, it cannot have created
// anything.
func TestObjectsCreatedBeforeTheRequestWasSentAreNotClaimed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &fakeAPI{outcomes: []outcome{lostBefore}}
		late := api.createOp("a")
		late.Send = func(ctx context.Context) (thing, error) {
			if api.sent == 0 {
				time.Sleep(30 * time.Second)
				api.add(thing{"other", "a", time.Now()})
				time.Sleep(30 * time.Second)
			}
			return api.create("a")(ctx)
		}
		if created, err := rest.Create(t.Context(), newClient(), late); err != nil || created.id != "id-2" {
			t.Errorf("created %q, %v", created.id, err)
		}
	})
}

func TestUnknownOutcomeKnowsWhenItsRequestWasSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{responses: responses(status(503, ""), status(429, ""), failing(errConnectionCut))}
		err := newScriptClient(s).Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
		if lost := (*rest.UnknownOutcomeError)(nil); !errors.As(err, &lost) || !lost.Sent.Equal(time.Now()) {
			t.Errorf("the time is %s: %v", time.Now(), err)
		}
	})
}

func TestSinceIsOnTheServersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		time.Sleep(90 * time.Second)
		header := http.Header{"Date": {"Tue, 24 Nov 2026 10:01:30 GMT"}}
		since, err := rest.Since(began, header)
		if want := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC); err != nil || !since.Equal(want) {
			t.Errorf("%s, %v", since, err)
		}
		if _, err := rest.Since(began, http.Header{}); err == nil {
			t.Error("a time without a clock")
		}
	})
}
