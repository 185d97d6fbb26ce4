package katapult

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// constantAPI is an API with the same response to every request. It counts requests.
type constantAPI struct {
	status int
	kind   string
	body   func(r *http.Request) string
	sent   atomic.Int64
}

func (s *constantAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	s.sent.Add(1)
	return &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {s.kind}, "X-Request-Id": {"req-7"}, "Date": {"Tue, 24 Nov 2026 10:00:00 GMT"}},
		Body: io.NopCloser(strings.NewReader(s.body(r))),
	}, nil
}

// constantClient returns a client of such an API.
func constantClient(s *constantAPI) *Client {
	return New(Options{
		Organization: "acme", DataCenter: "uk-lon-01", Transport: s, MaxRetries: 1, PollInterval: time.Nanosecond,
		Backoff: func(int) time.Duration { return 0 }, ReleaseGrace: time.Nanosecond,
	})
}

// discarding lists calls that accept an empty response from the API.
var discarding = []string{"IPAddresses.Delete", "IPAddresses.Unallocate", "IPAddresses.UnallocateFromMachine"}

func TestNothingUsableIsNeverAnAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"<html>Sign in</html>", "", `{"disk":{"id":"di`, "null", "[]", `"text"`, "7", "{}",
		`{"disk":null,"disks":null,"virtual_machine":null,"virtual_machines":null,"virtual_machine_group":null,"virtual_machine_groups":null,"networks":null,"network":null,"steps":null,"task":null,"pagination":null}`,
		`{"disk":{},"disks":[{}],"virtual_machine":{},"virtual_machines":[{}],"virtual_machine_group":{},"virtual_machine_groups":[{}],"networks":[{}],"network":{},"task":{},"pagination":{"current_page":1,"total_pages":1}}`,
		`{"disk":"x","virtual_machine":7,"virtual_machine_groups":{},"networks":"x","steps":[],"pagination":{"current_page":"one"}}`,
	} {
		t.Run(fmt.Sprintf("%.40s", body), func(t *testing.T) {
			t.Parallel()
			for name := range calls {
				requireNoAnswer(t, name, body)
			}
		})
	}
}

func requireNoAnswer(t *testing.T, name, body string) {
	t.Helper()
	api := &constantAPI{status: http.StatusOK, kind: "text/html", body: func(*http.Request) string { return body }}
	err := calls[name](t.Context(), constantClient(api))
	if err == nil && json.Valid([]byte(body)) && slices.Contains(discarding, name) {
		return
	}
	if err == nil || !strings.Contains(err.Error(), "status 200, text/html, request req-7") {
		t.Errorf("%s: %v", name, err)
	}
}

// Mistaking one object for another could delete the wrong one.
func TestAnotherObjectIsNoAnswer(t *testing.T) {
	t.Parallel()
	api := &constantAPI{status: http.StatusOK, kind: "application/json", body: func(*http.Request) string {
		return `{"virtual_machine_group":{"id":"vmgrp_2"},"virtual_machine":{"id":"vm_2"},"disk":{"id":"disk_2"},"virtual_machine_network_interface":{"id":"vmnet_2"}}`
	}}
	for _, name := range []string{
		"VirtualMachineGroups.Get", "VirtualMachineGroups.Update", "VirtualMachineGroups.Delete", "VirtualMachines.Get",
		"Disks.Get", "Disks.Assign", "Disks.Unassign", "Disks.Attach", "Disks.Detach", "Disks.SetAttachOnBoot",
		"VirtualMachineNetworkInterfaces.Get", "VirtualMachineNetworkInterfaces.Delete", "VirtualMachineNetworkInterfaces.AllocateIP",
	} {
		if err := calls[name](t.Context(), constantClient(api)); err == nil || !strings.Contains(err.Error(), "_2, and ") || !strings.Contains(err.Error(), "_1 was asked for") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if machine, err := constantClient(api).VirtualMachines.GetByFQDN(t.Context(), "x_1"); err != nil || machine.ID != "vm_2" {
		t.Errorf("by name: %v, %v", machine.ID, err)
	}
}

func TestNothingStaysOfAnAttemptBefore(t *testing.T) {
	t.Parallel()
	bodies := []string{
		`{"disk":{"id":"disk_1","name":"old","size_in_gb":"large"},"task":{"id":"task_1"}}`,
		`{"disk":{"id":"disk_1"}}`,
	}
	api := &constantAPI{status: http.StatusOK, kind: "application/json", body: func(*http.Request) string {
		next := bodies[0]
		bodies = bodies[1:]
		return next
	}}
	disk, err := constantClient(api).Disks.Get(t.Context(), "disk_1")
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
		}, "has more than 1000 pages", maxPages + 1},
		"more pages than there are": {func(n string) string {
			return `{"disk":[],"pagination":{"current_page":` + n + `,"total_pages":1000000000}}`
		}, "has more than 1000 pages", maxPages + 1},
		"no pagination": {func(string) string { return `{"disk":[` + row(1) + `]}` }, "there is no pagination in it", 2},
		"no rows":       {func(string) string { return `{"pagination":{"current_page":1,"total_pages":1}}` }, "there is no disk in it", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &constantAPI{status: http.StatusOK, kind: "application/json", body: func(r *http.Request) string { return test.body(r.URL.Query().Get("page")) }}
			_, err := constantClient(api).Disks.List(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "/organizations/organization/disks") || int(api.sent.Load()) != test.sent {
				t.Errorf("after %d requests: %v", api.sent.Load(), err)
			}
		})
	}
}
