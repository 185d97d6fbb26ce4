package katapult

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// onlyAddress is an API with one address, which can be leased again and again under the
// same ID.
type onlyAddress struct {
	// lost are the methods whose next response is lost, and effect says that they took
	// effect.
	lost   map[string]bool
	effect bool
	// slow delays the responses to creates.
	slow time.Duration
	// then follows a lost response, if it is set.
	then func()

	mu      sync.Mutex
	leased  bool
	owner   string // JSON
	deletes int
	creates int
}

const theAddress = `{"id":"ip_1","address":"203.0.113.7","network":{"id":"netw_1"},"vip":false,"label":null,"allocation_id":%s}`

func (a *onlyAddress) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	status, body := http.StatusOK, `{"ip_address":`+fmt.Sprintf(theAddress, a.owner)+`}`
	if strings.HasSuffix(r.URL.Path, "/load_balancers") {
		body = `{"load_balancers":[],"pagination":{"current_page":1,"total_pages":1},"load_balancer":{"id":"lb_1","name":"web","ip_address":{"id":"ip_1","address":"203.0.113.7"}}}`
	}
	isLost := a.lost[r.Method]
	takesEffect := !isLost || a.effect
	if r.Method != http.MethodGet {
		delete(a.lost, r.Method)
	}
	switch {
	case r.Method == http.MethodPost:
		a.creates++
		a.leased = a.leased || takesEffect
		a.mu.Unlock()
		time.Sleep(a.slow)
		a.mu.Lock()
	case r.Method == http.MethodDelete:
		a.deletes++
		a.leased = a.leased && !takesEffect
		body = `{}`
	case strings.HasSuffix(r.URL.Path, "/ip_addresses"):
		rows := ""
		if a.leased {
			rows = fmt.Sprintf(theAddress, a.owner)
		}
		body = `{"ip_addresses":[` + rows + `],"pagination":{"current_page":1,"total_pages":1}}`
	case strings.HasSuffix(r.URL.Path, "/load_balancers"): // there is none yet
	case !a.leased:
		status, body = http.StatusNotFound, `{"error":{"code":"ip_address_not_found"}}`
	}
	if isLost {
		if a.then != nil {
			a.then()
		}
		return nil, io.ErrUnexpectedEOF
	}
	header := http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json-error"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

var newAddress = IPAddressArguments{NetworkID: "netw_1", Version: 4}

func lease(ctx context.Context, c *Client) error {
	_, err := c.IPAddresses.Create(ctx, newAddress)
	return err
}

func balance(ctx context.Context, c *Client) error {
	name := "web"
	_, err := c.LoadBalancers.Create(ctx, LoadBalancerArguments{Name: &name, DataCenterID: "loc_1"})
	return err
}

// A release names no lease. The next lease of the address has the same ID.
func TestLeaseWhoseEndWasLostIsNotEndedTwice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		effect  bool
		slow    time.Duration
		owner   string                                     // after the loss
		again   func(ctx context.Context, c *Client) error // leases it again after the loss
		deletes int
		leased  bool
		says    string
	}{
		"lost before the effect":                  {false, 0, "null", nil, 2, false, ""},
		"lost after the effect":                   {true, 0, "null", nil, 1, false, ""},
		"leased again by this process":            {true, 0, "null", lease, 1, true, ""},
		"being leased again by this process":      {true, time.Minute, "null", lease, 1, true, ""},
		"leased again by a load balancer":         {true, 0, "null", balance, 1, true, ""},
		"being leased again by a load balancer":   {true, time.Minute, "null", balance, 1, true, ""},
		"allocated to something else by now":      {false, 0, `"vm_2"`, nil, 1, true, "by now 203.0.113.7 is allocated to vm_2"},
		"allocated to what it was allocated to":   {false, 0, `"vm_1"`, nil, 2, false, ""},
		"leased again and allocated to something": {true, 0, `"vm_2"`, lease, 1, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &onlyAddress{lost: map[string]bool{http.MethodDelete: true}, effect: test.effect, slow: test.slow, leased: true, owner: "null"}
				client := New(Options{Organization: "acme", Transport: api, MaxRetries: 4})
				var group sync.WaitGroup
				api.then = func() {
					api.owner = test.owner
					if test.again != nil {
						group.Go(func() {
							if err := test.again(t.Context(), client); err != nil {
								t.Error(err)
							}
						})
					}
				}
				before := IPAddress{ID: "ip_1"}
				if strings.HasPrefix(name, "allocated to what") {
					owner := "vm_1"
					before.AllocationID = &owner
				}
				err := client.IPAddresses.Delete(t.Context(), before)
				group.Wait()
				if api.deletes != test.deletes || api.leased != test.leased || (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
					t.Errorf("%d releases, leased is %t: %v", api.deletes, api.leased, err)
				}
				if ended := client.leases.endedSoFar()["ip_1"] == 1; ended == test.leased {
					t.Errorf("the end of a lease is counted: %t", ended)
				}
			})
		})
	}
}

// The address was in the list before, as part of a lease that this process has ended.
func TestLostLeaseOfAnAddressThatWasLeasedBeforeIsFound(t *testing.T) {
	t.Parallel()
	for name, ended := range map[string]bool{"ended by this process": true, "of somebody else": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &onlyAddress{lost: map[string]bool{http.MethodPost: true}, effect: true, leased: true, owner: "null"}
				client := New(Options{Organization: "acme", Transport: api})
				if ended {
					api.then = func() { client.leases.end("ip_1") } // meanwhile
				}
				created, err := client.IPAddresses.Create(t.Context(), newAddress)
				if ended && (err != nil || created.ID != "ip_1" || api.creates != 1) || !ended && err == nil {
					t.Errorf("%q after %d creates: %v", created.ID, api.creates, err)
				}
			})
		})
	}
}

func TestReleaseCountsAsTheEndOfALease(t *testing.T) {
	t.Parallel()
	api := &onlyAddress{leased: true, owner: "null"}
	client := New(Options{Organization: "acme", Transport: api})
	if err := client.IPAddresses.Delete(t.Context(), IPAddress{ID: "ip_1"}); err != nil || client.leases.endedSoFar()["ip_1"] != 1 {
		t.Errorf("%d leases ended: %v", client.leases.endedSoFar()["ip_1"], err)
	}
}

// The first lease was claimed under the same ID.
func TestLostLeaseOfAnAddressThatThisProcessHasLeasedAndReleasedIsFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &onlyAddress{lost: map[string]bool{}, effect: true, owner: "null"}
		client := New(Options{Organization: "acme", Transport: api, MaxRetries: 2})
		first, err := client.IPAddresses.Create(t.Context(), newAddress)
		if err == nil {
			err = client.IPAddresses.Delete(t.Context(), first)
		}
		if err != nil {
			t.Fatal(err)
		}
		api.lost[http.MethodPost] = true
		again, err := client.IPAddresses.Create(t.Context(), newAddress)
		if err != nil || again.ID != first.ID || api.creates != 2 {
			t.Errorf("%q after %d creates: %v", again.ID, api.creates, err)
		}
	})
}
