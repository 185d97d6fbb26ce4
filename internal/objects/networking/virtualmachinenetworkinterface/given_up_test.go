package virtualmachinenetworkinterface

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

// endless is an API with a started machine and tasks that never end.
type endless struct{}

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{"virtual_machine":{"id":"vm_1","name":"db","state":"started"}}`
	switch {
	case strings.HasSuffix(r.URL.Path, "/tasks/task"):
		body = `{"task":{"id":"task_1","name":"Change","status":"running"}}`
	case r.Method != http.MethodGet:
		body = `{"task":{"id":"task_1","name":"Change","status":"pending"}}`
	case strings.Contains(r.URL.Path, "network_interface"):
		body = `{"virtual_machine_network_interface":{"id":"vmnet_1","state":"attached"}}`
	}
	header := http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json"}}
	return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func TestTaskThatIsGivenUpIsNotWaitedForByEveryInterfaceOfTheMachine(t *testing.T) {
	t.Parallel()
	attached := katapult.VirtualMachineNetworkInterface{ID: "vmnet_1", State: katapult.Attached}
	for name, work := range map[string]func(context.Context, *katapult.Client, *machineLock) error{
		"a detach": func(ctx context.Context, api *katapult.Client, machine *machineLock) error {
			_, err := setAttached(ctx, api, machine.LockedMachine, attached, false)
			return err
		},
		"an attach": func(ctx context.Context, api *katapult.Client, machine *machineLock) error {
			_, err := setAttached(ctx, api, machine.LockedMachine, katapult.VirtualMachineNetworkInterface{ID: "vmnet_1", State: katapult.Detached}, true)
			return err
		},
		"the detach of a destroy": func(ctx context.Context, api *katapult.Client, machine *machineLock) error {
			return (&deletion{api: api, machine: machine, now: attached}).detach(ctx)
		},
		"a speed profile": func(ctx context.Context, api *katapult.Client, machine *machineLock) error {
			plan := &model{NetworkSpeedProfile: types.StringValue("10gbps")}
			return convergence{api: api, machine: machine, plan: plan, progress: &model{}}.run(ctx, attached)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := katapult.New(katapult.Options{Organization: "acme", Transport: endless{}})
				turn := func(work func(context.Context, *katapult.Client, *machineLock) error) error {
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
					defer cancel()
					machine, err := lockMachine(ctx, api, "vm_1")
					if err != nil {
						return err
					}
					defer machine.unlock()
					return work(ctx, api, machine)
				}
				if given := (*katapult.TaskError)(nil); !errors.As(turn(work), &given) {
					t.Fatal("the task was not given up")
				}
				settled := func(ctx context.Context, _ *katapult.Client, machine *machineLock) error {
					_, err := machine.WaitSettled(ctx)
					return err
				}
				start := time.Now()
				for range 3 {
					_ = turn(settled)
				}
				if err := turn(settled); !errors.As(err, new(*katapult.StuckError)) || time.Since(start) > 21*time.Minute {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
			})
		})
	}
}
