package katapult

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// api answers by path, and counts.
type api struct {
	mu      sync.Mutex
	answers map[string]func() (int, string)
	count   map[string]int
}

func (a *api) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, prefix)
	a.count[path]++
	status, body := a.answers[path]()
	for name, values := range r.URL.Query() {
		if strings.HasSuffix(name, "[id]") {
			body = strings.ReplaceAll(body, "{id}", values[0])
		}
	}
	return response(status, body), nil
}

// A token may read an object and not list its kind.
func TestReadsAreSingleWhereTheListIsRefused(t *testing.T) {
	t.Parallel()
	a := &api{count: map[string]int{}, answers: map[string]func() (int, string){
		"/organizations/organization/virtual_machine_groups": func() (int, string) {
			return http.StatusForbidden, `{"error": {"code": "scope_not_granted", "description": "No", "detail": {}}}`
		},
		virtualMachineGroupPath: func() (int, string) {
			return http.StatusOK, `{"virtual_machine_group": {"id": "{id}", "name": "web"}}`
		},
	}}
	c := New(Options{Organization: "acme", Transport: a}).Reading()
	for n := range 100 {
		if g := must[VirtualMachineGroup](t)(c.VirtualMachineGroups.Get(t.Context(), fmt.Sprintf("vmgrp_%d", n))); g.Name != "web" {
			t.Errorf("got %+v", g)
		}
	}
	if a.count[virtualMachineGroupPath] != 100 || a.count["/organizations/organization/virtual_machine_groups"] != 1 {
		t.Error(a.count)
	}
}

func TestIdenticalReadsAreAskedOnce(t *testing.T) {
	t.Parallel()
	a := &api{count: map[string]int{}, answers: map[string]func() (int, string){
		"/virtual_machines/virtual_machine": func() (int, string) {
			return http.StatusOK, `{"virtual_machine": {"id": "{id}", "name": "web"}}`
		},
	}}
	c := New(Options{Organization: "acme", Transport: a})
	for range 10 {
		must[VirtualMachine](t)(c.Reading().VirtualMachines.Get(t.Context(), "vm_1"))
	}
	if a.count["/virtual_machines/virtual_machine"] != 1 {
		t.Error(a.count)
	}
	must[VirtualMachine](t)(c.Reading().VirtualMachines.Get(t.Context(), "vm_2"))
	must[VirtualMachine](t)(c.VirtualMachines.Get(t.Context(), "vm_1"))
	if a.count["/virtual_machines/virtual_machine"] != 3 {
		t.Error(a.count)
	}
}
