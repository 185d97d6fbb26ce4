package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// lossy is an API with one disk. It loses the response to the first change. Then
// something happens to the disk.
type lossy struct {
	mu      sync.Mutex
	machine string
	state   AttachmentState
	onBoot  bool
	happens func(*lossy)
	sent    []string
}

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/core/v1/disks/")
	l.sent = append(l.sent, call)
	if r.Method != http.MethodGet && l.happens != nil {
		l.happens(l)
		l.happens = nil
		return httpResponse(http.StatusBadGateway, "<html>"), nil
	}
	if call == "POST disk/assign" {
		l.machine = "vm_2"
	}
	assignment := "null"
	if l.machine != "" {
		assignment = fmt.Sprintf(`{"virtual_machine":{"id":%q},"state":%q,"attach_on_boot":%t}`, l.machine, l.state, l.onBoot)
	}
	return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1","virtual_machine_disk":`+assignment+`}}`), nil
}

func (l *lossy) client() *Client {
	return New(Options{Organization: "acme", Transport: l, MaxRetries: 4, Backoff: func(int) time.Duration { return 10 * time.Second }})
}

// The requests name only the disk. A retry would change the assignment to
// whatever machine has the disk by then.
func TestRequestThatNamesADiskAloneIsRetriedOnlyWhileTheDiskBelongsToTheMachine(t *testing.T) {
	t.Parallel()
	var (
		moved   = func(l *lossy) { l.machine = "vm_2" }
		freed   = func(l *lossy) { l.machine = "" }
		nothing = func(*lossy) {}
	)
	for name, test := range map[string]struct {
		request string
		call    func(context.Context, Disks) error
		happens func(*lossy)
		sent    int
		err     error
	}{
		"unassign, moved":                   {"POST disk/unassign", unassign, moved, 1, nil},
		"unassign, done":                    {"POST disk/unassign", unassign, freed, 1, nil},
		"unassign, not done":                {"POST disk/unassign", unassign, nothing, 2, nil},
		"detach, moved":                     {"POST disk/detach", detach, moved, 1, UnassignedDisk},
		"detach, unassigned":                {"POST disk/detach", detach, freed, 1, UnassignedDisk},
		"detach, done":                      {"POST disk/detach", detach, func(l *lossy) { l.state = Detached }, 1, nil},
		"detach, not done":                  {"POST disk/detach", detach, nothing, 2, nil},
		"attach, moved":                     {"POST disk/attach", attach, moved, 1, UnassignedDisk},
		"attach, done":                      {"POST disk/attach", attach, func(l *lossy) { l.state = Attached }, 1, nil},
		"attach, not done":                  {"POST disk/attach", attach, func(l *lossy) { l.state = Detached }, 2, nil},
		"attach_on_boot, moved":             {"PATCH disk", onBoot, moved, 1, UnassignedDisk},
		"attach_on_boot, done":              {"PATCH disk", onBoot, func(l *lossy) { l.onBoot = true }, 1, nil},
		"attach_on_boot, not done":          {"PATCH disk", onBoot, nothing, 2, nil},
		"attach_on_boot set back, moved":    {"PATCH disk", undo, moved, 1, UnassignedDisk},
		"attach_on_boot set back, not done": {"PATCH disk", undo, nothing, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &lossy{machine: "vm_1", state: "failed", happens: test.happens}
				err := test.call(t.Context(), l.client().Disks)
				sent := 0
				for _, s := range l.sent {
					if s == test.request {
						sent++
					}
				}
				if !errors.Is(err, test.err) || sent != test.sent || len(l.sent) != test.sent+1 {
					t.Errorf("sent %q: %v", l.sent, err)
				}
			})
		})
	}
}

func unassign(ctx context.Context, s Disks) error { return s.Unassign(ctx, "disk_1", "vm_1") }
func attach(ctx context.Context, s Disks) error   { return s.Attach(ctx, "disk_1", "vm_1") }
func detach(ctx context.Context, s Disks) error   { return s.Detach(ctx, "disk_1", "vm_1") }
func onBoot(ctx context.Context, s Disks) error {
	return s.SetAttachOnBoot(ctx, "disk_1", "vm_1", true)
}

func undo(ctx context.Context, s Disks) error { return s.UndoAttachOnBoot(ctx, "disk_1", "vm_1", true) }

// In between, the disk would be assigned to another machine, and the retry would
// detach it from there.
func TestDiskIsNotAssignedBeforeALostRequestIsSettled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &lossy{machine: "vm_1", state: Detached, happens: func(*lossy) {}}
		c := l.client()
		var work sync.WaitGroup
		work.Go(func() {
			if err := c.Disks.Unassign(t.Context(), "disk_1", "vm_1"); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		work.Go(func() {
			if _, err := c.Disks.Assign(t.Context(), "disk_1", "vm_2"); err != nil {
				t.Error(err)
			}
		})
		work.Wait()
		if want := []string{"POST disk/unassign", "GET disk", "POST disk/unassign", "POST disk/assign"}; !slices.Equal(l.sent, want) {
			t.Errorf("sent %q", l.sent)
		}
	})
}

func TestLostRequestIsNotRetriedWithoutEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &lossy{machine: "vm_1", state: Attached}
		l.happens = func(l *lossy) {
			again := l.happens
			defer time.AfterFunc(0, func() { l.mu.Lock(); l.happens = again; l.mu.Unlock() })
		}
		err := l.client().Disks.Detach(t.Context(), "disk_1", "vm_1")
		if !IsUnknownOutcome(err) || !strings.Contains(err.Error(), "after 5 attempts") || len(l.sent) != 10 {
			t.Errorf("sent %q: %v", l.sent, err)
		}
	})
}

// A refusal does not say which machine has the disk, and a lost response says
// nothing.
func TestAssignmentToAnotherMachineIsNotTakenForTheOneAskedFor(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]*http.Response{
		"lost":    httpResponse(http.StatusBadGateway, "<html>"),
		"refused": httpResponse(http.StatusUnprocessableEntity, `{"error":{"code":"unable_to_assign","detail":{"errors":["Disk is already assigned to a virtual machine"]}}}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := roundTripper(func(r *http.Request) *http.Response {
					if r.Method == http.MethodPost {
						return refusal
					}
					return httpResponse(http.StatusOK, `{"disk":{"id":"disk_1","virtual_machine_disk":{"virtual_machine":{"id":"vm_2"},"state":"detached"}}}`)
				})
				disk, err := New(Options{Organization: "acme", Transport: api}).Disks.Assign(t.Context(), "disk_1", "vm_1")
				if err == nil {
					t.Errorf("it is taken for assigned: %+v", disk.Assignment)
				}
			})
		})
	}
}
