package katapult

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// stuck is an API in which nothing ever finishes.
type stuck struct {
	status int
	body   string
}

func (s stuck) RoundTrip(r *http.Request) (*http.Response, error) {
	response := httpResponse(s.status, s.body)
	switch {
	case strings.HasSuffix(r.URL.Path, "/tasks/task"):
		response = httpResponse(http.StatusOK, `{"task": {"id": "task_1", "status": "running", "progress": 5}}`)
	case s.status == http.StatusTooManyRequests:
		response.Header.Set("X-Ratelimit-Permitted", "100")
		response.Header.Set("X-Ratelimit-Remaining", "0")
	}
	response.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	response.Header.Set("X-Api-Schema", "json-error")
	return response, nil
}

// TestEndOfContextEndsEveryWait: the wait ends at once. The error says what it
// waited for and why it ended.
func TestEndOfContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		api  stuck
		wait func(ctx context.Context, c *Client) error
		says []string
	}{
		"for a task": {
			stuck{200, `{"disk": {"id": "disk_1"}, "task": {"id": "task_1", "name": "Attach disk to virtual machine", "status": "pending"}}`},
			func(ctx context.Context, c *Client) error { return c.Disks.Attach(ctx, "disk_1", "vm_1") },
			[]string{`task "Attach disk to virtual machine" (task_1) on disk disk_1 was still running (5 %) after 10s`},
		},
		"for a machine to settle": {
			stuck{200, `{"virtual_machine": {"id": "vm_1", "name": "db", "state": "starting"}}`},
			func(ctx context.Context, c *Client) error {
				_, err := c.VirtualMachines.WaitSettled(ctx, "vm_1")
				return err
			},
			[]string{`virtual machine "db" (vm_1) is starting after 10s`},
		},
		"for a disk to settle": {
			stuck{200, `{"disk": {"id": "disk_1", "name": "data", "virtual_machine_disk": {"virtual_machine": {"id": "vm_1"}, "state": "detaching"}}}`},
			func(ctx context.Context, c *Client) error {
				_, err := c.Disks.WaitSettled(ctx, "disk_1", "vm_1")
				return err
			},
			[]string{`disk "data" (disk_1) is detaching after 10s`},
		},
		"for an interface to settle": {
			stuck{200, `{"virtual_machine_network_interface": {"id": "vmnet_1", "name": "eth", "state": "attaching"}}`},
			func(ctx context.Context, c *Client) error {
				_, err := c.VirtualMachineNetworkInterfaces.WaitSettled(ctx, "vmnet_1")
				return err
			},
			[]string{`network interface "eth" (vmnet_1) is attaching after 10s`},
		},
		"for a turn on a machine": {
			stuck{200, `{}`},
			func(ctx context.Context, c *Client) error {
				held, _ := c.VirtualMachines.Lock(context.Background(), "vm_1")
				defer held.Unlock()
				_, err := c.VirtualMachines.Lock(ctx, "vm_1")
				return err
			},
			[]string{`waiting for other work on virtual machine vm_1`},
		},
		"for the rate limit": {
			stuck{429, `{"error": {"code": "rate_limit_reached", "description": "Too many"}}`},
			func(ctx context.Context, c *Client) error { _, err := c.Disks.Get(ctx, "disk_1"); return err },
			[]string{`waiting for Katapult's rate limit`, `GET /disks/disk answered 429`},
		},
		"for a retry": {
			stuck{503, `{"error": {"code": "service_unavailable", "description": "Down"}}`},
			func(ctx context.Context, c *Client) error { _, err := c.Disks.Get(ctx, "disk_1"); return err },
			[]string{`GET /disks/disk answered 503`},
		},
		"for a place in a queue": {
			stuck{406, `{"error": {"code": "task_queueing_error", "description": "Full"}}`},
			func(ctx context.Context, c *Client) error { return c.Disks.Detach(ctx, "disk_1", "vm_1") },
			[]string{`POST /disks/disk/detach answered 406`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reason := errors.New("somebody pressed Ctrl-C")
				ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Second, reason)
				defer cancel()
				start := time.Now()
				err := test.wait(ctx, New(Options{Transport: test.api, Organization: "acme", MaxRetries: 100}))
				if took := time.Since(start); !errors.Is(err, reason) || took != 10*time.Second {
					t.Errorf("after %s: %v", took, err)
				}
				for _, part := range append(test.says, reason.Error()) {
					if err != nil && !strings.Contains(err.Error(), part) {
						t.Errorf("%q is not in %q", part, err)
					}
				}
			})
		})
	}
}
