package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// The last known state of a machine may be stale once an operation on it begins.
func TestWhatNeedsARunningMachineWaitsForItToComeBack(t *testing.T) {
	t.Parallel()
	refusal := errors.New("refused")
	for name, test := range map[string]struct {
		states []string // of the machine, each time that it is looked at
		fails  []error  // of what is done, each time
		tries  int
		done   bool
		err    error
	}{
		"it runs":                         {[]string{"started"}, []error{nil}, 1, true, nil},
		"it is stopped":                   {[]string{"stopped"}, nil, 0, false, nil},
		"it was stopped meanwhile":        {[]string{"started", "stopping", "stopping", "stopped"}, []error{refusal}, 1, false, nil},
		"it was restarted meanwhile":      {[]string{"started", "starting", "starting", "started"}, []error{refusal, nil}, 2, true, nil},
		"it fails although it runs":       {[]string{"started", "started"}, []error{refusal}, 1, false, refusal},
		"it fails again although it runs": {[]string{"started", "stopping", "started", "started"}, []error{refusal, refusal}, 2, false, refusal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				looks, tries := 0, 0
				c := New(Options{Organization: "acme", Transport: roundTripper(func(*http.Request) *http.Response {
					state := test.states[min(looks, len(test.states)-1)]
					looks++
					return httpResponse(http.StatusOK, fmt.Sprintf(`{"virtual_machine":{"id":"vm_1","state":%q}}`, state))
				})})
				machine, err := c.VirtualMachines.Lock(t.Context(), "vm_1")
				if err != nil {
					t.Fatal(err)
				}
				defer machine.Unlock()
				done, err := machine.WhileStarted(t.Context(), func(context.Context) error {
					tries++
					return test.fails[tries-1]
				})
				if done != test.done || !errors.Is(err, test.err) || tries != test.tries || looks != len(test.states) {
					t.Errorf("done %t after %d tries and %d looks: %v", done, tries, looks, err)
				}
			})
		})
	}
}

// What was done on a running machine shows that it still ran, however long it took.
func TestMachineIsNotLookedAtAgainAfterWhatShowsThatItRuns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		c := New(Options{Organization: "acme", Transport: roundTripper(func(*http.Request) *http.Response {
			looks++
			return httpResponse(http.StatusOK, `{"virtual_machine":{"id":"vm_1","state":"started"}}`)
		})})
		for _, pause := range []time.Duration{stateMaxAge / 2, stateMaxAge} {
			machine, err := c.VirtualMachines.Lock(t.Context(), "vm_1")
			if err != nil {
				t.Fatal(err)
			}
			_, err = machine.WhileStarted(t.Context(), func(context.Context) error { time.Sleep(2 * stateMaxAge); return nil })
			if err != nil || looks != 1 {
				t.Errorf("%d looks: %v", looks, err)
			}
			machine.Unlock()
			time.Sleep(pause)
		}
		machine, err := c.VirtualMachines.Lock(t.Context(), "vm_1")
		if err != nil {
			t.Fatal(err)
		}
		defer machine.Unlock()
		if _, err := machine.WaitSettled(t.Context()); err != nil || looks != 2 {
			t.Errorf("%d looks after %s: %v", looks, stateMaxAge, err)
		}
	})
}
