package loadbalancerrule_test

import (
	"slices"
	"testing"

	"terraform-provider-katapult/internal/simulator"
)

const (
	typeName       = "katapult_load_balancer_rule"
	plural         = "katapult_load_balancer_rules"
	listsBalancers = "GET /organizations/organization/load_balancers"
)

func TestReadsOne(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	id := w.AddLoadBalancerRule(balancer, map[string]any{"protocol": "HTTPS", "certificates": []any{map[string]any{"id": "cert_1"}}, "check_protocol": "HTTP", "check_path": "/up"})
	w.Reads(typeName, map[string]string{
		"id": id, "load_balancer_id": balancer, "algorithm": "round_robin", "listen_port": "80", "destination_port": "8080", "protocol": "HTTPS",
		"proxy_protocol": "false", "backend_ssl": "false", "passthrough_ssl": "false", "certificate_ids.0": "cert_1", "check_enabled": "false",
		"check_fall": "2", "check_interval": "20", "check_rise": "2", "check_timeout": "5", "check_protocol": "HTTP", "check_path": "/up", "check_http_statuses": "",
	}, `id = "`+id+`"`)
	w.Refuses(typeName, `id = "lbrule_none"`, `id = "lbrule_none"`, `load_balancer_rule_not_found`)
	w.Refuses(typeName, `id = ""`, `id = ""`, `must not be blank`)
}

func TestListsTheRulesOfALoadBalancer(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	other := w.AddLoadBalancer(map[string]any{"name": "other"})
	first, second := w.AddLoadBalancerRule(balancer, nil), w.AddLoadBalancerRule(balancer, map[string]any{"listen_port": 81, "proxy_protocol": true})
	w.Reads(plural, map[string]string{
		"rules.#": "2", "rules.0.id": first, "rules.0.load_balancer_id": balancer, "rules.0.check_protocol": "", "rules.0.check_path": "",
		"rules.1.id": second, "rules.1.listen_port": "81", "rules.1.proxy_protocol": "true",
	}, `load_balancer_id = "`+balancer+`"`)
	w.Reads(plural, map[string]string{"rules.#": "0"}, `load_balancer_id = "`+other+`"`)
	w.Refuses(plural, `load_balancer_id = "lb_none"`, `load_balancer_id = "lb_none"`, `load_balancer_not_found`)
	w.Inject(simulator.Fault{Operation: reads, Status: 403, Code: "scope_not_granted"})
	w.Refuses(plural, `load_balancer_id = "`+balancer+`"`, `Cannot read data source katapult_load_balancer_rules`, `403 scope_not_granted`)
}

// A rule that is deleted between the list and its read is left out.
func TestDeletedWhileListingIsLeftOut(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	stays, goes := w.AddLoadBalancerRule(balancer, nil), w.AddLoadBalancerRule(balancer, nil)
	w.Observe(func(e simulator.Exchange) {
		if _, exists := w.Object(goes); exists && e.Operation == lists {
			w.Remove(goes)
		}
	})
	w.Reads(plural, map[string]string{"rules.#": "1", "rules.0.id": stays}, `load_balancer_id = "`+balancer+`"`)
}

func TestQueryListsTheRulesOfOneOrAll(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	other, without := w.AddLoadBalancer(map[string]any{"name": "other"}), w.AddLoadBalancer(map[string]any{"name": "without"})
	first, second, third := w.AddLoadBalancerRule(balancer, nil), w.AddLoadBalancerRule(other, nil), w.AddLoadBalancerRule(balancer, map[string]any{"listen_port": 81})
	for id, want := range map[string][]string{"": {first, third, second}, balancer: {first, third}, other: {second}, without: nil} {
		filter := map[string]string{}
		if id != "" {
			filter["load_balancer_id"] = id
		}
		var got []string
		for _, r := range w.List(typeName, filter, 0) {
			got = append(got, r.Identity["id"])
			if r.Resource["id"] != r.Identity["id"] || r.Resource["load_balancer_id"] == "" || r.Name != r.Identity["id"] {
				t.Errorf("%+v", r)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", id, got, want)
		}
	}
	w.ResetRequests()
	if got := w.ListIdentities(typeName, nil); len(got) != 3 || w.Count(reads) > 0 || w.Count(lists) != 3 || w.Count(listsBalancers) != 1 {
		t.Errorf("got %v with %v", got, made(w))
	}
}

// A load balancer that is deleted while all are listed has no rules.
func TestQueryLeavesOutWhatIsDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	stays := w.AddLoadBalancerRule(balancer, nil)
	goes := w.AddLoadBalancer(map[string]any{"name": "goes"})
	w.AddLoadBalancerRule(goes, nil)
	w.Observe(func(e simulator.Exchange) {
		if _, exists := w.Object(goes); exists && e.Operation == listsBalancers {
			w.Remove(goes)
		}
	})
	if got := w.ListIdentities(typeName, nil); !slices.Equal(got, []string{stays}) {
		t.Errorf("got %v", got)
	}
}

func TestWhatAQueryGeneratesPlansImportsOnly(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	for port, properties := range map[int]map[string]any{
		80:   {},
		81:   {"check_protocol": "HTTP", "check_path": "/up", "check_http_statuses": "23", "check_enabled": true},
		82:   {"protocol": "TCP", "check_enabled": true, "check_protocol": "TCP"},
		83:   {"protocol": "TCP", "check_protocol": "TCP", "check_path": "/kept", "check_http_statuses": "2"},
		84:   {"check_path": "/without"},
		443:  {"protocol": "HTTPS", "certificates": []any{map[string]any{"id": "cert_1"}}, "algorithm": "sticky", "backend_ssl": true},
		8443: {"protocol": "HTTPS", "passthrough_ssl": true},
	} {
		properties["listen_port"] = port
		w.AddLoadBalancerRule(balancer, properties)
	}
	w.ImportsListed(typeName, nil)
	w.ImportsListed(typeName, map[string]string{"load_balancer_id": balancer})
}
