package katapult

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// says is an API that answers everything in the same way, and counts.
type says struct {
	status int
	kind   string
	body   func(r *http.Request) string
	sent   int
}

func (s *says) RoundTrip(r *http.Request) (*http.Response, error) {
	s.sent++
	return &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {s.kind}, "X-Request-Id": {"req-7"}, "Date": {"Tue, 24 Nov 2026 10:00:00 GMT"}},
		Body: io.NopCloser(strings.NewReader(s.body(r))),
	}, nil
}

// calls is everything that the client can be asked to do.
var calls = map[string]func(context.Context, *Client) (any, error){
	"data centres":     func(ctx context.Context, c *Client) (any, error) { return c.DataCenters.List(ctx) },
	"data centre":      func(ctx context.Context, c *Client) (any, error) { return c.DataCenters.Get(ctx, "dc_1") },
	"disk IO profiles": func(ctx context.Context, c *Client) (any, error) { return c.DiskIOProfiles.List(ctx) },
	"disks":            func(ctx context.Context, c *Client) (any, error) { return c.Disks.List(ctx) },
	"disk":             func(ctx context.Context, c *Client) (any, error) { return c.Disks.Get(ctx, "disk_1") },
	"disk, settled":    func(ctx context.Context, c *Client) (any, error) { return c.Disks.GetSettled(ctx, "disk_1") },
	"disk of a machine": func(ctx context.Context, c *Client) (any, error) {
		return c.Reading().Disks.GetOf(ctx, "vm_1", "disk_1")
	},
	"assign":        func(ctx context.Context, c *Client) (any, error) { return c.Disks.Assign(ctx, "disk_1", "vm_1") },
	"unassign":      func(ctx context.Context, c *Client) (any, error) { return nil, c.Disks.Unassign(ctx, "disk_1") },
	"attach a disk": func(ctx context.Context, c *Client) (any, error) { return nil, c.Disks.Attach(ctx, "disk_1") },
	"detach a disk": func(ctx context.Context, c *Client) (any, error) { return nil, c.Disks.Detach(ctx, "disk_1") },
	"attach on boot": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.Disks.SetAttachOnBoot(ctx, "disk_1", true)
	},
	"address":         func(ctx context.Context, c *Client) (any, error) { return c.IPAddresses.Get(ctx, "ip_1") },
	"unallocate":      func(ctx context.Context, c *Client) (any, error) { return nil, c.IPAddresses.Unallocate(ctx, "ip_1") },
	"speed profiles":  func(ctx context.Context, c *Client) (any, error) { return c.NetworkSpeedProfiles.List(ctx) },
	"networks":        func(ctx context.Context, c *Client) (any, error) { return c.Networks.List(ctx) },
	"network":         func(ctx context.Context, c *Client) (any, error) { return c.Networks.Get(ctx, "netw_1") },
	"default network": func(ctx context.Context, c *Client) (any, error) { return c.Networks.DefaultOf(ctx, "uk-lon-01") },
	"deletion steps":  func(ctx context.Context, c *Client) (any, error) { return c.Organizations.DeletionSteps(ctx, "") },
	"groups":          func(ctx context.Context, c *Client) (any, error) { return c.VirtualMachineGroups.List(ctx) },
	"group":           func(ctx context.Context, c *Client) (any, error) { return c.VirtualMachineGroups.Get(ctx, "vmgrp_1") },
	"delete a group": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineGroups.Delete(ctx, "vmgrp_1")
	},
	"machines":         func(ctx context.Context, c *Client) (any, error) { return c.VirtualMachines.List(ctx) },
	"machine":          func(ctx context.Context, c *Client) (any, error) { return c.VirtualMachines.Get(ctx, "vm_1") },
	"machine's disks":  func(ctx context.Context, c *Client) (any, error) { return c.VirtualMachines.Disks(ctx, "vm_1") },
	"virtual networks": func(ctx context.Context, c *Client) (any, error) { return c.VirtualNetworks.List(ctx) },
	"virtual network":  func(ctx context.Context, c *Client) (any, error) { return c.VirtualNetworks.Get(ctx, "vnet_1") },
	"interface": func(ctx context.Context, c *Client) (any, error) {
		return c.VirtualMachineNetworkInterfaces.Get(ctx, "vmnet_1")
	},
	"delete interface": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineNetworkInterfaces.Delete(ctx, "vmnet_1")
	},
	"attach interface": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineNetworkInterfaces.Attach(ctx, "vmnet_1")
	},
	"detach interface": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineNetworkInterfaces.Detach(ctx, "vmnet_1")
	},
	"allocate": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineNetworkInterfaces.AllocateIP(ctx, "vmnet_1", "ip_1")
	},
	"credentials": func(ctx context.Context, c *Client) (any, error) { return nil, c.Check(ctx) },
	"create a group": func(ctx context.Context, c *Client) (any, error) {
		return c.VirtualMachineGroups.Create(ctx, VirtualMachineGroupArguments{})
	},
	"update a group": func(ctx context.Context, c *Client) (any, error) {
		return c.VirtualMachineGroups.Update(ctx, "vmgrp_1", VirtualMachineGroupArguments{})
	},
	"update its speed": func(ctx context.Context, c *Client) (any, error) {
		return nil, c.VirtualMachineNetworkInterfaces.UpdateSpeedProfile(ctx, "vmnet_1", "1gbps")
	},
	"create a interface": createInterface,
	"interfaces": func(ctx context.Context, c *Client) (any, error) {
		for _, err := range c.VirtualMachineNetworkInterfaces.List(ctx, "vm_1") {
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}

func createInterface(ctx context.Context, c *Client) (any, error) {
	machine, err := c.VirtualMachines.Hold(ctx, "vm_1")
	if err != nil {
		return nil, err
	}
	defer machine.Release()
	return c.VirtualMachineNetworkInterfaces.Create(ctx, machine, VirtualMachineNetworkInterfaceArguments{NetworkID: "netw_1", SpeedProfile: "1gbps"})
}

// answered is a client of an API that always says the same.
func answered(s *says) *Client {
	return New(Options{
		Organization: "acme", Transport: s, MaxRetries: 1, PollInterval: time.Nanosecond,
		Backoff: func(int) time.Duration { return 0 },
	})
}

// discarding are calls of whose answer nothing is needed, as long as it comes
// from the API.
var discarding = []string{"attach on boot", "unallocate", "delete a group", "delete interface", "allocate"}

func TestNothingUsableIsNeverAnAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"<html>Sign in</html>", "", `{"disk":{"id":"di`, "null", "[]", `"text"`, "7", "{}", strings.Repeat(`{"disk":`, 20_000),
		`{"disk":null,"disks":null,"virtual_machine":null,"virtual_machines":null,"virtual_machine_group":null,"virtual_machine_groups":null,"networks":null,"network":null,"steps":null,"task":null,"pagination":null}`,
		`{"disk":{},"disks":[{}],"virtual_machine":{},"virtual_machines":[{}],"virtual_machine_group":{},"virtual_machine_groups":[{}],"networks":[{}],"network":{},"task":{},"pagination":{"current_page":1,"total_pages":1}}`,
		`{"disk":"x","virtual_machine":7,"virtual_machine_groups":{},"networks":"x","steps":[],"pagination":{"current_page":"one"}}`,
	} {
		t.Run(fmt.Sprintf("%.40s", body), func(t *testing.T) {
			t.Parallel()
			for name, call := range calls {
				api := &says{status: http.StatusOK, kind: "text/html", body: func(*http.Request) string { return body }}
				_, err := call(t.Context(), answered(api))
				if err == nil && json.Valid([]byte(body)) && slices.Contains(discarding, name) {
					continue
				}
				if err == nil || !strings.Contains(err.Error(), "status 200, text/html, request req-7") {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func TestNothingStaysOfAnAttemptBefore(t *testing.T) {
	t.Parallel()
	bodies := []string{
		`{"disk":{"id":"disk_1","name":"old","size_in_gb":"large"},"task":{"id":"task_1"}}`,
		`{"disk":{"id":"disk_1"}}`,
	}
	api := &says{status: http.StatusOK, kind: "application/json", body: func(*http.Request) string {
		next := bodies[0]
		bodies = bodies[1:]
		return next
	}}
	disk, err := answered(api).Disks.Get(t.Context(), "disk_1")
	if err != nil || disk.Name != "" {
		t.Errorf("%+v, %v", disk, err)
	}
}

func TestListsThatDoNotEndAreErrors(t *testing.T) {
	t.Parallel()
	row := func(id any) string { return fmt.Sprintf(`{"id":"disk_%v"}`, id) }
	full := func(number string) string {
		return strings.TrimSuffix(strings.Repeat(row(number)+",", perPage), ",")
	}
	for name, test := range map[string]struct {
		body func(number string) string
		says string
		sent int
	}{
		"the first page again": {func(string) string {
			return `{"disk":[` + row(1) + `],"pagination":{"current_page":1,"total_pages":9}}`
		}, "it is page 1, and page 2 was asked for", 3},
		"the same rows again": {func(n string) string {
			return `{"disk":[` + row(1) + `],"pagination":{"current_page":` + n + `,"total_pages":9}}`
		}, "the same rows as the page before", 3},
		"always one more": {func(n string) string {
			return `{"disk":[` + full(n) + `],"pagination":{"current_page":` + n + `,"large_set":true}}`
		}, "has more than 1000 pages", mostPages + 1},
		"more pages than there are": {func(n string) string {
			return `{"disk":[],"pagination":{"current_page":` + n + `,"total_pages":1000000000}}`
		}, "has more than 1000 pages", mostPages + 1},
		"no pagination": {func(string) string { return `{"disk":[` + row(1) + `]}` }, "there is no pagination in it", 2},
		"no rows":       {func(string) string { return `{"pagination":{"current_page":1,"total_pages":1}}` }, "there is no disk in it", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &says{status: http.StatusOK, kind: "application/json", body: func(r *http.Request) string { return test.body(r.URL.Query().Get("page")) }}
			_, err := answered(api).Disks.List(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "/organizations/organization/disks") || api.sent != test.sent {
				t.Errorf("after %d requests: %v", api.sent, err)
			}
		})
	}
}
