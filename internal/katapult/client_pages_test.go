package katapult

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	contract "terraform-provider-katapult/internal/contract/katapult"
)

// twoPages is an API whose lists have two pages without rows. It records which were asked for.
type twoPages struct {
	lists map[string]string

	mu    sync.Mutex
	asked map[string]map[string]bool
}

func (a *twoPages) RoundTrip(r *http.Request) (*http.Response, error) {
	operation := r.Method + " " + strings.TrimPrefix(r.URL.Path, prefix)
	rows, page := a.lists[operation], r.URL.Query().Get("page")
	if rows == "" {
		return httpResponse(http.StatusNotFound, `{"error":{"code":"route_not_found"}}`), nil
	}
	if page == "" {
		page = "1"
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.asked[operation] == nil {
		a.asked[operation] = map[string]bool{}
	}
	a.asked[operation][page] = true
	return httpResponse(http.StatusOK, fmt.Sprintf(`{%q:[],"pagination":{"current_page":%s,"total_pages":2}}`, rows, page)), nil
}

// TestListsAreReadToTheirLastPage: what the contract gives pages is never read in part.
func TestListsAreReadToTheirLastPage(t *testing.T) {
	t.Parallel()
	c := contract.Open(t)
	if c == nil {
		t.Skip("there is no contract")
	}
	api := &twoPages{lists: c.Lists(), asked: map[string]map[string]bool{}}
	for _, call := range calls {
		synctest.Test(t, func(t *testing.T) {
			_ = call(t.Context(), New(Options{
				Organization: "acme", DataCenter: "uk-lon-01", Transport: api, PollInterval: time.Nanosecond, ReleaseGrace: time.Nanosecond,
				Backoff: func(int) time.Duration { return 0 },
			}))
		})
	}
	for operation := range api.lists {
		switch pages := api.asked[operation]; {
		case len(pages) == 0:
			t.Errorf("no call asks for %s", operation)
		case !pages["2"]:
			t.Errorf("of %s only the first page is read", operation)
		}
	}
}
