package sailpoint

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// slowTenant has one group and takes a second for each response.
type slowTenant struct{ lists atomic.Int64 }

func (r *slowTenant) RoundTrip(request *http.Request) (*http.Response, error) {
	body := `{"access_token": "t", "expires_in": 3600}`
	if request.URL.Path != TokenPath {
		time.Sleep(time.Second)
		body = `[{"id": "1", "name": "Auditors"}]`
	}
	if request.Method == http.MethodGet {
		r.lists.Add(1)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"X-Total-Count": {"1"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

func listAll(ctx context.Context, t *testing.T, c *Client) {
	t.Helper()
	if all, err := rest.Collect(c.GovernanceGroups.List(ctx, GovernanceGroupFilter{})); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestConcurrentListsShareARequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		maxAge time.Duration
		lists  int64
	}{
		"by data sources":  {time.Second, 1},
		"not by refreshes": {30 * time.Second, 15},
		"not by changes":   {0, 15},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &slowTenant{}
				c := New(Options{BaseURL: "https://acme.api.identitynow.com", Transport: r})
				var all sync.WaitGroup
				for range 15 {
					all.Go(func() { listAll(rest.WithMaxAge(t.Context(), test.maxAge), t, c) })
				}
				all.Wait()
				if n := r.lists.Load(); n != test.lists {
					t.Errorf("%d lists", n)
				}
			})
		})
	}
}

func TestListsAreCachedForASecondOrUntilAWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &slowTenant{}
		c := New(Options{BaseURL: "https://acme.api.identitynow.com", Transport: r})
		expect := func(lists int64) {
			t.Helper()
			if n := r.lists.Load(); n != lists {
				t.Fatalf("%d lists, want %d", n, lists)
			}
		}
		ctx := rest.WithMaxAge(t.Context(), time.Second)
		listAll(ctx, t, c)
		listAll(ctx, t, c) // a second later, because the response took that long
		expect(2)
		var writing sync.WaitGroup
		writing.Go(func() { _ = c.GovernanceGroups.AddMembers(t.Context(), "1", []string{"2"}) })
		time.Sleep(500 * time.Millisecond)
		value, err := c.listCache.Get(t.Context(), "x", dataSourceMaxAge, func(context.Context) (any, int, error) { return 1, 0, nil })
		if fmt.Sprint(value, err) != "1 <nil>" {
			t.Error(value, err)
		}
		writing.Wait()
		if c.listCache.Size() > 0 {
			t.Error("a list read during a write is cached after it")
		}
	})
}
