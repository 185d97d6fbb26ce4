package katapult

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// book is an object with nothing but an ID.
type book string

func (b book) identity() string { return string(b) }

// shelf is a kind of object that counts all requests.
type shelf struct {
	mu             sync.Mutex
	rows           []book
	after          int
	takes          time.Duration
	listed, gotten int
}

func (s *shelf) list(ctx context.Context, _ *Client, _ string) ([]book, error) {
	s.mu.Lock()
	s.listed++
	rows := append([]book(nil), s.rows...)
	s.mu.Unlock()
	select {
	case <-time.After(s.takes):
		return rows, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (s *shelf) read(ctx context.Context, c *Client, id string) (book, error) {
	kind := listBacked[book]{name: "shelf", threshold: s.after, list: s.list}
	return kind.get(ctx, c, "", id, func(context.Context) (book, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gotten++
		return book(id + " alone"), nil
	})
}

// counts fails the test unless the numbers of list requests and single requests
// match.
func (s *shelf) counts(t *testing.T, listed, gotten int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listed != listed || s.gotten != gotten {
		t.Errorf("%d lists and %d single reads, want %d and %d", s.listed, s.gotten, listed, gotten)
	}
}

func newClient() *Client { return New(Options{Organization: "acme"}) }

// refresh is the context of a refresh, and dataSource that of a data source.
func refresh(t testing.TB) context.Context { return rest.WithMaxAge(t.Context(), cacheMaxAge) }

func dataSource(t testing.TB) context.Context { return rest.WithMaxAge(t.Context(), time.Second) }

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return value
	}
}

func TestFewReadsAreSingleAndManyShareAList(t *testing.T) {
	t.Parallel()
	c, s := newClient(), &shelf{rows: []book{"a", "b"}, after: 3}
	for range 3 {
		if got := must[book](t)(s.read(refresh(t), c, "a")); got != "a alone" {
			t.Errorf("one of the first reads is %q", got)
		}
	}
	s.counts(t, 0, 3)
	for range 50 {
		if got := must[book](t)(s.read(refresh(t), c, "b")); got != "b" {
			t.Errorf("one of many reads is %q", got)
		}
	}
	s.counts(t, 1, 3)
}

func TestOnlyReadsWithAMaxAgeTakeFromLists(t *testing.T) {
	t.Parallel()
	c, s := New(Options{Organization: "acme"}), &shelf{rows: []book{"a"}}
	for range 5 {
		must[book](t)(s.read(t.Context(), c, "a"))
	}
	s.counts(t, 0, 5)
}

func TestConcurrentReadsShareOneList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newClient(), &shelf{rows: []book{"a"}, takes: time.Second}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { must[book](t)(s.read(refresh(t), c, "a")) })
		}
		all.Wait()
		s.counts(t, 1, 0)
	})
}

func TestAbsenceIsConfirmedByASingleRead(t *testing.T) {
	t.Parallel()
	c, s := newClient(), &shelf{rows: []book{"a"}}
	if got := must[book](t)(s.read(refresh(t), c, "b")); got != "b alone" {
		t.Errorf("got %q", got)
	}
	s.counts(t, 1, 1)
}

func TestAnyWriteDropsWhatIsRemembered(t *testing.T) {
	t.Parallel()
	for method, times := range map[string]int{
		http.MethodGet: 1, http.MethodPost: 2, http.MethodPatch: 2, http.MethodPut: 2, http.MethodDelete: 2,
	} {
		c := New(Options{Organization: "acme", Transport: fixed(`{"virtual_machine":{"id":"vm_1"}}`)})
		s := &shelf{rows: []book{"a"}}
		must[book](t)(s.read(refresh(t), c, "a"))
		if method == http.MethodGet {
			must[VirtualMachine](t)(c.VirtualMachines.Get(t.Context(), "vm_1"))
		} else if err := c.send(t.Context(), rest.Call{Method: method, Path: "/disks/disk"}, arguments{}); err != nil {
			t.Fatal(err)
		}
		must[book](t)(s.read(refresh(t), c, "a"))
		t.Log(method)
		s.counts(t, times, 0)
	}
}

// fixed is an API with the same response to every request.
type fixed string

func (f fixed) RoundTrip(*http.Request) (*http.Response, error) {
	return httpResponse(http.StatusOK, string(f)), nil
}

func httpResponse(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func TestWriteDuringAListMakesItDoubtful(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newClient(), &shelf{rows: []book{"a"}, takes: 10 * time.Second}
		var before, after sync.WaitGroup
		before.Go(func() { must[book](t)(s.read(refresh(t), c, "a")) })
		time.Sleep(5 * time.Second)
		c.cache.invalidate() // is what a write does
		after.Go(func() { must[book](t)(s.read(refresh(t), c, "a")) })
		before.Wait()
		s.counts(t, 2, 0) // who asks after the write does not join the list that was begun before
		after.Wait()
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 2, 0)
	})
}

func TestListIsNotRememberedWhenSomethingWasWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newClient(), &shelf{rows: []book{"a"}, takes: 10 * time.Second}
		var before sync.WaitGroup
		before.Go(func() { must[book](t)(s.read(refresh(t), c, "a")) })
		time.Sleep(5 * time.Second)
		c.cache.invalidate()
		before.Wait()
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 2, 0)
	})
}

// A list is as old as the start of its request.
func TestFreshnessEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, s := newClient(), &shelf{rows: []book{"a"}, takes: 10 * time.Second}
		must[book](t)(s.read(refresh(t), c, "a"))
		time.Sleep(cacheMaxAge - s.takes - time.Millisecond)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 1, 0)
		time.Sleep(2 * time.Millisecond)
		must[book](t)(s.read(refresh(t), c, "a"))
		s.counts(t, 2, 0)
	})
}

func TestCallersCannotChangeWhatIsRemembered(t *testing.T) {
	t.Parallel()
	c, s := newClient(), &shelf{rows: []book{"a", "b"}}
	kind := listBacked[book]{name: "shelf", list: s.list}
	must[[]book](t)(kind.all(refresh(t), c, ""))[0] = "x"
	if rows := must[[]book](t)(kind.all(refresh(t), c, "")); rows[0] != "a" {
		t.Errorf("got %v", rows)
	}
	s.counts(t, 1, 0)
}
