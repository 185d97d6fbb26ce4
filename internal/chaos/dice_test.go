package chaos_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"terraform-provider-katapult/internal/chaos"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

func TestDiceThrowEverythingAsOftenAsTheyShall(t *testing.T) {
	t.Parallel()
	const requests = 2000
	cloud, dice := simulator.New(simulator.Options{RateLimit: 2 * requests}), chaos.NewDice(1)
	server := httptest.NewServer(cloud)
	defer server.Close()
	dice.InjectInto(cloud)
	for range requests {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
		}
	}
	for kind, percent := range map[string]int{
		chaos.Unavailable: 5, chaos.Limited: 2, chaos.CutBefore: 2, chaos.CutAfter: 2, chaos.Truncated: 1, chaos.LostByProxy: 1,
	} {
		if want, got := percent*requests/100, dice.Injected[kind]; got < want/2 || got > 2*want {
			t.Errorf("%s: %d times, not about %d", kind, got, want)
		}
	}
}
