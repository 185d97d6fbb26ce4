package loadbalancerrule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
)

func TestBadArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	const on = "check_enabled = true"
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"port 0":                     {[]string{"listen_port = 0"}, `value must be between 1 and 65535, got: 0`},
		"port 65536":                 {[]string{"destination_port = 65536"}, `value must be between 1 and 65535, got: 65536`},
		"a protocol in lower case":   {[]string{`protocol = "http"`}, `value must be one of`},
		"an unknown algorithm":       {[]string{`algorithm = "random"`}, `value must be one of`},
		"a check by HTTPS":           {[]string{on, `check_protocol = "HTTPS"`}, `value must be one of`},
		"an unknown status":          {[]string{on, `check_http_statuses = "200"`}, `value must be one of`},
		"a blank path":               {[]string{on, `check_path = ""`}, `must not be blank`},
		"no failures":                {[]string{on, "check_fall = 0"}, `value must be at least 1`},
		"no interval":                {[]string{on, "check_interval = 0"}, `value must be at least 1`},
		"a check that nobody needs":  {[]string{`check_path = "/up"`}, `Attribute "check_enabled" must be specified when "check_path" is specified`},
		"certificates for HTTP":      {[]string{`certificate_ids = ["cert_1"]`}, `Certificates need protocol = "HTTPS", and it is "HTTP"`},
		"a passthrough of TCP":       {[]string{`protocol = "TCP"`, "passthrough_ssl = true"}, `It needs protocol = "HTTPS", and that is "TCP"`},
		"a path of a TCP check":      {[]string{on, `check_protocol = "TCP"`, `check_path = "/up"`}, `A TCP check has no check_path`},
		"statuses of a TCP check":    {[]string{on, `check_protocol = "TCP"`, `check_http_statuses = "2"`}, `A TCP check has no check_http_statuses`},
		"a certificate that is null": {[]string{`protocol = "HTTPS"`, "certificate_ids = [null]"}, `an element is null`},
		"a blank load balancer":      {[]string{`load_balancer_id = ""`}, `must not be blank`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.ResetRequests()
			w.Run(resource.TestStep{Config: web(balancer, test.arguments...), PlanOnly: true, ExpectError: acctest.Matches(test.says)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

// The krystal/katapult provider wants check_protocol = "HTTP" to be written out, and refuses
// an empty set of certificates and values that are not known yet.
func TestArgumentsThatFitAreNotRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		more      string
		arguments []string
	}{
		"a path without a protocol": {"", []string{"check_enabled = true", `check_path = "/up"`, `check_http_statuses = "23"`}},
		"no certificates for HTTP":  {"", []string{"certificate_ids = []"}},
		"no passthrough of TCP":     {"", []string{`protocol = "TCP"`, "passthrough_ssl = false"}},
		"unknown values": {
			"resource \"katapult_load_balancer\" \"late\" {\n  name = \"late\"\n  data_center_id = \"loc_UUhPmoCbpic6UX0Y\"\n}\n" +
				"locals {\n  late = katapult_load_balancer.late.ip_address == \"\"\n}\n",
			[]string{
				`protocol = local.late ? "TCP" : "HTTPS"`, `certificate_ids = local.late ? [] : ["cert_1"]`, "passthrough_ssl = local.late",
				"check_enabled = true", `check_protocol = local.late ? "TCP" : "HTTP"`, `check_path = "/up"`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			w.Run(resource.TestStep{Config: test.more + web(balancer, test.arguments...)})
		})
	}
}

// A check whose protocol turns out late has no path or status if that is TCP.
func TestProtocolOfACheckThatTurnsOutLate(t *testing.T) {
	t.Parallel()
	for _, now := range []string{"TCP", "HTTP"} {
		t.Run(now, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			late := func(name string) string {
				return fmt.Sprintf("resource \"katapult_load_balancer\" %q {\n  name = \"late\"\n  data_center_id = \"loc_UUhPmoCbpic6UX0Y\"\n}\n", name) +
					web(balancer, "check_enabled = true", fmt.Sprintf(`check_protocol = katapult_load_balancer.%s.ip_address == "" ? "x" : %q`, name, now))
			}
			w.Run(
				resource.TestStep{Config: web(balancer, "check_enabled = true", `check_path = "/up"`)},
				resource.TestStep{Config: late("one"), ConfigStateChecks: has(map[string]knownvalue.Check{"check_path": text(map[string]string{"TCP": "/up", "HTTP": "/"}[now])})},
				resource.TestStep{PreConfig: func() { w.Change(w.Only(kind), map[string]any{"check_path": ""}) }, Config: late("two")},
			)
		})
	}
}

func TestDoubtfulArgumentsAreWarnings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments []string
		says      string
	}{
		"HTTPS without certificates": {[]string{`protocol = "HTTPS"`}, `Warning: HTTPS without certificates.*protocol = "HTTPS"`},
		"checks that overlap":        {[]string{"check_enabled = true", "check_timeout = 30"}, `Warning: Checks overlap.*can take 30 seconds, and the next begins after 20`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			if output := run(t, w.Shell(web(balancer, test.arguments...)), "plan"); !acctest.Matches(test.says).MatchString(output) {
				t.Error(output)
			}
		})
	}
	t.Run("nothing doubtful", func(t *testing.T) {
		t.Parallel()
		w, balancer := balanced(t)
		for _, arguments := range [][]string{{`protocol = "HTTPS"`, "passthrough_ssl = true"}, {`protocol = "HTTPS"`, `certificate_ids = ["cert_1"]`}} {
			if output := run(t, w.Shell(web(balancer, arguments...)), "plan"); strings.Contains(output, "Warning") {
				t.Error(output)
			}
		}
	})
}

// Katapult has neither path nor statuses of a TCP check, and the plan does not change for
// that. When the check becomes one by HTTP, both are sent.
func TestTCPCheckKeepsWhatIsPlanned(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	config := web(balancer, "check_enabled = true", `check_protocol = "TCP"`)
	kept := has(map[string]knownvalue.Check{"check_path": text("/"), "check_http_statuses": text("2")})
	w.Run(
		resource.TestStep{Config: config, ConfigStateChecks: kept},
		resource.TestStep{
			PreConfig: func() {
				sent := properties(t, w, creates)
				if strings.Contains(sent, "check_path") || strings.Contains(sent, "check_http_statuses") {
					t.Errorf("sent %s", sent)
				}
				r, _ := w.Object(w.Only(kind))
				if r["check_path"] != "" || r["check_http_statuses"] != nil {
					t.Errorf("Katapult has %v", r)
				}
			},
			Config: config, ConfigStateChecks: kept, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
		resource.TestStep{Config: web(balancer, "check_enabled = true"), ConfigStateChecks: kept},
		resource.TestStep{
			PreConfig: func() {
				if sent := properties(t, w, updates); sent != `{"check_protocol":"HTTP","check_path":"/","check_http_statuses":"2"}` {
					t.Errorf("sent %s", sent)
				}
			},
			Config: web(balancer, "check_enabled = true"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

// Rules that others make may have no protocol of a check, nor anything about one.
func TestWhatKatapultHasNothingOfStaysSo(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	id := w.AddLoadBalancerRule(balancer, nil)
	empty := has(map[string]knownvalue.Check{"check_protocol": text(""), "check_path": text(""), "check_http_statuses": text("")})
	w.Run(
		resource.TestStep{
			Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(balancer),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: empty,
		},
		resource.TestStep{Config: web(balancer, "destination_port = 81"), ConfigStateChecks: empty},
		resource.TestStep{
			Config:            web(balancer, "destination_port = 81", "check_enabled = true", `check_protocol = "HTTP"`),
			ConfigStateChecks: has(map[string]knownvalue.Check{"check_protocol": text("HTTP"), "check_path": text("/"), "check_http_statuses": text("2")}),
		},
	)
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		properties map[string]any
		arguments  []string
	}{
		"minimal":   {map[string]any{"check_protocol": "HTTP", "check_path": "/", "check_http_statuses": "2"}, nil},
		"no checks": {nil, nil},
		"TCP, without path and statuses": {
			map[string]any{"check_enabled": true, "check_protocol": "TCP"}, []string{"check_enabled = true", `check_protocol = "TCP"`},
		},
		"TCP, with path and statuses": {
			map[string]any{"check_enabled": true, "check_protocol": "TCP", "check_path": "/", "check_http_statuses": "2"},
			[]string{"check_enabled = true", `check_protocol = "TCP"`},
		},
		"certificates": {
			map[string]any{"protocol": "HTTPS", "check_protocol": "HTTP", "check_path": "/", "check_http_statuses": "2", "certificates": []any{map[string]any{"id": "cert_1"}}},
			[]string{`protocol = "HTTPS"`, `certificate_ids = ["cert_1"]`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, balancer := balanced(t)
			id := w.AddLoadBalancerRule(balancer, test.properties)
			r, _ := w.Object(id)
			certificates := "[]"
			if name == "certificates" {
				certificates = `["cert_1"]`
			}
			shell := w.Shell(web(balancer, test.arguments...))
			shell.WriteState("katapult_load_balancer_rule", "web", fmt.Sprintf(`{"id": %q, "load_balancer_id": %q, "algorithm": "round_robin", "listen_port": 80,
				"destination_port": 8080, "protocol": %q, "proxy_protocol": false, "certificate_ids": %s, "backend_ssl": false, "passthrough_ssl": false,
				"check_enabled": %v, "check_fall": 2, "check_interval": 20, "check_rise": 2, "check_timeout": 5,
				"check_protocol": %q, "check_path": %q, "check_http_statuses": %q}`,
				id, balancer, r["protocol"], certificates, r["check_enabled"], orEmpty(r["check_protocol"]), orEmpty(r["check_path"]), orEmpty(r["check_http_statuses"])))
			for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
				run(t, shell, "plan", "-detailed-exitcode", refresh)
			}
		})
	}
}

func orEmpty(value any) string {
	text, _ := value.(string)
	return text
}

// Unlike before, removing the argument removes the certificates.
func TestRemovedCertificatesArePlannedAway(t *testing.T) {
	t.Parallel()
	w, balancer := balanced(t)
	w.Run(
		resource.TestStep{Config: web(balancer, `protocol = "HTTPS"`, `certificate_ids = ["cert_1"]`)},
		resource.TestStep{
			Config: web(balancer, `protocol = "HTTPS"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: has(map[string]knownvalue.Check{"certificate_ids": only()}),
		},
	)
	if sent := properties(t, w, updates); sent != `{"certificates":[]}` {
		t.Errorf("sent %s", sent)
	}
}
