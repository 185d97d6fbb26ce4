package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// exhausted repeats a request until the rate limit refuses it, as if others had
// just used up the window.
func exhausted(t *testing.T, w *acctest.World) (url string) {
	t.Helper()
	var first sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		first.Do(func() {
			for status := 0; status != http.StatusTooManyRequests; {
				recorder := httptest.NewRecorder()
				w.ServeHTTP(recorder, r)
				status = recorder.Code
			}
		})
		w.ServeHTTP(answer, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// The credentials check is the first to wait. Most of the plan waits after it.
func TestWaitingForTheRateLimitIsToldOnceFromTheFirstRequestOn(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *simulator.Options) { o.RateLimit = 3 }, registry.All()...)
	w.URL = exhausted(t, w)
	var config strings.Builder
	for _, plural := range []string{"virtual_machine_groups", "networks", "virtual_networks", "network_speed_profiles", "disk_io_profiles", "virtual_machines", "disks"} {
		config.WriteString("data \"katapult_" + plural + "\" \"d\" {}\n\n")
	}
	shell := w.Shell(config.String())
	output, err := shell.Run("plan", "-no-color")
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if n := strings.Count(output, "Warning: Waiting for Katapult's rate limit"); n != 1 || strings.Contains(output, "similar warning") {
		t.Errorf("told %d times\n%s", n, output)
	}
	if !acctest.Matches(`may make 3 requests in a minute, and they were used up`, `waited \d+s for the minute to end`, `ask Katapult for a higher limit`).MatchString(output) {
		t.Error(output)
	}
}
