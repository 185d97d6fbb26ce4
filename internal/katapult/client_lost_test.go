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

// made is an API that creates an object at each POST. A script provides the
// responses to the POSTs. It lists the objects.
type made struct {
	list, single string // keys of list and single responses
	row          func(number int) string
	// responses are the raw responses to the POSTs. After the last one, the response
	// is the object.
	responses []scriptedResponse

	mu   sync.Mutex
	rows []string
	// sent counts the POSTs, and singles the reads of one object.
	sent, singles int
}

// scriptedResponse is a response to a request, and whether the request took effect.
type scriptedResponse struct {
	effect bool
	status int
	header http.Header
	body   string
}

func (m *made) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := scriptedResponse{true, http.StatusOK, nil, ""}
	switch {
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "s"):
		next.body = fmt.Sprintf(`{%q:[%s],"pagination":{"current_page":1,"total_pages":1}}`, m.list, strings.Join(m.rows, ","))
	case r.Method == http.MethodGet:
		m.singles++
		next.body = fmt.Sprintf(`{%q:%s}`, m.single, m.rows[len(m.rows)-1])
	default:
		if len(m.responses) > m.sent {
			next = m.responses[m.sent]
		}
		if m.sent++; next.effect {
			m.rows = append(m.rows, m.row(m.sent))
		}
		if next.body == "" {
			next.body = fmt.Sprintf(`{%q:%s}`, m.single, m.rows[len(m.rows)-1])
		}
	}
	header := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	for name, values := range next.header {
		header[name] = values
	}
	return &http.Response{StatusCode: next.status, Header: header, Body: io.NopCloser(strings.NewReader(next.body))}, nil
}

func (m *made) client() *Client {
	return New(Options{Organization: "acme", Transport: m, MaxRetries: 4})
}

// groups creates groups with the API's rows, without the given field.
func groups(without string, responses ...scriptedResponse) *made {
	return &made{list: "virtual_machine_groups", single: "virtual_machine_group", responses: responses, row: func(number int) string {
		return strings.Replace(fmt.Sprintf(`{"id":"vmgrp_%d","name":"web","created_at":%d}`, number, time.Now().Unix()), without, "x", 1)
	}}
}

func web() VirtualMachineGroupArguments {
	name := "web"
	return VirtualMachineGroupArguments{Name: &name}
}

// A proxy does not know whether a request took effect, whatever its response
// says.
func TestCodesOfAProxyAreNotTheAPIs(t *testing.T) {
	t.Parallel()
	for _, response := range []scriptedResponse{
		{true, http.StatusBadGateway, nil, `{"error":{"code":"bad_gateway","description":"upstream reset"}}`},
		{true, http.StatusGatewayTimeout, nil, `{"code":"gateway_timeout","message":"upstream timed out"}`},
		{true, http.StatusServiceUnavailable, nil, `{"error":{"code":"service_unavailable","description":"no healthy upstream"}}`},
		{true, http.StatusServiceUnavailable, nil, `{"code":"service_unavailable"}`},
	} {
		t.Run(response.body, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := groups("none", response)
				group, err := api.client().VirtualMachineGroups.Create(t.Context(), web())
				if err != nil || group.ID != "vmgrp_1" || len(api.rows) != 1 {
					t.Errorf("%d groups were made, and %q is ours: %v", len(api.rows), group.ID, err)
				}
			})
		})
	}
}

// A refusal by the API itself had no effect, so the request is retried.
func TestServiceThatIsUnavailableHasMadeNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := groups("none", scriptedResponse{false, http.StatusServiceUnavailable, http.Header{"X-Api-Schema": {"json-error"}}, `{"error":{"code":"service_unavailable"}}`})
		group, err := api.client().VirtualMachineGroups.Create(t.Context(), web())
		if err != nil || group.ID != "vmgrp_2" || api.sent != 2 {
			t.Errorf("sent %d times, %q is ours: %v", api.sent, group.ID, err)
		}
	})
}

var gateway = scriptedResponse{true, http.StatusBadGateway, nil, "<html>Bad Gateway</html>"}

// A candidate with too few fields to be identified does not count as missing.
func TestWhatCannotBeToldApartEndsTheSearch(t *testing.T) {
	t.Parallel()
	t.Run("a group without a time", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			api := groups("created_at", gateway)
			_, err := api.client().VirtualMachineGroups.Create(t.Context(), web())
			if err == nil || !strings.Contains(err.Error(), "may have been created") || !strings.Contains(err.Error(), "does not say when vmgrp_1 was created") || api.sent != 1 {
				t.Errorf("sent %d times: %v", api.sent, err)
			}
		})
	})
	for _, without := range []string{`"speed_profile"`, `"network"`} {
		t.Run("an interface without "+without, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := interfaces(without, gateway)
				_, err := api.create(t.Context(), api.client())
				if err == nil || !strings.Contains(err.Error(), "may have been created") || !strings.Contains(err.Error(), "interface vmnet_1") || api.sent != 1 {
					t.Errorf("sent %d times: %v", api.sent, err)
				}
			})
		})
	}
}

// interfaces creates network interfaces whose rows lack the given field.
func interfaces(without string, responses ...scriptedResponse) *made {
	return &made{list: "virtual_machine_network_interfaces", single: "virtual_machine_network_interface", responses: responses, row: interfaceRow(without)}
}

func interfaceRow(without string) func(int) string {
	return func(number int) string {
		row := fmt.Sprintf(`{"id":"vmnet_%d","network":{"id":"netw_1"},"speed_profile":{"id":"nsp_1","permalink":"1gbps"}}`, number)
		return strings.Replace(row, without, `"x"`, 1)
	}
}

func (m *made) create(ctx context.Context, c *Client) (VirtualMachineNetworkInterface, error) {
	machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
	if err != nil {
		return VirtualMachineNetworkInterface{}, err
	}
	defer machine.Unlock()
	return c.VirtualMachineNetworkInterfaces.Create(ctx, machine, VirtualMachineNetworkInterfaceArguments{NetworkID: "netw_1", SpeedProfile: "1gbps"})
}

// Not even an interface that somebody else added to the machine since the last
// creation.
func TestInterfaceThatWasThereBeforeIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := interfaces("none", scriptedResponse{true, http.StatusOK, nil, ""}, scriptedResponse{false, http.StatusBadGateway, nil, "<html>"})
		c := api.client()
		if _, err := api.create(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		api.rows = append(api.rows, interfaceRow("none")(99))
		second, err := api.create(t.Context(), c)
		if err != nil || second.ID != "vmnet_3" {
			t.Errorf("took %q, %v", second.ID, err)
		}
	})
}

// pair is an API that assigns a disk, and loses the responses to that.
type pair struct {
	assigned bool
	reads    int
	stop     func()
}

func (p *pair) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		p.assigned = true
		p.stop()
		return httpResponse(http.StatusBadGateway, "<html>"), nil
	}
	p.reads++
	assignment := "null"
	if p.assigned {
		assignment = `{"virtual_machine":{"id":"vm_1"},"state":"detached"}`
	}
	return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1","virtual_machine_disk":`+assignment+`}}`), r.Context().Err()
}

// The disk says whether the assignment exists, even if the caller gave up before
// the response arrived.
func TestLostAssignmentIsDecidedByReadingThePair(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{0, 4} {
		for name, stops := range map[string]bool{"nobody stops": false, "interrupted": true} {
			t.Run(fmt.Sprint(retries, " retries, ", name), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					p := &pair{stop: func() {}}
					if stops {
						p.stop = cancel
					}
					disk, err := New(Options{Organization: "acme", Transport: p, MaxRetries: retries}).Disks.Assign(ctx, "disk_1", "vm_1")
					if err != nil || disk.Assignment == nil || p.reads != 1 {
						t.Errorf("%d reads: %+v, %v", p.reads, disk.Assignment, err)
					}
				})
			})
		}
	}
}

// A task that the API no longer knows says nothing about its object.
func TestMissingTaskIsNoMissingObject(t *testing.T) {
	t.Parallel()
	api := roundTripper(func(r *http.Request) *http.Response {
		if r.Method == http.MethodPost {
			return httpResponse(http.StatusOK, `{"disk":{"id":"x_1"},"virtual_machine_network_interface":{"id":"x_1"},"task":{"id":"task_1","name":"Detach","status":"pending"}}`)
		}
		missing := httpResponse(http.StatusNotFound, `{"error":{"code":"task_not_found","description":"No task was found","detail":{}}}`)
		missing.Header.Set("X-Api-Schema", "json-error")
		return missing
	})
	for _, name := range []string{"Disks.Detach", "VirtualMachineNetworkInterfaces.Detach"} {
		synctest.Test(t, func(t *testing.T) {
			err := calls[name](t.Context(), New(Options{Organization: "acme", Transport: api}))
			if err == nil || errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "task_not_found") {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

type roundTripper func(*http.Request) *http.Response

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// meanwhile is an API that refuses creations by its rate limit until a given
// time.
type meanwhile struct {
	*made
	limit *int
	until time.Time
}

func (m meanwhile) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost && time.Now().Before(m.until) {
		*m.limit++
		refused := httpResponse(http.StatusTooManyRequests, `{"error":{"code":"rate_limit_reached"}}`)
		refused.Header.Set("X-Ratelimit-Permitted", "100")
		refused.Header.Set("X-Ratelimit-Remaining", "0")
		refused.Header.Set("Date", now())
		return refused, nil
	}
	return m.made.RoundTrip(r)
}

// The creation waits for the rate limit. Objects that others create during the
// wait are not adopted.
func TestInterfaceThatOthersMadeDuringAWaitIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := meanwhile{interfaces("none", scriptedResponse{false, http.StatusBadGateway, nil, "<html>"}), new(int), time.Now().Add(30 * time.Second)}
		c := New(Options{Organization: "acme", Transport: api, MaxRetries: 4})
		time.AfterFunc(20*time.Second, func() {
			api.mu.Lock()
			defer api.mu.Unlock()
			api.rows = append(api.rows, interfaceRow("none")(99))
		})
		created, err := api.create(t.Context(), c)
		if err != nil || created.ID != "vmnet_2" || *api.limit == 0 {
			t.Errorf("took %q after %d refusals: %v", created.ID, *api.limit, err)
		}
	})
}

// A new interface is ours only if it is on the requested network.
func TestInterfaceOnAnotherNetworkIsNotTheLostOne(t *testing.T) {
	t.Parallel()
	for name, network := range map[string]string{
		"another network":                  `"network":{"id":"netw_2"}`,
		"a virtual network":                `"virtual_network":{"id":"vnet_1"}`,
		"a virtual network of the same ID": `"virtual_network":{"id":"netw_1"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := interfaces("none", scriptedResponse{true, http.StatusBadGateway, nil, "<html>"})
				// Somebody else's, which appears in place of the one that was lost.
				mine := api.row
				api.row = func(number int) string {
					if number > 1 {
						return mine(number)
					}
					return `{"id":"vmnet_1",` + network + `,"speed_profile":{"id":"nsp_1","permalink":"1gbps"}}`
				}
				created, err := api.create(t.Context(), api.client())
				if err != nil || created.ID != "vmnet_2" || api.sent != 2 {
					t.Errorf("took %q after %d requests: %v", created.ID, api.sent, err)
				}
			})
		})
	}
}

// The same holds for a virtual network.
func TestOnNetworkComparesTheKindThatWasAskedFor(t *testing.T) {
	t.Parallel()
	public := VirtualMachineNetworkInterface{Network: &Network{ID: "netw_1"}}
	virtual := VirtualMachineNetworkInterface{VirtualNetwork: &VirtualNetwork{ID: "vnet_1"}}
	for _, test := range []struct {
		i                           VirtualMachineNetworkInterface
		networkID, virtualNetworkID string
		on                          bool
	}{
		{public, "netw_1", "", true},
		{public, "netw_2", "", false},
		{public, "", "vnet_1", false},
		{virtual, "", "vnet_1", true},
		{virtual, "", "vnet_2", false},
		{virtual, "netw_1", "", false},
		{VirtualMachineNetworkInterface{}, "netw_1", "", false},
	} {
		if on := test.i.onNetwork(test.networkID, test.virtualNetworkID); on != test.on {
			t.Errorf("%+v is on %q%q: %t", test.i, test.networkID, test.virtualNetworkID, on)
		}
	}
}

// Another machine may have been assigned the disk before the response arrived.
func TestLostAssignmentOfADiskThatAnotherMachineHasIsNoAssignment(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"lost": http.StatusBadGateway, "refused": http.StatusUnprocessableEntity} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				disk, err := New(Options{Organization: "acme", Transport: roundTripper(func(r *http.Request) *http.Response {
					if r.Method == http.MethodPost {
						response := httpResponse(status, `{"error":{"code":"unable_to_assign"}}`)
						response.Header.Set("X-Api-Schema", "json-error")
						if status == http.StatusBadGateway {
							response.Header.Del("X-Api-Schema")
						}
						return response
					}
					return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1","virtual_machine_disk":{"virtual_machine":{"id":"vm_2"},"state":"attached"}}}`)
				})}).Disks.Assign(t.Context(), "disk_1", "vm_1")
				if err == nil {
					t.Errorf("assigned: %+v", disk.Assignment)
				}
			})
		})
	}
}
