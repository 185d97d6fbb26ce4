package chaos_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// sharedRegion is where object storage accounts are that several runs use: a region has one.
const sharedRegion = "nl-ams-1"

// TestSeveralAppliesShareOneToken runs Terraform several times at once: states
// of their own, a token and some machines in common, and a rate limit that all
// of them together exceed.
func TestSeveralAppliesShareOneToken(t *testing.T) {
	t.Parallel()
	for _, runs := range []int{2, 4} {
		t.Run(fmt.Sprint(runs, " at once"), func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) { share(t, runs) })
		})
	}
}

func share(t *testing.T, runs int) {
	t.Helper()
	w := newWorld(t, func(s *simulator.Options) { s.RateLimit = 40 })
	wanted := map[string]int{}
	var shells []*acctest.Shell
	machine := w.AddVirtualMachine(simulator.VM{Name: "common"})
	w.AddObjectStorageAccount(sharedRegion, time.Hour)
	for run := range runs {
		own := newStack(t, w, fmt.Sprintf("run-%d", run), 5, 2, chaos.Builds{Servers: 2, Recipients: 1}, 1)
		own.Machines[1] = machine
		own.storage = newStorage(t, 1, sharedRegion)
		if own.storage.Exists = run > 0; run == 0 {
			own.storage.Region = "uk-lon-1"
		}
		add(wanted, own.configure(w, chaos.Layout{}))
		shells = append(shells, own.shell)
	}
	together(t, shells, "apply", "-auto-approve")
	if audit := compare(t, w, wanted, shells...); !audit.Clean() {
		t.Errorf("after the applies: %s", audit)
	}
	together(t, shells, "plan", "-detailed-exitcode")
	together(t, shells, "destroy", "-auto-approve")
	if audit := compare(t, w, nil, shells...); !audit.Clean() {
		t.Errorf("after the destroys: %s", audit)
	}
	t.Logf("%d runs: %d requests, of which %d were refused for rate", runs, len(w.Requests()), refused(w))
}

// together runs Terraform in all directories at the same time. None may fail,
// and none may hear of the rate limit as an error.
func together(t *testing.T, shells []*acctest.Shell, arguments ...string) {
	t.Helper()
	var all sync.WaitGroup
	for _, shell := range shells {
		all.Go(func() {
			output, err := shell.Run(append(arguments, "-no-color")...)
			if err != nil || strings.Contains(output, "rate_limit_reached") {
				t.Errorf("%v: %v\n%s", arguments, err, output)
			}
		})
	}
	all.Wait()
}

// refused counts the requests that were refused for rate.
func refused(w *acctest.World) int {
	count := 0
	for _, r := range w.Requests() {
		if r.Status == http.StatusTooManyRequests {
			count++
		}
	}
	return count
}
