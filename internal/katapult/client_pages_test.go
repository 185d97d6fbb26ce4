package katapult

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	contract "terraform-provider-katapult/internal/contract/katapult"
)

// TestListsAreReadToTheirLastPage: what the contract gives pages is never read in part. Here
// every list has two, without rows.
func TestListsAreReadToTheirLastPage(t *testing.T) {
	t.Parallel()
	c := contract.Open(t)
	if c == nil {
		t.Skip("there is no contract")
	}
	lists := c.Lists()
	var mu sync.Mutex
	asked := map[string]bool{} // operations, and page 2 of them
	api := &constantAPI{status: http.StatusOK, kind: "application/json", body: func(r *http.Request) string {
		operation, page := r.Method+" "+strings.TrimPrefix(r.URL.Path, prefix), r.URL.Query().Get("page")
		mu.Lock()
		defer mu.Unlock()
		asked[operation], asked[operation+" "+page] = true, true
		if lists[operation] == "" || page == "" {
			return "{}"
		}
		return fmt.Sprintf(`{%q:[],"pagination":{"current_page":%s,"total_pages":2}}`, lists[operation], page)
	}}
	for _, call := range calls {
		synctest.Test(t, func(t *testing.T) { _ = call(t.Context(), constantClient(api)) })
	}
	for operation := range lists {
		switch {
		case !asked[operation]:
			t.Errorf("no call asks for %s", operation)
		case !asked[operation+" 2"]:
			t.Errorf("of %s only the first page is read", operation)
		}
	}
}
