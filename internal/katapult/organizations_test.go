package katapult_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/katapult"
)

func TestDeletionStepsComeInTheOrderToTakeThemIn(t *testing.T) {
	t.Parallel()
	const documented = "managed_organizations virtual_machines disks file_storage_volumes disk_backup_policies isos disk_templates " +
		"load_balancers dns_zones object_storage empty_trash virtual_networks ip_addresses ensure_zero_balance ensure_no_outstanding_invoices"
	want := documented + " kubernetes_clusters web_hosting"
	var body []string
	for name := range strings.FieldsSeq(want) {
		body = append(body, `"`+name+`":{"satisfied":false,"description":"About `+name+`"}`)
	}
	api := clientWithResponse(t, 200, true, `{"steps":{`+strings.Join(body, ",")+`}}`)
	steps, err := api.Organizations.DeletionSteps(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range steps {
		got = append(got, s.Name)
		if s.Satisfied || s.Description != "About "+s.Name {
			t.Errorf("%+v", s)
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}

func TestDeletionStepsAreThoseOfTheOrganizationNamed(t *testing.T) {
	t.Parallel()
	for named, want := range map[string]string{
		"":           "organization[sub_domain]=acme",
		"globex":     "organization[sub_domain]=globex",
		"org_globex": "organization[id]=org_globex",
	} {
		t.Run(named, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				key, value, _ := strings.Cut(want, "=")
				if query := r.URL.Query(); r.Method != http.MethodGet || len(query) != 1 || query.Get(key) != value {
					t.Errorf("%s %v, want %s", r.Method, query, want)
				}
				_, _ = w.Write([]byte(`{"steps":{}}`))
			}))
			t.Cleanup(server.Close)
			api := katapult.New(katapult.Options{URL: server.URL, Organization: "acme"})
			if steps, err := api.Organizations.DeletionSteps(t.Context(), named); err != nil || len(steps) > 0 {
				t.Error(steps, err)
			}
		})
	}
}

// Only the caller's context bounds the wait for a rate limit.
func TestRateLimitThatOutlastsPatienceIsNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Api-Schema", "json-error")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"error":{"code":"rate_limit_reached","description":"You have reached the rate limit","detail":{"total_permitted":200}}}`))
	}))
	t.Cleanup(server.Close)
	api := katapult.New(katapult.Options{URL: server.URL, Backoff: func(int) time.Duration { return time.Hour }})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := api.Organizations.DeletionSteps(ctx, "")
	var response *katapult.Error
	if !errors.As(err, &response) || !errors.Is(err, katapult.RateLimitReached) {
		t.Fatal(err)
	}
	for _, part := range []string{"You have reached the rate limit", "The token may make 200 requests a minute", "429 rate_limit_reached"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
}

func TestSubDomainIsAskedForOnlyWhereTheIDIsConfigured(t *testing.T) {
	t.Parallel()
	for configured, requests := range map[string]int{"acme": 0, "org_acme": 1} {
		t.Run(configured, func(t *testing.T) {
			t.Parallel()
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				if r.URL.Path != "/core/v1/organizations/organization" || r.URL.Query().Get("organization[id]") != "org_acme" {
					t.Errorf("%s", r.URL)
				}
				_, _ = w.Write([]byte(`{"organization":{"id":"org_acme","sub_domain":"acme"}}`))
			}))
			t.Cleanup(server.Close)
			api := katapult.New(katapult.Options{URL: server.URL, Organization: configured})
			if got, err := api.Organizations.SubDomain(t.Context()); got != "acme" || err != nil || asked != requests {
				t.Errorf("%q, %v after %d requests", got, err, asked)
			}
		})
	}
}
