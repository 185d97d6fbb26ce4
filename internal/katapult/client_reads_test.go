package katapult

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// api is an API with responses by path. It counts requests.
type api struct {
	mu        sync.Mutex
	responses map[string]func() (int, string)
	count     map[string]int
	takes     time.Duration
}

func (a *api) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(a.takes)
	a.mu.Lock()
	defer a.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, prefix)
	a.count[path]++
	status, body := a.responses[path]()
	for name, values := range r.URL.Query() {
		if strings.HasSuffix(name, "[id]") {
			body = strings.ReplaceAll(body, "{id}", values[0])
		}
	}
	return httpResponse(status, body), nil
}

// A token may have permission to read an object but not to list its kind.
func TestReadsAreSingleWhereTheListIsRefused(t *testing.T) {
	t.Parallel()
	a := &api{count: map[string]int{}, responses: map[string]func() (int, string){
		"/organizations/organization/virtual_machine_groups": func() (int, string) {
			return http.StatusForbidden, `{"error": {"code": "scope_not_granted", "description": "No", "detail": {}}}`
		},
		virtualMachineGroups.path: func() (int, string) {
			return http.StatusOK, `{"virtual_machine_group": {"id": "{id}", "name": "web"}}`
		},
	}}
	c := New(Options{Organization: "acme", Transport: a})
	for n := range 100 {
		if g := must[VirtualMachineGroup](t)(c.VirtualMachineGroups.Get(refresh(t), fmt.Sprintf("vmgrp_%d", n))); g.Name != "web" {
			t.Errorf("got %+v", g)
		}
	}
	if a.count[virtualMachineGroups.path] != 100 || a.count["/organizations/organization/virtual_machine_groups"] != 1 {
		t.Error(a.count)
	}
}

func TestIdenticalReadsAreAskedOnce(t *testing.T) {
	t.Parallel()
	a := &api{count: map[string]int{}, responses: map[string]func() (int, string){
		"/virtual_machines/virtual_machine": func() (int, string) {
			return http.StatusOK, `{"virtual_machine": {"id": "{id}", "name": "web"}}`
		},
	}}
	c := New(Options{Organization: "acme", Transport: a})
	for range 10 {
		must[VirtualMachine](t)(c.VirtualMachines.Get(refresh(t), "vm_1"))
	}
	if a.count["/virtual_machines/virtual_machine"] != 1 {
		t.Error(a.count)
	}
	must[VirtualMachine](t)(c.VirtualMachines.Get(refresh(t), "vm_2"))
	must[VirtualMachine](t)(c.VirtualMachines.Get(t.Context(), "vm_1"))
	if a.count["/virtual_machines/virtual_machine"] != 3 {
		t.Error(a.count)
	}
}

const disksOfVM1 = "/virtual_machines/virtual_machine/disks"

// newDisksAPI is an API with the disks of a machine, whose responses take a
// second.
func newDisksAPI() *api {
	return &api{count: map[string]int{}, takes: time.Second, responses: map[string]func() (int, string){
		disksOfVM1: func() (int, string) {
			return http.StatusOK, `{"pagination": {"current_page": 1, "total_pages": 1}, "disks": [{"disk": {"id": "disk_1"}, "state": "attached"}]}`
		},
	}}
}

// Otherwise two maximum ages of half a minute would add up to a minute.
func TestListsThatServeSingleReadsAreNoOlderThanTheySay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newDisksAPI()
		c := New(Options{Organization: "acme", Transport: a})
		must[[]VirtualMachineDisk](t)(c.VirtualMachines.Disks(refresh(t), "vm_1"))
		time.Sleep(25 * time.Second)
		must[Disk](t)(c.Disks.GetOnMachine(refresh(t), "vm_1", "disk_1"))
		if a.count[disksOfVM1] != 2 {
			t.Errorf("%d requests: a list is made of what was read before", a.count[disksOfVM1])
		}
	})
}

func TestPagesOfListsThatServeSingleReadsAreNotRememberedToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newDisksAPI()
		c := New(Options{Organization: "acme", Transport: a})
		must[Disk](t)(c.Disks.GetOnMachine(refresh(t), "vm_1", "disk_1"))
		must[[]VirtualMachineDisk](t)(c.VirtualMachines.Disks(refresh(t), "vm_1"))
		if a.count[disksOfVM1] != 2 {
			t.Errorf("%d requests: the page is kept beside its rows", a.count[disksOfVM1])
		}
	})
}

func TestIdenticalReadsAtTheSameTimeAreAskedOnce(t *testing.T) {
	t.Parallel()
	for what, read := range map[string]func(context.Context, *Client) error{
		"a list": func(ctx context.Context, c *Client) error { _, err := c.VirtualMachines.Disks(ctx, "vm_1"); return err },
		"rows of one list": func(ctx context.Context, c *Client) error {
			_, err := c.Disks.GetOnMachine(ctx, "vm_1", "disk_1")
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newDisksAPI()
				c := New(Options{Organization: "acme", Transport: a})
				var all sync.WaitGroup
				for range 10 {
					all.Go(func() {
						if err := read(refresh(t), c); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if a.count[disksOfVM1] != 1 {
					t.Errorf("%d requests", a.count[disksOfVM1])
				}
			})
		})
	}
}
