package katapult

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// switchable is an API with one machine, which obeys at once.
type switchable struct{ state, done string }

func (s *switchable) RoundTrip(r *http.Request) (*http.Response, error) {
	const task = `{"task":{"id":"task_1","name":"Power","status":"completed"}}`
	if strings.HasSuffix(r.URL.Path, "/tasks/task") {
		return httpResponse(http.StatusOK, task), nil
	}
	if r.Method == http.MethodPost {
		action := path.Base(r.URL.Path)
		s.done = strings.TrimSpace(s.done + " " + action)
		s.state = map[string]string{"shutdown": "stopped", "start": "started"}[action]
		return httpResponse(http.StatusOK, task), nil
	}
	return httpResponse(http.StatusOK, fmt.Sprintf(`{"virtual_machine":{"id":"vm_1","name":"db","state":%q}}`, s.state)), nil
}

func TestLastToEndADowntimeStartsTheMachine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state string
		// steps are who begins and who ends, in order.
		steps, does string
	}{
		"one":                            {"started", "begin end", "shutdown start"},
		"two":                            {"started", "begin begin end end", "shutdown start"},
		"the last one needs nothing":     {"started", "begin end end", "shutdown start"},
		"the last one got no lock":       {"started", "begin end lockless", "shutdown start"},
		"the last one was interrupted":   {"started", "begin end interrupted", "shutdown start"},
		"nobody needs anything":          {"started", "end end", ""},
		"it was stopped before":          {"stopped", "begin end", ""},
		"it was stopped before, for two": {"stopped", "begin begin end lockless", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := &switchable{state: test.state}
				c := New(Options{Organization: "acme", Transport: api})
				var shares []DowntimeShare
				for range strings.Count(test.steps, "end") + strings.Count(test.steps, "lockless") + strings.Count(test.steps, "interrupted") {
					shares = append(shares, c.VirtualMachines.AnnounceDowntime("vm_1"))
				}
				for _, step := range strings.Fields(test.steps) {
					if err := take(t.Context(), c, step, &shares); err != nil {
						t.Errorf("%s: %v", step, err)
					}
				}
				if api.done != test.does || api.state != test.state {
					t.Errorf("it did %q and is %s", api.done, api.state)
				}
			})
		})
	}
}

// take begins the downtime of the first share, or ends and removes it.
func take(ctx context.Context, c *Client, step string, shares *[]DowntimeShare) error {
	first := (*shares)[0]
	if step != "begin" {
		*shares = (*shares)[1:]
	}
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	if step == "interrupted" {
		cancel()
	}
	if step == "lockless" || step == "interrupted" {
		return first.End(ctx, nil)
	}
	machine, err := c.VirtualMachines.Lock(ctx, "vm_1")
	if err != nil {
		return err
	}
	defer machine.Unlock()
	if step == "begin" {
		return first.Begin(ctx, machine)
	}
	return first.End(ctx, machine)
}

func TestDowntimeIsForgottenWhenItIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &switchable{state: "started"}
		c := New(Options{Organization: "acme", Transport: api})
		for range 2 {
			shares := []DowntimeShare{c.VirtualMachines.AnnounceDowntime("vm_1")}
			for _, step := range []string{"begin", "end"} {
				if err := take(t.Context(), c, step, &shares); err != nil {
					t.Errorf("%s: %v", step, err)
				}
			}
			api.state = "stopped" // by somebody else
			time.Sleep(stateMaxAge)
		}
		if api.done != "shutdown start" {
			t.Errorf("it did %q", api.done)
		}
	})
}
