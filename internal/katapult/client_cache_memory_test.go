package katapult

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/rest"
)

// talkative is an API whose responses have every field. description is the
// length of a machine's description, and name that of a group's name.
type talkative struct{ description, name, groups int }

func (a talkative) RoundTrip(r *http.Request) (*http.Response, error) {
	body := fmt.Sprintf(`{"virtual_machine": {"id": %q, "name": "web", "description": %q}}`,
		r.URL.Query().Get("virtual_machine[id]"), strings.Repeat("x", a.description))
	if strings.HasSuffix(r.URL.Path, "groups") {
		var rows bytes.Buffer
		for n := range a.groups {
			fmt.Fprintf(&rows, `,{"id": "vmgrp_%016d", "name": "%0*d", "created_at": 1777882444}`, n, a.name, n)
		}
		body = `{"virtual_machine_groups": [` + rows.String()[1:] + `]}`
	}
	response := httpResponse(http.StatusOK, body)
	for n, name := range []string{
		"Content-Type", "X-Request-Id", "Date", "Etag", "Server", "Vary", "Cache-Control", "Strict-Transport-Security",
		"Access-Control-Allow-Origin", "Access-Control-Allow-Headers", "Access-Control-Allow-Methods",
	} {
		response.Header.Set(name, fmt.Sprintf("%040d", n))
	}
	return response, nil
}

// heap returns the memory in use.
func heap() int {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// The counted size of the cache is within half of its real size. This test is
// not parallel, because it would measure other tests too.
func TestRememberedAnswersTakeTheMemoryThatIsCounted(t *testing.T) {
	for what, test := range map[string]struct {
		api  talkative
		read func(c *Client, n int) error
		many int
	}{
		"small answers": {talkative{description: 10}, getMachine(t), 3_000},
		"usual answers": {talkative{description: 3_000}, getMachine(t), 1_000},
		"large answers": {talkative{description: 100_000}, getMachine(t), 20},
		"a list":        {talkative{name: 12, groups: 5_000}, listGroups(t), 1},
		"long rows":     {talkative{name: 300, groups: 5_000}, listGroups(t), 1},
	} {
		t.Run(what, func(t *testing.T) {
			c := New(Options{Organization: "acme", Transport: test.api})
			must[any](t)(nil, test.read(c, -1))
			c.cache.Invalidate()
			before := heap()
			for n := range test.many {
				must[any](t)(nil, test.read(c, n))
			}
			held, counted := heap()-before, c.cache.Size()
			t.Logf("%d bytes are held, and %d counted", held, counted)
			if counted > held*3/2 || held > counted*3/2 {
				t.Errorf("%d bytes are held, and %d counted", held, counted)
			}
			runtime.KeepAlive(c)
		})
	}
}

// The limit, lowered for this test, holds for everything that a client reads.
func TestRememberedAnswersAreBounded(t *testing.T) {
	c := New(Options{Organization: "acme", Transport: talkative{description: 10_000}})
	c.cache.Cache = rest.NewCache(cacheMaxAge, 1<<20)
	before, most := heap(), 0
	for n := range 300 {
		must[any](t)(nil, getMachine(t)(c, n))
		if c.cache.Size() > 1<<20 {
			t.Fatalf("%d bytes are remembered", c.cache.Size())
		}
		if n%10 == 0 {
			most = max(most, heap()-before)
		}
	}
	if most > 3<<19 || most < 1<<19 {
		t.Errorf("3 MB were read, and up to %d bytes of them held", most)
	}
	runtime.KeepAlive(c)
}

func getMachine(t *testing.T) func(*Client, int) error {
	return func(c *Client, n int) error {
		_, err := c.VirtualMachines.Get(refresh(t), fmt.Sprintf("vm_%016d", n))
		return err
	}
}

func listGroups(t *testing.T) func(*Client, int) error {
	return func(c *Client, _ int) error {
		_, err := c.VirtualMachineGroups.List(refresh(t))
		return err
	}
}
