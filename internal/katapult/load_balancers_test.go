package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// inTurns is an API that takes ten seconds to create a load balancer, and one after the other:
// the sixth of several at once is answered after a minute.
type inTurns struct {
	mu   sync.Mutex
	busy time.Time
	made []string
	sent int
}

func (s *inTurns) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		s.mu.Lock()
		defer s.mu.Unlock()
		return httpResponse(http.StatusOK, fmt.Sprintf(`{"pagination":{"current_page":1,"total_pages":1},"load_balancers":[%s]}`, strings.Join(s.made, ","))), nil
	}
	s.mu.Lock()
	s.sent++
	if now := time.Now(); s.busy.Before(now) {
		s.busy = now
	}
	s.busy = s.busy.Add(10 * time.Second)
	row := fmt.Sprintf(`{"id":"lb_%d","name":"web","data_center":{"id":"dc_1"}}`, s.sent)
	until := s.busy
	s.mu.Unlock()
	// The creation goes on when its client has left.
	done := make(chan struct{})
	go func() {
		time.Sleep(time.Until(until))
		s.mu.Lock()
		defer s.mu.Unlock()
		s.made = append(s.made, row)
		close(done)
	}()
	select {
	case <-done:
		return httpResponse(http.StatusOK, `{"load_balancer":`+row+`}`), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// Without turns, the seventh request would be given up while the API still works on it.
func TestManyLoadBalancersAreCreatedInTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &inTurns{}
		c := New(Options{Organization: "acme", Transport: api, MaxRetries: 4})
		var done sync.WaitGroup
		for range 10 {
			done.Go(func() {
				if _, err := c.LoadBalancers.Create(t.Context(), LoadBalancerArguments{DataCenterID: "dc_1"}); err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		if len(api.made) != 10 {
			t.Errorf("%d load balancers were made by %d requests", len(api.made), api.sent)
		}
	})
}

func TestCreationThatNobodyWaitsForIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &inTurns{}
		c := New(Options{Organization: "acme", Transport: api})
		unlock, err := c.locks.Lock(t.Context(), "new load balancers")
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.LoadBalancers.Create(ctx, LoadBalancerArguments{DataCenterID: "dc_1"}); err == nil || !strings.Contains(err.Error(), "waiting for other work on new load balancers") || api.sent > 0 {
			t.Errorf("sent %d times: %v", api.sent, err)
		}
	})
}

// Rows lack the permalink of the data centre, so that what is new is read.
func TestLostLoadBalancerIsTheOneThatWasNotThereBefore(t *testing.T) {
	t.Parallel()
	reference := "shop"
	for name, test := range map[string]struct {
		single string
		found  bool
	}{
		"ours":                   {`"name":"web","api_reference":"shop","resource_type":"tags","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, true},
		"of another name":        {`"name":"db","api_reference":"shop","resource_type":"tags","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, false},
		"of another reference":   {`"name":"web","api_reference":"x","resource_type":"tags","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, false},
		"without a reference":    {`"name":"web","resource_type":"tags","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, false},
		"with targets of others": {`"name":"web","api_reference":"shop","resource_type":"virtual_machines","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, false},
		"with other targets":     {`"name":"web","api_reference":"shop","resource_type":"tags","resource_ids":["tag_1"],"data_center":{"id":"dc_1","permalink":"uk-lon-01"}`, false},
		"elsewhere":              {`"name":"web","api_reference":"shop","resource_type":"tags","resource_ids":["tag_2","tag_1"],"data_center":{"id":"dc_2","permalink":"nl-ams-01"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(s *script, request string) (int, string) {
					switch {
					case request == "POST /organizations/organization/load_balancers":
						return http.StatusBadGateway, "<html>"
					case request == "GET /organizations/organization/load_balancers" && s.count(request) == 1:
						return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"load_balancers":[{"id":"lb_1","name":"web"}]}`
					case request == "GET /organizations/organization/load_balancers":
						return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"load_balancers":[{"id":"lb_1","name":"web"},{"id":"lb_2","name":"web"}]}`
					}
					return http.StatusOK, `{"load_balancer":{"id":"lb_2",` + test.single + `}}`
				}}
				c := s.client()
				c.dataCenter = dataCenter("uk-lon-01")
				web := "web"
				b, err := c.LoadBalancers.Create(t.Context(), LoadBalancerArguments{
					Name: &web, APIReference: Set(reference), ResourceType: ToTags, ResourceIDs: []string{"tag_1", "tag_2"},
				})
				if found := err == nil && b.ID == "lb_2"; found != test.found {
					t.Errorf("%+v, %v", b, err)
				}
			})
		})
	}
}

// The keys and passwords of a response are in nothing that the client decodes, but for the
// certificate.
func TestOnlyTheCertificateHasTheKey(t *testing.T) {
	t.Parallel()
	const balancer = `{"id":"lb_1","backend_certificate":"PEM","backend_certificate_key":"k3y","resources":[{"type":"VirtualMachine","value":{"id":"vm_1","initial_root_password":"passw0rd"}}],
		"weights":[{"virtual_machine_id":"vm_1","weight":128}],"standby_vms":["vm_1"]}`
	c := New(Options{Organization: "acme", Transport: fixed([]byte(`{"load_balancer":` + balancer + `,"annotations":[{"key":"a","value":"b"}],
		"pagination":{"current_page":1,"total_pages":1},"load_balancers":[` + balancer + `]}`))})
	one, err := c.LoadBalancers.Get(t.Context(), "lb_1")
	many, listErr := c.LoadBalancers.List(t.Context())
	if err := errors.Join(err, listErr); err != nil {
		t.Fatal(err)
	}
	if decoded := fmt.Sprintf("%+v %+v", one, many); strings.Contains(decoded, "k3y") || strings.Contains(decoded, "passw0rd") || !strings.Contains(decoded, "{VirtualMachineID:vm_1 Weight:128}") {
		t.Error(decoded)
	}
	if got := fmt.Sprint(one.Annotations, one.StandbyMachineIDs); got != "map[a:b] [vm_1]" {
		t.Error(got)
	}
	if certificate, err := c.LoadBalancers.BackendCertificate(t.Context(), "lb_1"); err != nil || certificate.PrivateKey != "k3y" || certificate.Certificate != "PEM" {
		t.Errorf("%+v, %v", certificate, err)
	}
	if _, err := c.LoadBalancers.BackendCertificate(t.Context(), "lb_2"); err == nil {
		t.Error("the key of another load balancer was taken")
	}
}

// What is cut or of another shape is quoted without secrets.
func TestErrorsOfLoadBalancersQuoteNoSecret(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"another shape":    `{"load_balancer":{"id":5,"backend_certificate_key":"-----BEGIN RSA PRIVATE KEY-----\nk3y\n-----END RSA PRIVATE KEY-----"}}`,
		"no load balancer": `{"backend_certificate_key":"k3y","initial_root_password":"passw0rd"}`,
		"cut":              `{"load_balancer":{"id":"lb_1","backend_certificate_key":"k3y","resources":[{"value":{"initial_root_password":"passw0rd"`,
	} {
		for call, send := range map[string]string{"Get": "LoadBalancers.Get", "BackendCertificate": "LoadBalancers.BackendCertificate", "Update": "LoadBalancers.Update"} {
			err := calls[send](t.Context(), New(Options{Organization: "acme", Transport: fixed([]byte(body)), Backoff: func(int) time.Duration { return 0 }}))
			if err == nil || strings.Contains(err.Error(), "k3y") || strings.Contains(err.Error(), "passw0rd") {
				t.Errorf("%s of %s: %v", call, name, err)
			}
		}
	}
}

// A rule may lack a protocol of its check, a path and statuses.
func TestRuleWithoutCheck(t *testing.T) {
	t.Parallel()
	c := New(Options{Organization: "acme", Transport: fixed([]byte(`{"load_balancer_rule":{"id":"lbrule_1","check_protocol":null,"check_path":null,"check_http_statuses":null,"load_balancer":{"id":"lb_1"}}}`))})
	rule, err := c.LoadBalancerRules.Get(t.Context(), "lbrule_1")
	if err != nil || rule.CheckProtocol != nil || rule.CheckPath != nil || rule.CheckHTTPStatuses != nil || rule.LoadBalancer.ID != "lb_1" {
		t.Errorf("%+v, %v", rule, err)
	}
}

// Katapult may store less of a rule than it was sent. The ports, the protocol and the
// algorithm tell it from others.
func TestLostRuleIsFoundByWhatKatapultStores(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(s *script, request string) (int, string) {
			rows := []string{`{"id":"lbrule_1","listen_port":80}`, `{"id":"lbrule_2","listen_port":80}`, `{"id":"lbrule_3","listen_port":81}`}
			switch {
			case request == "POST /load_balancers/load_balancer/rules":
				return http.StatusBadGateway, "<html>"
			case request == "GET /load_balancers/load_balancer/rules" && s.count(request) == 1:
				rows = rows[:1]
			case request == "GET /load_balancers/rules/load_balancer_rule" && s.count(request) == 1:
				return http.StatusOK, `{"load_balancer_rule":` + rows[1] + `}`
			case request == "GET /load_balancers/rules/load_balancer_rule":
				return http.StatusOK, `{"load_balancer_rule":` + rows[2] + `}`
			}
			return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"load_balancer_rules":[` + strings.Join(rows, ",") + `]}`
		}}
		port, path := int64(80), "/up"
		rule, err := s.client().LoadBalancerRules.Create(t.Context(), "lb_1", LoadBalancerRuleArguments{ListenPort: &port, CheckPath: &path})
		if err != nil || rule.ID != "lbrule_2" || s.count("POST /load_balancers/load_balancer/rules") != 1 {
			t.Errorf("%+v, %v, sent %q", rule, err, s.sent)
		}
	})
}
