package katapult

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pool is an API with one address, allocated to an interface or free. It loses
// the given number of responses to releases.
type pool struct {
	lost   int
	effect bool   // of a release whose response is lost
	next   string // has the address after such a release
	then   func() // follows such a release, if it is set

	mu                 sync.Mutex
	owner              string
	releases, requests int
}

func (p *pool) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	body := `{}`
	switch {
	case r.Method == http.MethodGet:
		body = `{"virtual_machine_network_interface":` + p.networkInterface(r.URL.Query().Get("virtual_machine_network_interface[id]")) + `}`
	case strings.HasSuffix(r.URL.Path, "/allocate_ip"):
		p.owner = "vmnet_2"
		body = `{"ip_address":{"id":"ip_1"},"virtual_machine_network_interface":` + p.networkInterface("vmnet_2") + `}`
	default:
		p.releases++
		if p.lost--; p.lost >= 0 {
			if p.effect {
				p.owner = p.next
			}
			if p.then != nil {
				p.then()
			}
			return nil, errors.New("connection reset by peer")
		}
		p.owner = ""
	}
	header := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func (p *pool) networkInterface(id string) string {
	addresses := ""
	if p.owner == id {
		addresses = `{"id":"ip_1","address":"203.0.113.7"}`
	}
	return fmt.Sprintf(`{"id":%q,"ip_addresses":[%s]}`, id, addresses)
}

// The request names only the address. A retry would release it from whatever has
// it by then.
func TestReleaseIsSentAgainOnlyWhileTheInterfaceHasTheAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pool     *pool
		releases int
		owner    string
		requests int
	}{
		"nothing lost":                      {&pool{}, 1, "", 1},
		"lost before the effect":            {&pool{lost: 2}, 3, "", 5},
		"lost after the effect":             {&pool{lost: 1, effect: true}, 1, "", 2},
		"lost, and something else has it":   {&pool{lost: 1, effect: true, next: "vmnet_2"}, 1, "vmnet_2", 2},
		"lost twice, and something else so": {&pool{lost: 2, effect: true, next: "vmnet_2"}, 1, "vmnet_2", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := test.pool
				api.owner = "vmnet_1"
				err := New(Options{Transport: api, MaxRetries: 4}).IPAddresses.Unallocate(t.Context(), "ip_1", "vmnet_1")
				if err != nil || api.releases != test.releases || api.owner != test.owner || api.requests != test.requests {
					t.Errorf("%d releases in %d requests, %q has it: %v", api.releases, api.requests, api.owner, err)
				}
			})
		})
	}
}

func TestReleaseThatIsAlwaysLostEndsInAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &pool{lost: 100, owner: "vmnet_1"}
		err := New(Options{Transport: api, MaxRetries: 4}).IPAddresses.Unallocate(t.Context(), "ip_1", "vmnet_1")
		if !IsUnknownOutcome(err) || api.releases != 5 || !strings.Contains(err.Error(), "after 5 attempts") {
			t.Errorf("%d releases: %v", api.releases, err)
		}
	})
}

func TestLostReleaseIsCheckedAfterTheCallerHasGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, giveUp := context.WithCancel(t.Context())
		defer giveUp()
		api := &pool{lost: 1, effect: true, owner: "vmnet_1", then: giveUp}
		err := New(Options{Transport: api, MaxRetries: 4}).IPAddresses.Unallocate(ctx, "ip_1", "vmnet_1")
		if err != nil || api.requests != 2 {
			t.Errorf("%d requests: %v", api.requests, err)
		}
	})
}

// While the outcome of a release is unknown, the address is allocated to
// nothing.
func TestAllocationWaitsForAReleaseThatIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, allocate := range map[string]func(ctx context.Context, c *Client) error{
		"to an interface": func(ctx context.Context, c *Client) error {
			return c.VirtualMachineNetworkInterfaces.AllocateIP(ctx, "vmnet_2", "ip_1")
		},
		"to a machine": func(ctx context.Context, c *Client) error { return c.VirtualMachines.AllocateIP(ctx, "vm_2", "ip_1") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &pool{lost: 2, owner: "vmnet_1"}
				client := New(Options{Transport: api, MaxRetries: 4})
				var group sync.WaitGroup
				group.Go(func() {
					if err := client.IPAddresses.Unallocate(t.Context(), "ip_1", "vmnet_1"); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait() // it is about to be sent again
				if err := allocate(t.Context(), client); err != nil {
					t.Error(err)
				}
				group.Wait()
				if api.releases != 3 || api.owner != "vmnet_2" {
					t.Errorf("%d releases, %q has it", api.releases, api.owner)
				}
			})
		})
	}
}

func TestReleaseThatCannotGetTheLockIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &pool{owner: "vmnet_1"}
		client := New(Options{Transport: api, MaxRetries: 4})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		unlock, err := client.IPAddresses.lock(t.Context(), "ip_1")
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		if err := client.IPAddresses.Unallocate(ctx, "ip_1", "vmnet_1"); !errors.Is(err, context.Canceled) || api.releases != 0 {
			t.Errorf("%d releases: %v", api.releases, err)
		}
	})
}
